// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import type { Fault, Problem, Shortage } from "../schema.js";

const KEPT_CHARACTERS = 1000;

/** The call failed. */
export class ShopError extends Error {
  override readonly name: string = "ShopError";
  /** The request's Idempotency-Key, for repeating it; undefined if it has none. */
  idempotencyKey: string | undefined;
}

/** An argument breaks the contract or can't be sent unchanged; nothing was sent. */
export class InvalidArgument extends ShopError {
  override readonly name = "InvalidArgument";
}

/** There is no response, and nothing has changed: the request wasn't sent, or it only reads. */
export class ConnectionFailed extends ShopError {
  override readonly name = "ConnectionFailed";
}

/** The resource still has one of the ETags in `ifNoneMatch`. */
export class NotModified extends ShopError {
  override readonly name = "NotModified";
}

/** A refresh has an unknown outcome, so that its refresh token may be spent: log in again. */
export class SessionLost extends ShopError {
  override readonly name = "SessionLost";
}

/**
 * The change may have been made, or not.
 *
 * Read the resource before you repeat the call. A request with an Idempotency-Key can be repeated with the same
 * `idempotencyKey`. `cause` is the last failure.
 */
export class OutcomeUnknown extends ShopError {
  override readonly name: string = "OutcomeUnknown";
}

/** A response outside the contract, such as a proxy's page or a truncated body; the shop may have made the change. */
export class UnexpectedResponse extends OutcomeUnknown {
  override readonly name = "UnexpectedResponse";
  /** Its status; 0 for a redirect in a browser. */
  readonly status: number;
  readonly headers: Headers;
  /** The first 1,000 characters of its body. */
  readonly text: string;

  constructor(response: Response, text: string, operation: string, options?: ErrorOptions) {
    const mediaType = response.headers.get("Content-Type") ?? "no content type";
    // Without the body, which may contain tokens: messages are logged.
    const cut = options?.cause === undefined ? "" : ", and its body can't be read to the end";
    super(`${operation}: the response is outside the contract: ${response.status}, ${mediaType}${cut}`, options);
    this.status = response.status;
    this.headers = response.headers;
    this.text = text.slice(0, KEPT_CHARACTERS);
  }
}

/** A problem (RFC 9457) returned by the shop: it refused the request, or couldn't serve a read. */
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
