// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import { secondsToWait } from "./problems.js";

export type Ask = (request: Request) => Promise<Response>;

/**
 * How often a request is sent at most, and how long is waited in between.
 *
 * A request is sent again after 429, of which nothing was done, and if no connection was made. After 502, 503, 504, a
 * lost answer, and a 409 with `Retry-After` it is only if it may safely come twice: by its method, or with an
 * Idempotency-Key.
 */
export interface Retries {
  /** How often a request is sent; 1 for no retries. */
  attempts: number;
  /** Seconds until the second attempt, about; it doubles from one to the next. */
  firstWait: number;
  /** Seconds that are waited at most; where `Retry-After` says more, the problem is thrown at once. */
  longestWait: number;
}

export const USUAL: Retries = { attempts: 5, firstWait: 0.2, longestWait: 60 };

const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);
const UNAVAILABLE = new Set([502, 503, 504]);
// Node says so; a browser doesn't tell.
const UNSENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** Asks again where that helps. */
export function retrying(ask: Ask, retries: Retries): Ask {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      let wait: number | undefined;
      try {
        const response = await ask(request.clone());
        wait = waitAfterAnswer(retries, request, response, attempt);
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

/** Whether nothing can have reached the shop. */
export function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  return UNSENT.has(cause?.code ?? "");
}

/** Whether there was no answer: fetch says no more than that its request failed, or took too long. */
export function isLost(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError");
}

function waitAfterAnswer(retries: Retries, request: Request, response: Response, attempt: number): number | undefined {
  const told = secondsToWait(response);
  return isWorthAnother(request, response, told) && (told ?? 0) <= retries.longestWait
    ? waitBefore(retries, attempt, told)
    : undefined;
}

function waitAfterError(retries: Retries, request: Request, error: unknown, attempt: number): number | undefined {
  return isLost(error) && (isUnsent(error) || mayComeTwice(request)) ? waitBefore(retries, attempt) : undefined;
}

function waitBefore(retries: Retries, attempt: number, told?: number): number | undefined {
  if (attempt >= retries.attempts) {
    return undefined;
  }
  // Some of it by chance, so that those who failed together don't come together again.
  const longest = Math.min(retries.longestWait, retries.firstWait * 2 ** (attempt - 1));
  return told === undefined ? (longest * (1 + Math.random())) / 2 : told + retries.firstWait * Math.random();
}

function isWorthAnother(request: Request, response: Response, told: number | undefined): boolean {
  if (response.status === 429) {
    return true;
  }
  // A conflict passes only where the shop says when: a request with the same key is still at work.
  const passes = UNAVAILABLE.has(response.status) || (response.status === 409 && told !== undefined);
  return passes && mayComeTwice(request);
}

function mayComeTwice(request: Request): boolean {
  return IDEMPOTENT.has(request.method) || request.headers.has("Idempotency-Key");
}
