// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import createClient, { type Client } from "openapi-fetch";

import { Operations } from "./operations.js";
import { unwrap } from "./runtime/responses.js";
import { failureOf } from "./runtime/problems.js";
import { DEFAULT_RETRIES, withRetries, type Fetch, type Retries } from "./runtime/retries.js";
import { Session, withSession } from "./runtime/sessions.js";
import type { LoginRequest, paths, TokenPair } from "./schema.js";

export interface ShopOptions {
  /** The API key, which the partner server requires. */
  apiKey?: string;
  /** The tokens of an earlier session. Don't share them between processes: a refresh token is valid once. */
  tokens?: TokenPair;
  /** Called with new tokens before they are used, and with undefined when the session ends. */
  onTokens?: (tokens: TokenPair | undefined) => void;
  /** The number of attempts and the waits between them. */
  retries?: Partial<Retries>;
  /** Seconds to wait for a response. */
  timeout?: number;
  /** A replacement for the platform's fetch. */
  fetch?: Fetch;
}

/** A client of the shop, with sessions, retries, and exceptions for problems. */
export class Shop extends Operations {
  readonly #session: Session;

  /** `baseUrl` is the server, such as `https://api.example.com/v1`. */
  constructor(baseUrl: string, options: ShopOptions = {}) {
    const { apiKey, timeout = 30, fetch: transport = fetch } = options;
    const retries = { ...DEFAULT_RETRIES, ...options.retries };
    const send: Fetch = (request) => {
      const deadline = AbortSignal.timeout(timeout * 1000);
      const timed = new Request(request, { signal: AbortSignal.any([request.signal, deadline]) });
      // Node 20 garbage-collects a combined signal: the timer's listener keeps a reference.
      deadline.addEventListener("abort", () => void [request, timed]);
      return transport(timed);
    };
    const client = (fetch: Fetch): Client<paths> =>
      createClient<paths>({
        baseUrl,
        headers: apiKey === undefined ? {} : { "X-Api-Key": apiKey },
        fetch: withExceptions(withRetries(fetch, retries)),
      });

    const anonymous = client(send);
    const refresh = async (refreshToken: string): Promise<TokenPair> =>
      unwrap(await anonymous.POST("/auth/refresh", { body: { refreshToken } }));
    const session = new Session(options.tokens, refresh, options.onTokens);
    super(client(withSession(send, session)), anonymous);
    this.#session = session;
  }

  /** The session's newest tokens; undefined without a session. */
  get tokens(): TokenPair | undefined {
    return this.#session.tokens;
  }

  /** Log in; later calls use the session. */
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

  /** Refresh the tokens now; calls refresh expired tokens automatically. */
  async refresh(): Promise<TokenPair | undefined> {
    return this.tokens && this.#session.renew(this.tokens);
  }
}

function withExceptions(fetch: Fetch): Fetch {
  return async (request) => {
    const response = await fetch(request);
    if (response.status >= 400) {
      throw await failureOf(response);
    }
    return response;
  };
}
