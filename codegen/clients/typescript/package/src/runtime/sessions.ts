import type { TokenPair } from "../schema.js";
import { ConnectionFailed, InvalidArgument, OutcomeUnknown, SessionLost, ShopError, ShopProblem } from "./problems.js";
import { isVisible } from "./rules.js";
import { abortable, type Receive } from "./transport.js";

/**
 * Called with new tokens before they are used, and with undefined when the session ends.
 *
 * May return a promise, which must not depend on a call of the shop: calls wait for it.
 */
export type OnTokens = (tokens: TokenPair | undefined) => unknown;

/** The tokens of a session, refreshed once for all concurrent calls. */
export class Session {
  #tokens: TokenPair | undefined;
  #changes: Promise<unknown> = Promise.resolve();
  // By tokens: a login may start another session, which expires, too, before the refresh of the first has ended.
  readonly #renewals = new WeakMap<TokenPair, Promise<TokenPair | undefined>>();
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

  /** Keep the tokens of a login or a password change, or end the session. */
  async keep(tokens: TokenPair | undefined): Promise<void> {
    return this.#inTurn(() => this.#store(tokens));
  }

  /** Return newer tokens: refreshed now, or by a concurrent call. */
  async renew(tokens: TokenPair): Promise<TokenPair | undefined> {
    if (this.#tokens !== tokens) {
      return this.#tokens;
    }
    const renewal =
      this.#renewals.get(tokens) ?? this.#refreshTokens(tokens).finally(() => this.#renewals.delete(tokens));
    this.#renewals.set(tokens, renewal);
    return renewal;
  }

  async #refreshTokens(spent: TokenPair): Promise<TokenPair | undefined> {
    const tokens = await this.#refresh(spent.refreshToken).catch((failure: unknown) => this.#fail(spent, failure));
    await this.#replace(spent, tokens);
    return this.#tokens;
  }

  /** Replace the tokens, unless a login or a logout has replaced them during the refresh; return whether they were. */
  async #replace(old: TokenPair, tokens: TokenPair | undefined): Promise<boolean> {
    return this.#inTurn(async () => {
      const current = this.#tokens === old;
      if (current) {
        await this.#store(tokens);
      }
      return current;
    });
  }

  /** Throw the failure of a refresh; end the session if its token may be spent: the shop treats a reuse as theft. */
  async #fail(spent: TokenPair, failure: unknown): Promise<undefined> {
    const lost = !isHarmless(failure);
    const ended = lost || (failure instanceof ShopProblem && failure.status === 401);
    if (ended && !(await this.#replace(spent, undefined))) {
      return undefined; // a login has opened another session
    }
    // The call that needed the refresh had no effect.
    throw lost ? new SessionLost(lostBecause(failure), { cause: failure }) : failure;
  }

  async #store(tokens: TokenPair | undefined): Promise<void> {
    try {
      await this.#onTokens(tokens);
    } finally {
      this.#tokens = tokens; // the old ones may be spent
    }
  }

  /** Make a change after the earlier ones, so that a slow onTokens never stores an older session last. */
  #inTurn<Value>(change: () => Promise<Value>): Promise<Value> {
    const changed = this.#changes.then(change);
    this.#changes = changed.catch(() => undefined);
    return changed;
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

/** Return whether a refresh certainly had no effect: it wasn't sent, or the shop refused it before any effect. */
function isHarmless(failure: unknown): boolean {
  const refused = failure instanceof ShopProblem && failure.status < 500;
  return refused || failure instanceof ConnectionFailed || failure instanceof InvalidArgument;
}

function lostBecause(failure: unknown): string {
  const reason = failure instanceof OutcomeUnknown && failure.cause instanceof ShopError ? failure.cause : failure;
  const text = reason instanceof Error ? reason.message : String(reason);
  return `The refresh has an unknown outcome, and the refresh token may be spent: log in again. ${text}`;
}

function withToken(request: Request, tokens: TokenPair | undefined): Request {
  const own = request.clone();
  if (tokens) {
    if (!isVisible(tokens.accessToken)) {
      throw new InvalidArgument("The access token has a character that a header can't carry: log in again.");
    }
    own.headers.set("Authorization", `Bearer ${tokens.accessToken}`);
  }
  return own;
}
