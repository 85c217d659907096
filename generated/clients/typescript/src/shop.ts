// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import createClient, { type Client } from "openapi-fetch";

import { Operations } from "./operations.js";
import { answered } from "./runtime/answers.js";
import { failureOf } from "./runtime/problems.js";
import { retrying, USUAL, type Ask, type Retries } from "./runtime/retries.js";
import { Session, signed } from "./runtime/sessions.js";
import type { LoginRequest, paths, TokenPair } from "./schema.js";

export interface ShopOptions {
  /** What the partner server asks for. */
  apiKey?: string;
  /** Those of a session that goes on. One process may have them: a refresh token is good for one use. */
  tokens?: TokenPair;
  /** Told of new tokens before anything is asked with them, and of undefined when the session has ended. */
  onTokens?: (tokens: TokenPair | undefined) => void;
  /** How patient it is. */
  retries?: Partial<Retries>;
  /** Seconds to wait for an answer. */
  timeout?: number;
  /** What carries requests in place of the platform's fetch. */
  fetch?: Ask;
}

/** The shop as its callers want it: signed in, patient, and throwing what went wrong. */
export class Shop extends Operations {
  readonly #session: Session;

  /** `baseUrl` is a server of it, such as `https://api.example.com/v1`. */
  constructor(baseUrl: string, options: ShopOptions = {}) {
    const { apiKey, timeout = 30, fetch: carry = fetch } = options;
    const retries = { ...USUAL, ...options.retries };
    const ask: Ask = (request) => {
      const late = AbortSignal.timeout(timeout * 1000);
      const carried = new Request(request, { signal: AbortSignal.any([request.signal, late]) });
      // Node 20 forgets a signal that follows others: what the timer's listener names is kept.
      late.addEventListener("abort", () => void [request, carried]);
      return carry(carried);
    };
    const client = (through: Ask): Client<paths> =>
      createClient<paths>({
        baseUrl,
        headers: apiKey === undefined ? {} : { "X-Api-Key": apiKey },
        fetch: throwing(retrying(through, retries)),
      });

    const anonymous = client(ask);
    const refreshed = async (refreshToken: string): Promise<TokenPair> =>
      answered(await anonymous.POST("/auth/refresh", { body: { refreshToken } }));
    const session = new Session(options.tokens, refreshed, options.onTokens);
    super(client(signed(ask, session)), anonymous);
    this.#session = session;
  }

  /** The session's newest tokens; undefined while nobody is signed in. */
  get tokens(): TokenPair | undefined {
    return this.#session.tokens;
  }

  /** Log in, and sign what is asked from now on. */
  override async loginUser(body: LoginRequest): Promise<TokenPair> {
    const tokens = await super.loginUser(body);
    this.#session.keep(tokens);
    return tokens;
  }

  /** End the session. */
  override async logoutUser(): Promise<void> {
    await super.logoutUser();
    this.#session.keep(undefined);
  }

  /** Get new tokens now; calls do it by themselves when theirs has expired. */
  async refresh(): Promise<TokenPair | undefined> {
    return this.tokens && this.#session.renew(this.tokens);
  }
}

function throwing(ask: Ask): Ask {
  return async (request) => {
    const response = await ask(request);
    if (response.status >= 400) {
      throw await failureOf(response);
    }
    return response;
  };
}
