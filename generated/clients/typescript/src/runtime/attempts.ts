// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import type { Operation } from "./operation.js";
import { ConnectionFailed, OutcomeUnknown, ShopError, ShopProblem } from "./problems.js";
import { failureOf, nameOf } from "./responses.js";
import { isSafe, isUnsent, waitAfterError, waitAfterResponse, type Retries } from "./retries.js";
import type { Received, Reply } from "./transport.js";

// Decided before the shop looks at the Idempotency-Key.
const BEFORE_THE_KEY = new Set([401, 403, 429]);

/** The attempts of one request, and what they prove about its outcome. */
export class Attempts {
  #count = 0;
  #mayHaveChanged = false;
  readonly #name: string;
  readonly #key: string | undefined;

  constructor(
    readonly retries: Retries,
    readonly request: Request,
    readonly operation: Operation | undefined,
  ) {
    this.#name = nameOf(request, operation);
    this.#key = request.headers.get("Idempotency-Key") ?? undefined;
  }

  /** Return the wait before the next attempt, or undefined after a success; throw a ShopError for any other. */
  afterAttempt(received: Received): number | undefined {
    this.#count++;
    return "error" in received ? this.#afterError(received.error) : this.#afterResponse(received);
  }

  /** Throw the last failure, or an OutcomeUnknown if the change may have been made and the failure isn't definite. */
  fail(failure: unknown, definite = failure instanceof OutcomeUnknown): never {
    if (!(failure instanceof ShopError)) {
      throw failure;
    }
    failure.idempotencyKey = this.#key;
    if (isSafe(this.request) || !this.#mayHaveChanged || definite) {
      throw failure;
    }
    const advice = this.#key === undefined ? "read the resource before you repeat it" : "repeat it with the same key";
    const message = `${this.#name} may have been carried out: ${advice}. ${failure.message}`;
    const unknown = new OutcomeUnknown(message, { cause: failure });
    unknown.idempotencyKey = this.#key;
    throw unknown;
  }

  #afterError(error: unknown): number {
    this.#mayHaveChanged ||= !isUnsent(error);
    const wait = waitAfterError(this.retries, this.request, error, this.#count);
    return wait ?? this.fail(new ConnectionFailed(`${this.#name}: no response: ${error}`, { cause: error }));
  }

  #afterResponse(reply: Reply): number | undefined {
    const { response, cut } = reply;
    this.#mayHaveChanged ||= response.status >= 500 || cut !== undefined;
    const wait =
      cut === undefined
        ? waitAfterResponse(this.retries, this.request, response, this.#count)
        : waitAfterError(this.retries, this.request, cut, this.#count);
    const failure = wait === undefined ? failureOf(this.request, this.operation, reply) : undefined;
    return failure ? this.fail(failure, this.#isDefinite(failure)) : wait;
  }

  /** Return whether a failure is the response to a key, which is the same for every attempt, or has advice already. */
  #isDefinite(failure: ShopError): boolean {
    if (!(failure instanceof ShopProblem)) {
      return failure instanceof OutcomeUnknown;
    }
    const early = BEFORE_THE_KEY.has(failure.status) || failure.retryAfter !== undefined;
    return this.#key !== undefined && !early && failure.status < 500;
  }
}
