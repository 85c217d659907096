import type { Operation } from "./operation.js";
import { InvalidArgument } from "./problems.js";

/** The options of every call. */
export interface Options {
  /** Aborts the call and its retries. The shop may have carried it out nevertheless. */
  signal?: AbortSignal | undefined;
}

type Values = Readonly<Record<string, unknown>>;

const HEADER = /^[\t -~]*$/;
const ANYTHING = /(?:)/;

/** Return a header of the options, if the caller passes it. */
export function passed<Name extends string>(options: { [name in Name]?: string }, name: Name): string | undefined {
  return name in options ? match(name, options[name], HEADER) : undefined;
}

/** Return the caller's Idempotency-Key, or a new random one. */
export function keyOf(options: { idempotencyKey?: string }): string {
  const { idempotencyKey = newKey() } = options;
  return match("idempotencyKey", idempotencyKey, HEADER);
}

/** Throw an InvalidArgument for a path or header parameter that breaks the contract. */
export function checkParameters(operation: Operation, path: string, params: { path?: Values; header?: Values }): void {
  for (const [name, pattern] of Object.entries(operation.patterns)) {
    if (path.includes(`{${name}}`)) {
      match(name, params.path?.[name], pattern);
    } else if (params.header?.[name] !== undefined) {
      match(name, params.header[name], pattern);
    }
  }
}

/** Return a query as text. An undefined value is absent; no other value is dropped. */
export function serializeQuery(query: unknown): string {
  const values = Object.entries(query as Values).filter(([, value]) => value !== undefined);
  return values.map(([name, value]) => `${name}=${encodeURIComponent(textOf(name, value))}`).join("&");
}

function textOf(name: string, value: unknown): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) {
    return value.toISOString();
  }
  return match(name, typeof value === "number" || typeof value === "boolean" ? String(value) : value, ANYTHING);
}

function match(name: string, value: unknown, pattern: RegExp): string {
  if (typeof value !== "string" || !pattern.test(value)) {
    throw new InvalidArgument(`${name}: ${describe(value)} doesn't match ${pattern.source}`);
  }
  return value;
}

function describe(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

// Not crypto.randomUUID, which is missing on plain http.
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
