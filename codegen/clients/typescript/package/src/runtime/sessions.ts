import type { TokenPair } from "../schema.js";
import { OutcomeUnknown, SessionLost, ShopError, ShopProblem, UnexpectedResponse } from "./problems.js";
import { abortable, type Receive } from "./transport.js";

const LOST = "The response with the new tokens was lost: log in again.";

/** Called with new tokens before they are used, and with undefined when the session ends; may return a promise. */
export type OnTokens = (tokens: TokenPair | undefined) => unknown;

/** The tokens of a session, refreshed once for all concurrent calls. */
export class Session {
  #tokens: TokenPair | undefined;
  #renewal: Promise<TokenPair | undefined> | undefined;
  readonly #refresh: (refreshToken: string) => Promise<TokenPair>;
  readonly #onTokens: OnTokens;

  constructor(
    tokens: TokenPair | undefined,
    refresh: (refreshToken: string) => Promise<TokenPair>,
    onTokens: OnTokens = () => {},
  ) {
    this.#tokens = tokens;
    this.#refresh = refresh;
    this.#onTokens = onTokens;
  }

  /** The newest tokens; undefined without a session. */
  get tokens(): TokenPair | undefined {
    return this.#tokens;
  }

  async keep(tokens: TokenPair | undefined): Promise<void> {
    try {
      await this.#onTokens(tokens);
    } finally {
      this.#tokens = tokens; // the old ones may be spent
    }
  }

  /** Return newer tokens: refreshed now, or by a concurrent call. */
  async renew(tokens: TokenPair): Promise<TokenPair | undefined> {
    if (this.#tokens !== tokens) {
      return this.#tokens;
    }
    this.#renewal ??= this.#refreshTokens(tokens).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #refreshTokens(spent: TokenPair): Promise<TokenPair | undefined> {
    const tokens = await this.#refresh(spent.refreshToken).catch((failure: unknown) => this.#fail(spent, failure));
    await this.#replace(spent, tokens);
    return this.#tokens;
  }

  /** Replace the tokens, unless a login or a logout has replaced them during the refresh. */
  async #replace(old: TokenPair, tokens: TokenPair | undefined): Promise<void> {
    if (this.#tokens === old) {
      await this.keep(tokens);
    }
  }

  /** Throw the failure of a refresh; end the session if its token may be spent: the shop treats a reuse as theft. */
  async #fail(spent: TokenPair, failure: unknown): Promise<never> {
    const lost = isLost(failure);
    if (lost || (failure instanceof ShopProblem && failure.status === 401)) {
      await this.#replace(spent, undefined);
    }
    // The call that needed the refresh had no effect.
    throw lost ? new SessionLost(LOST, { cause: failure }) : reasonOf(failure);
  }
}

/** Return a function that sends the access token; after a 401, it retries once with a new one. */
export function withSession(receive: Receive, session: Session): Receive {
  return async (request, signal) => {
    const tokens = session.tokens;
    const received = await receive(withToken(request, tokens), signal);
    const expired = "response" in received && received.response.status === 401;
    const renewed = expired && tokens ? await abortable(session.renew(tokens), signal) : undefined;
    return renewed ? receive(withToken(request, renewed), signal) : received;
  };
}

/** Return whether the shop may have issued new tokens: no response arrived, or a gateway failed to forward it. */
function isLost(failure: unknown): boolean {
  const response = reasonOf(failure);
  if (response instanceof UnexpectedResponse || response instanceof ShopProblem) {
    return response.status === 502 || response.status === 504 || response.status < 400;
  }
  return failure instanceof OutcomeUnknown || !(failure instanceof ShopError);
}

/** Return a failure, or the one because of which its outcome is unknown. */
function reasonOf(failure: unknown): unknown {
  return failure instanceof OutcomeUnknown && failure.cause instanceof ShopError ? failure.cause : failure;
}

function withToken(request: Request, tokens: TokenPair | undefined): Request {
  const own = request.clone();
  if (tokens) {
    own.headers.set("Authorization", `Bearer ${tokens.accessToken}`);
  }
  return own;
}
