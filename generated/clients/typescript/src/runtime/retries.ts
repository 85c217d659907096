// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import { secondsToWait } from "./problems.js";

export type Fetch = (request: Request) => Promise<Response>;

/**
 * The number of attempts, and the waits between them.
 *
 * Every request is retried after 429, which has no effect, and after a failed connection. After 502, 503, 504, a lost
 * response, and a 409 with `Retry-After`, only idempotent requests are retried: by their method, or with an
 * Idempotency-Key.
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

const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);
const UNAVAILABLE = new Set([502, 503, 504]);
// Only Node reports these codes.
const UNSENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** Return a fetch that retries. */
export function withRetries(fetch: Fetch, retries: Retries): Fetch {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      let wait: number | undefined;
      try {
        const response = await fetch(request.clone());
        wait = waitAfterResponse(retries, request, response, attempt);
        if (wait === undefined) {
          return response;
        }
        await response.body?.cancel();
      } catch (error) {
        wait = waitAfterError(retries, request, error, attempt);
        if (wait === undefined) {
          throw error;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    }
  };
}

/** Return whether the request never reached the shop. */
export function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  return UNSENT.has(cause?.code ?? "");
}

/** Return whether there was no response: fetch reports only that the request failed or timed out. */
export function isLost(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError");
}

function waitAfterResponse(retries: Retries, request: Request, response: Response, attempt: number): number | undefined {
  const retryAfter = secondsToWait(response);
  return isRetryable(request, response, retryAfter) && (retryAfter ?? 0) <= retries.longestWait
    ? nextWait(retries, attempt, retryAfter)
    : undefined;
}

function waitAfterError(retries: Retries, request: Request, error: unknown, attempt: number): number | undefined {
  return isLost(error) && (isUnsent(error) || isIdempotent(request)) ? nextWait(retries, attempt) : undefined;
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
  if (response.status === 429) {
    return true;
  }
  // A 409 is temporary only with Retry-After: a request with the same key is in progress.
  const temporary = UNAVAILABLE.has(response.status) || (response.status === 409 && retryAfter !== undefined);
  return temporary && isIdempotent(request);
}

function isIdempotent(request: Request): boolean {
  return IDEMPOTENT.has(request.method) || request.headers.has("Idempotency-Key");
}
