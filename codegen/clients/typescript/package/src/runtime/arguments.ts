import type { Operation } from "./operation.js";
import { InvalidArgument } from "./problems.js";
import { checkOptions, describe, isPlain, type Rule } from "./rules.js";

/** The options of every call. */
export interface Options {
  /** Aborts the call and its retries. The shop may have carried it out nevertheless. */
  signal?: AbortSignal | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/** The arguments of openapi-fetch's client. */
export interface Init {
  params?: { path?: Values; query?: unknown; header?: Values };
  headers?: Values;
  body?: unknown;
  signal?: unknown;
  [other: string]: unknown;
}

/** The argument's name, and what is wrong with it. */
class Fault extends Error {}

const SURROGATE = /\p{Surrogate}/u;
const SIGNAL: Rule = [(value) => value === undefined || value instanceof AbortSignal, "must be an AbortSignal"];
const ANYTHING: Rule = [() => true, ""];
const PASSED: Rule = [(value) => value !== undefined, "is undefined: omit it, or pass a value"];

/** Return the signal of a call's options; throw an InvalidArgument for options that aren't these. */
export function signalOf(operation: string, options: Options, ...headers: string[]): AbortSignal | undefined {
  const rules = Object.fromEntries(headers.map((name) => [name, name === "idempotencyKey" ? ANYTHING : PASSED]));
  checkOptions(operation, options, { ...rules, signal: SIGNAL });
  return options.signal;
}

/** Return the caller's Idempotency-Key, or a new random one. */
export function keyOf({ idempotencyKey = newKey() }: { idempotencyKey?: string }): string {
  return idempotencyKey;
}

/** Return arguments as they are sent; throw an InvalidArgument for one that can't be sent unchanged. */
export function serialize(name: string, operation: Operation | undefined, path: string, init: Init): Init {
  try {
    checkOptions(name, { signal: init.signal }, { signal: SIGNAL });
    checkParameters(operation?.patterns ?? {}, path, init.params ?? {});
    checkHeaders({ ...init.headers, ...init.params?.header });
    const query = serializeQuery(init.params?.query);
    const body = "body" in init ? { body: serializeBody(init.body), bodySerializer: (text: string) => text } : {};
    return { ...init, querySerializer: () => query, ...body };
  } catch (error) {
    if (error instanceof InvalidArgument) {
      throw error;
    }
    const fault = error instanceof Fault ? error.message : "arguments: can't be read"; // such as a getter that throws
    throw new InvalidArgument(`${name}: ${fault}`, { cause: error });
  }
}

function checkParameters(patterns: Operation["patterns"], path: string, params: NonNullable<Init["params"]>): void {
  for (const [name, pattern] of Object.entries(patterns)) {
    const inPath = path.includes(`{${name}}`);
    const value = inPath ? params.path?.[name] : params.header?.[name];
    if ((inPath || value !== undefined) && (typeof value !== "string" || !pattern.test(value))) {
      throw new Fault(`${name}: ${describe(value)} doesn't match ${pattern.source}`);
    }
  }
}

function checkHeaders(headers: Values): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      new Headers([[name, String(value)]]);
    } catch {
      throw new Fault(`${name}: a header can't carry its value`); // which may be a secret
    }
  }
}

/** Return a query as text. An undefined value is absent; no other value is dropped. */
function serializeQuery(query: unknown = {}): string {
  if (!isPlain(query)) {
    throw new Fault("query: must be an object");
  }
  const values = Object.entries(query).filter(([, value]) => value !== undefined);
  return values.map(([name, value]) => `${encode(name, name)}=${encode(name, textOf(name, value))}`).join("&");
}

function textOf(name: string, value: unknown): string {
  const sent = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value;
  if (typeof sent === "string" || typeof sent === "boolean" || Number.isFinite(sent)) {
    return String(sent);
  }
  throw new Fault(`${name}: a query can't carry ${describe(value)}`);
}

function encode(name: string, text: string): string {
  if (SURROGATE.test(text)) {
    throw new Fault(`${name}: a lone surrogate is no text`);
  }
  return encodeURIComponent(text);
}

/** Return a body as JSON, with all that the caller passes. */
function serializeBody(body: unknown): string {
  if (!isPlain(body)) {
    throw new Fault("body: must be an object");
  }
  try {
    return JSON.stringify(body, checkJson());
  } catch (error) {
    throw error instanceof Fault ? error : new Fault("body: JSON can't carry it", { cause: error });
  }
}

/** Return a replacer that replaces nothing, and throws a Fault for a value that JSON would drop or change. */
function checkJson(): (this: Values, key: string, value: unknown) => unknown {
  const open: { value: unknown; name: string }[] = [];
  return function (key, value) {
    while (open.length > 0 && open.at(-1)!.value !== this) {
      open.pop();
    }
    const circular = isObject(value) && open.some((each) => each.value === value);
    open.push({ value, name: open.length === 0 ? "body" : key });
    const fault = circular ? "contains itself" : faultOf(key, this[key], value);
    if (fault) {
      throw new Fault(`${open.map(({ name }) => name).join(".")}: ${fault}`);
    }
    return value;
  };
}

/** Return why JSON would drop or change a value; `passed` is the value before its toJSON. */
function faultOf(key: string, passed: unknown, value: unknown): string | undefined {
  if (SURROGATE.test(key) || (typeof value === "string" && SURROGATE.test(value))) {
    return "a lone surrogate is no text";
  }
  const kept = isObject(value)
    ? Array.isArray(value) || isPlain(value)
    : typeof value === "string" || typeof value === "boolean" || Number.isFinite(value) || passed === null;
  return kept ? undefined : `JSON can't carry ${describe(passed)}`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

// Not crypto.randomUUID, which is missing on plain http.
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
