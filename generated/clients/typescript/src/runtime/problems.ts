// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import type { Fault, Problem, Shortage } from "../schema.js";

const MEDIA_TYPE = "application/problem+json";

/** The shop did not do what was asked. */
export class ShopError extends Error {
  override readonly name: string = "ShopError";
}

/** The answer with new tokens got lost, and those until now are used up: log in again. */
export class SessionLost extends ShopError {
  override readonly name = "SessionLost";
}

/** An answer that the contract doesn't know, such as a proxy's page. */
export class UnexpectedAnswer extends ShopError {
  override readonly name = "UnexpectedAnswer";

  constructor(
    readonly status: number,
    readonly text: string,
  ) {
    super(`${status}: ${text.slice(0, 200)}`);
  }
}

/** A problem (RFC 9457), as the shop describes it. */
export class ShopProblem extends ShopError {
  override readonly name = "ShopProblem";

  constructor(
    readonly problem: Problem,
    /** After how many seconds to try again, if the shop said so. */
    readonly retryAfter?: number,
  ) {
    super(`${problem.status} ${problem.title}: ${problem.detail} (request ${problem.requestId})`);
  }

  /** Which problem it is: the last part of its type, such as `out-of-stock`. */
  get kind(): string {
    return this.type.slice(this.type.lastIndexOf("/") + 1);
  }

  /** Which problem it is, and where to read about it. */
  get type(): string {
    return this.problem.type;
  }

  /** The HTTP status. */
  get status(): number {
    return this.problem.status;
  }

  /** What is wrong this time. */
  get detail(): string {
    return this.problem.detail;
  }

  /** Every fault of the request. */
  get errors(): Fault[] {
    return this.problem.errors ?? [];
  }

  /** Every product of which there is too little. */
  get shortages(): Shortage[] {
    return this.problem.shortages ?? [];
  }

  /** The order that the problem is about. */
  get orderId(): string | undefined {
    return this.problem.orderId;
  }

  /** What to quote when you ask for help. */
  get requestId(): string {
    return this.problem.requestId;
  }
}

/** What an answer says that is no success. */
export async function failureOf(response: Response): Promise<ShopError> {
  const text = await response.text();
  const problem = response.headers.get("Content-Type")?.split(";")[0] === MEDIA_TYPE ? parsed(text) : undefined;
  return problem ? new ShopProblem(problem, secondsToWait(response)) : new UnexpectedAnswer(response.status, text);
}

function parsed(text: string): Problem | undefined {
  try {
    const problem = JSON.parse(text) as Partial<Problem> | null;
    return typeof problem?.type === "string" ? (problem as Problem) : undefined;
  } catch {
    return undefined;
  }
}

/** What an answer's Retry-After says, which the contract gives in seconds. */
export function secondsToWait(response: Response): number | undefined {
  const told = response.headers.get("Retry-After") ?? "";
  return /^[0-9]+$/.test(told) ? Number(told) : undefined;
}
