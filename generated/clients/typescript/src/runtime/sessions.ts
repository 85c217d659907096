// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import type { TokenPair } from "../schema.js";
import { SessionLost, ShopProblem, UnexpectedAnswer } from "./problems.js";
import { isLost, isUnsent, type Ask } from "./retries.js";

/** The tokens of whoever is signed in, which are refreshed once however many calls find them expired. */
export class Session {
  #tokens: TokenPair | undefined;
  #renewal: Promise<TokenPair> | undefined;
  readonly #refreshed: (refreshToken: string) => Promise<TokenPair>;
  readonly #onTokens: (tokens: TokenPair | undefined) => void;

  constructor(
    tokens: TokenPair | undefined,
    refreshed: (refreshToken: string) => Promise<TokenPair>,
    onTokens: (tokens: TokenPair | undefined) => void = () => {},
  ) {
    this.#tokens = tokens;
    this.#refreshed = refreshed;
    this.#onTokens = onTokens;
  }

  /** The newest tokens; undefined while nobody is signed in. */
  get tokens(): TokenPair | undefined {
    return this.#tokens;
  }

  keep(tokens: TokenPair | undefined): void {
    this.#tokens = tokens;
    this.#onTokens(tokens);
  }

  /** The tokens that follow these: new ones, or those that another call got or is getting. */
  async renew(tokens: TokenPair): Promise<TokenPair | undefined> {
    if (this.#tokens !== tokens) {
      return this.#tokens;
    }
    this.#renewal ??= this.#renewed(tokens.refreshToken).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renewed(refreshToken: string): Promise<TokenPair> {
    try {
      const tokens = await this.#refreshed(refreshToken);
      this.keep(tokens);
      return tokens;
    } catch (error) {
      throw this.#withoutUsedUpToken(error);
    }
  }

  /** Ends the session here where its refresh token may be used up: sent again, it would be taken for stolen. */
  #withoutUsedUpToken(error: unknown): unknown {
    const status = error instanceof ShopProblem || error instanceof UnexpectedAnswer ? error.status : undefined;
    // New tokens may have been made: no answer came, or one that came between could not pass it on.
    const lost =
      status === undefined ? isLost(error) && !isUnsent(error) : status === 502 || status === 504 || status < 400;
    if (lost || status === 401) {
      this.keep(undefined);
    }
    return lost ? new SessionLost("The answer with the new tokens got lost: log in again.", { cause: error }) : error;
  }
}

/** Sends the session's access token; where it is refused, once more with a new one. */
export function signed(ask: Ask, session: Session): Ask {
  return async (request) => {
    const tokens = session.tokens;
    const response = await ask(withToken(request, tokens));
    const renewed = response.status === 401 && tokens ? await session.renew(tokens) : undefined;
    if (renewed === undefined) {
      return response;
    }
    await response.body?.cancel();
    return ask(withToken(request, renewed));
  };
}

function withToken(request: Request, tokens: TokenPair | undefined): Request {
  const own = request.clone();
  if (tokens) {
    own.headers.set("Authorization", `Bearer ${tokens.accessToken}`);
  }
  return own;
}
