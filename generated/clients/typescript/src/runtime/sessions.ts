// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import type { TokenPair } from "../schema.js";
import { SessionLost, ShopProblem, UnexpectedAnswer } from "./problems.js";
import { isLost, isUnsent, type Fetch } from "./retries.js";

/** The tokens of a session, refreshed once for all concurrent calls. */
export class Session {
  #tokens: TokenPair | undefined;
  #renewal: Promise<TokenPair> | undefined;
  readonly #refresh: (refreshToken: string) => Promise<TokenPair>;
  readonly #onTokens: (tokens: TokenPair | undefined) => void;

  constructor(
    tokens: TokenPair | undefined,
    refresh: (refreshToken: string) => Promise<TokenPair>,
    onTokens: (tokens: TokenPair | undefined) => void = () => {},
  ) {
    this.#tokens = tokens;
    this.#refresh = refresh;
    this.#onTokens = onTokens;
  }

  /** The newest tokens; undefined without a session. */
  get tokens(): TokenPair | undefined {
    return this.#tokens;
  }

  keep(tokens: TokenPair | undefined): void {
    this.#tokens = tokens;
    this.#onTokens(tokens);
  }

  /** Return newer tokens: refreshed now, or by a concurrent call. */
  async renew(tokens: TokenPair): Promise<TokenPair | undefined> {
    if (this.#tokens !== tokens) {
      return this.#tokens;
    }
    this.#renewal ??= this.#refreshTokens(tokens.refreshToken).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #refreshTokens(refreshToken: string): Promise<TokenPair> {
    try {
      const tokens = await this.#refresh(refreshToken);
      this.keep(tokens);
      return tokens;
    } catch (error) {
      throw this.#endIfSpent(error);
    }
  }

  /** End the session if its refresh token may be spent: the shop treats a second use as theft. */
  #endIfSpent(error: unknown): unknown {
    const status = error instanceof ShopProblem || error instanceof UnexpectedAnswer ? error.status : undefined;
    // The shop may have issued new tokens: no response arrived, or a gateway failed to forward it.
    const lost =
      status === undefined ? isLost(error) && !isUnsent(error) : status === 502 || status === 504 || status < 400;
    if (lost || status === 401) {
      this.keep(undefined);
    }
    return lost ? new SessionLost("The response with the new tokens was lost: log in again.", { cause: error }) : error;
  }
}

/** Return a fetch that sends the access token; after a 401, it retries once with a new one. */
export function withSession(fetch: Fetch, session: Session): Fetch {
  return async (request) => {
    const tokens = session.tokens;
    const response = await fetch(withToken(request, tokens));
    const renewed = response.status === 401 && tokens ? await session.renew(tokens) : undefined;
    if (renewed === undefined) {
      return response;
    }
    await response.body?.cancel();
    return fetch(withToken(request, renewed));
  };
}

function withToken(request: Request, tokens: TokenPair | undefined): Request {
  const own = request.clone();
  if (tokens) {
    own.headers.set("Authorization", `Bearer ${tokens.accessToken}`);
  }
  return own;
}
