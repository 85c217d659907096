import { Operations } from "./operations.js";
import { signalOf, type Options } from "./runtime/arguments.js";
import { newClient } from "./runtime/client.js";
import { unwrap } from "./runtime/responses.js";
import { DEFAULT_RETRIES, type Retries } from "./runtime/retries.js";
import { checkOptions, checkUrl, definedOf, RETRY_RULES, SHOP_RULES } from "./runtime/rules.js";
import { Session, withSession, type OnTokens } from "./runtime/sessions.js";
import { abortable, receiver, type Fetch } from "./runtime/transport.js";
import type { LoginRequest, PasswordChange, TokenPair } from "./schema.js";

export interface ShopOptions {
  /** The API key, which the partner server requires. */
  apiKey?: string;
  /** The tokens of an earlier session. Don't share them between processes: a refresh token is valid once. */
  tokens?: TokenPair;
  /** Called with new tokens before they are used, and with undefined when a session ends. Calls await its promise. */
  onTokens?: OnTokens;
  /** The number of attempts and the waits between them. */
  retries?: Partial<Retries>;
  /** Seconds to wait for a response with its body. */
  timeout?: number;
  /** A replacement for the platform's fetch. */
  fetch?: Fetch;
}

/** A client of the shop, with sessions, retries, and exceptions for problems. */
export class Shop extends Operations {
  readonly #session: Session;

  /** `baseUrl` is the server, such as `https://api.example.com/v1`. */
  constructor(baseUrl: string, options: ShopOptions = {}) {
    checkUrl(baseUrl);
    checkOptions("Shop", definedOf(options), SHOP_RULES);
    const chosen = definedOf(options.retries ?? {});
    checkOptions("Shop, retries", chosen, RETRY_RULES);
    const headers: Record<string, string> = options.apiKey === undefined ? {} : { "X-Api-Key": options.apiKey };
    const retries = { ...DEFAULT_RETRIES, ...chosen };
    const receive = receiver(options.fetch ?? fetch, options.timeout ?? 30);

    const anonymous = newClient(baseUrl, headers, receive, retries);
    const refresh = async (refreshToken: string): Promise<TokenPair> =>
      unwrap(await anonymous.POST("/auth/refresh", { body: { refreshToken } }));
    const session = new Session(options.tokens, refresh, options.onTokens);
    super(newClient(baseUrl, headers, withSession(receive, session), retries), anonymous);
    this.#session = session;
  }

  /** The session's newest tokens; undefined without a session. */
  get tokens(): TokenPair | undefined {
    return this.#session.tokens;
  }

  /** Log in; later calls use the session. */
  override async loginUser(body: LoginRequest, options: Options = {}): Promise<TokenPair> {
    const tokens = await super.loginUser(body, options);
    await this.#session.keep(tokens);
    return tokens;
  }

  /** Change the password; later calls use the session's new tokens. */
  override async changePassword(body: PasswordChange, options: Options = {}): Promise<TokenPair> {
    const tokens = await super.changePassword(body, options);
    await this.#session.keep(tokens);
    return tokens;
  }

  /** End the session. */
  override async logoutUser(options: Options = {}): Promise<void> {
    await super.logoutUser(options);
    await this.#session.keep(undefined);
  }

  /**
   * Refresh the tokens now; calls refresh expired tokens automatically.
   *
   * An abort ends the wait, but not the refresh, which other calls may share and which spends the refresh token.
   */
  async refresh(options: Options = {}): Promise<TokenPair | undefined> {
    const signal = signalOf("refresh", options) ?? new AbortController().signal;
    signal.throwIfAborted();
    return this.tokens && abortable(this.#session.renew(this.tokens), signal);
  }
}
