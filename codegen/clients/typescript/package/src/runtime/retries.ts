import { isProblem, secondsToWait } from "./responses.js";

/**
 * The number of attempts, and the waits between them.
 *
 * Every request is retried after the shop's 429, which has no effect, and after a failed connection. After 502, 503,
 * 504, a lost or truncated response, a proxy's 429, and a 409 with `Retry-After`, only requests that can be repeated
 * are retried: reads, requests with an Idempotency-Key, and replacements and deletions without a precondition such as
 * If-Match.
 */
export interface Retries {
  /** The number of attempts; 1 for no retries. */
  attempts: number;
  /** Seconds before the second attempt, with jitter; doubles with each attempt. */
  firstWait: number;
  /** The longest wait in seconds; if `Retry-After` is longer, the problem is thrown immediately. */
  longestWait: number;
}

export const DEFAULT_RETRIES: Retries = { attempts: 5, firstWait: 0.2, longestWait: 60 };

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
const IDEMPOTENT = new Set(["PUT", "DELETE"]);
// A second attempt would fail because of the first.
const PRECONDITIONS = ["If-Match", "If-None-Match", "If-Unmodified-Since"];
const UNAVAILABLE = new Set([502, 503, 504]);
// Only Node reports these codes.
const UNSENT = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Return the wait after a response to an attempt, counted from 1; undefined to stop. */
export function waitAfterResponse(
  retries: Retries,
  request: Request,
  response: Response,
  attempt: number,
): number | undefined {
  const retryAfter = secondsToWait(response);
  return isRetryable(request, response, retryAfter) && (retryAfter ?? 0) <= retries.longestWait
    ? nextWait(retries, attempt, retryAfter)
    : undefined;
}

/** Return the wait after an attempt without a response; undefined to stop. */
export function waitAfterError(
  retries: Retries,
  request: Request,
  error: unknown,
  attempt: number,
): number | undefined {
  return isUnsent(error) || isRepeatable(request) ? nextWait(retries, attempt) : undefined;
}

/** Return whether the request never reached the shop. */
export function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  return UNSENT.has(cause?.code ?? "");
}

/** Return whether a request only reads. */
export function isSafe(request: Request): boolean {
  return SAFE.has(request.method);
}

function nextWait(retries: Retries, attempt: number, retryAfter?: number): number | undefined {
  if (attempt >= retries.attempts) {
    return undefined;
  }
  // Jitter, so that clients that failed together don't retry together.
  const longest = Math.min(retries.longestWait, retries.firstWait * 2 ** (attempt - 1));
  return retryAfter === undefined ? (longest * (1 + Math.random())) / 2 : retryAfter + retries.firstWait * Math.random();
}

function isRetryable(request: Request, response: Response, retryAfter: number | undefined): boolean {
  // The shop's 429 has no effect; a proxy's page doesn't prove that.
  if (response.status === 429) {
    return isProblem(response) || isRepeatable(request);
  }
  // A 409 is temporary only with Retry-After: a request with the same key is in progress.
  const temporary = UNAVAILABLE.has(response.status) || (response.status === 409 && retryAfter !== undefined);
  return temporary && isRepeatable(request);
}

function isRepeatable(request: Request): boolean {
  if (isSafe(request) || request.headers.has("Idempotency-Key")) {
    return true;
  }
  return IDEMPOTENT.has(request.method) && !PRECONDITIONS.some((name) => request.headers.has(name));
}
