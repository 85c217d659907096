// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import { InvalidArgument } from "./problems.js";

/** Which values an option allows, and what is wrong with any other. */
export type Rule = readonly [allows: (value: unknown) => boolean, fault: string];

// The longest wait of a timer, in seconds.
const LONGEST = 2_147_483;
const VISIBLE = /^[!-~]+$/;

const FUNCTION: Rule = [(value) => typeof value === "function", "must be a function"];
const WAIT: Rule = [(value) => isBetween(value, 0, LONGEST), `must be 0 to ${LONGEST} seconds`];

export const RETRY_RULES: Record<string, Rule> = {
  attempts: [(value) => isBetween(value, 1, Infinity), "must be a number, and at least 1"],
  firstWait: WAIT,
  longestWait: WAIT,
};
export const SHOP_RULES: Record<string, Rule> = {
  apiKey: [isVisible, "must be text of visible ASCII characters"],
  tokens: [areTokens, "must be two tokens of visible ASCII characters"],
  onTokens: FUNCTION,
  retries: [isPlain, "must be an object"],
  timeout: [(value) => isBetween(value, Number.MIN_VALUE, LONGEST), `must be up to ${LONGEST} seconds, more than 0`],
  fetch: FUNCTION,
};

/** Throw an InvalidArgument for options that have no rule, or break it. Messages are logged: they contain no values. */
export function checkOptions(operation: string, options: unknown, rules: Record<string, Rule>): void {
  if (!isPlain(options)) {
    throw new InvalidArgument(`${operation}: options: must be an object`);
  }
  for (const [name, value] of Object.entries(options)) {
    const [allows, fault] = Object.hasOwn(rules, name) ? rules[name]! : [() => false, "is no option"];
    if (!allows(value)) {
      throw new InvalidArgument(`${operation}: ${name}: ${fault}`);
    }
  }
}

/** Return options without the undefined ones. */
export function definedOf<Values extends object>(values: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Values>;
}

/** Throw an InvalidArgument for a URL to which no request can be sent. */
export function checkUrl(url: unknown): void {
  try {
    new Request(url as string); // which resolves a path, in browsers
  } catch (error) {
    throw new InvalidArgument("Shop: baseUrl: must be a URL without credentials", { cause: error });
  }
}

/** Return whether a header can carry a token, and nothing but it. */
export function isVisible(value: unknown): boolean {
  return typeof value === "string" && VISIBLE.test(value);
}

/** Return whether a value is an object of which JSON keeps every property. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  const isEnumerable = (name: symbol): boolean => Object.prototype.propertyIsEnumerable.call(value, name);
  return kindOf(value) === "[object Object]" && !Object.getOwnPropertySymbols(value).some(isEnumerable);
}

/** Return a value as text for a message. */
export function describe(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value);
  }
  const isBrief = typeof value === "number" || value === undefined || value === null || value instanceof Date;
  return isBrief ? String(value) : kindOf(value);
}

function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}

function areTokens(value: unknown): boolean {
  return isPlain(value) && isVisible(value["accessToken"]) && isVisible(value["refreshToken"]);
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && value >= least && value <= most;
}
