// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import type { Fault, Problem, Shortage } from "../schema.js";

const MEDIA_TYPE = "application/problem+json";

/** The request failed. */
export class ShopError extends Error {
  override readonly name: string = "ShopError";
}

/** The response with new tokens was lost and the old tokens are spent: log in again. */
export class SessionLost extends ShopError {
  override readonly name = "SessionLost";
}

/** A response outside the contract, such as a proxy's error page. */
export class UnexpectedAnswer extends ShopError {
  override readonly name = "UnexpectedAnswer";

  constructor(
    readonly status: number,
    readonly text: string,
  ) {
    super(`${status}: ${text.slice(0, 200)}`);
  }
}

/** A problem (RFC 9457) returned by the shop. */
export class ShopProblem extends ShopError {
  override readonly name = "ShopProblem";

  constructor(
    readonly problem: Problem,
    /** Seconds to wait before a retry, if the response has Retry-After. */
    readonly retryAfter?: number,
  ) {
    super(`${problem.status} ${problem.title}: ${problem.detail} (request ${problem.requestId})`);
  }

  /** The last segment of the problem's type, such as `out-of-stock`. */
  get kind(): string {
    return this.type.slice(this.type.lastIndexOf("/") + 1);
  }

  /** The URL that identifies and documents the problem. */
  get type(): string {
    return this.problem.type;
  }

  /** The HTTP status. */
  get status(): number {
    return this.problem.status;
  }

  /** The description of this occurrence. */
  get detail(): string {
    return this.problem.detail;
  }

  /** The invalid parts of the request. */
  get errors(): Fault[] {
    return this.problem.errors ?? [];
  }

  /** The products that are out of stock. */
  get shortages(): Shortage[] {
    return this.problem.shortages ?? [];
  }

  /** The id of the order concerned. */
  get orderId(): string | undefined {
    return this.problem.orderId;
  }

  /** The id of the request, for support. */
  get requestId(): string {
    return this.problem.requestId;
  }
}

/** Return the exception for a failed response. */
export async function failureOf(response: Response): Promise<ShopError> {
  const text = await response.text();
  const problem = response.headers.get("Content-Type")?.split(";")[0] === MEDIA_TYPE ? parseProblem(text) : undefined;
  return problem ? new ShopProblem(problem, secondsToWait(response)) : new UnexpectedAnswer(response.status, text);
}

function parseProblem(text: string): Problem | undefined {
  try {
    const problem = JSON.parse(text) as Partial<Problem> | null;
    return typeof problem?.type === "string" ? (problem as Problem) : undefined;
  } catch {
    return undefined;
  }
}

/** Return the Retry-After of a response in seconds, if it has one. */
export function secondsToWait(response: Response): number | undefined {
  const value = response.headers.get("Retry-After") ?? "";
  return /^[0-9]+$/.test(value) ? Number(value) : undefined;
}
