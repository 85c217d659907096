// Written by codegen from openapi.yaml: change that, then `make generate`.
import type { Client } from "openapi-fetch";

import { keyOf, signalOf, type Options } from "./runtime/arguments.js";
import { everyItem } from "./runtime/pages.js";
import { unwrap, unwrapTagged, type Tagged } from "./runtime/responses.js";
import type { operations, paths } from "./schema.js";
import type {
  Account,
  AccountPage,
  AuditEntry,
  AuditPage,
  Cart,
  CartItemCreate,
  CartItemUpdate,
  Contract,
  DataExportLink,
  DeletionRequest,
  DeletionUndoRequest,
  EmailChange,
  EmailChangeConfirmRequest,
  EmailChangeUndoRequest,
  Health,
  ImageUpload,
  ImageUploadCreate,
  LoginConfirmRequest,
  LoginRequest,
  MfaConfirmRequest,
  MfaEnrolment,
  MfaRecovery,
  MfaRemovalRequest,
  Order,
  OrderPage,
  OrderRequest,
  OrderStatus,
  OrderStatusUpdate,
  PasswordChange,
  PasswordResetConfirmRequest,
  PasswordResetRequest,
  Product,
  ProductCreate,
  ProductPage,
  ProductUpdate,
  ProfileUpdate,
  RegisterRequest,
  Session,
  SessionPage,
  StockAdjustment,
  StockAdjustmentCreate,
  StockAdjustmentPage,
  StockRows,
  StockRowsUpdate,
  TokenPair,
  User,
  UserRoleUpdate,
  VerificationConfirmRequest,
  VerificationRequest,
} from "./schema.js";

/** The query of an operation, whose times may be Dates. */
type Query<Id extends keyof operations, Times extends string = never> = {
  [Name in keyof Declared<Id>]: Declared<Id>[Name] | (Name extends Times ? Date : never);
};
type Declared<Id extends keyof operations> = NonNullable<operations[Id]["parameters"]["query"]>;

/** Every operation of the contract as a method that resolves to a model or throws a `ShopError`. */
export class Operations {
  constructor(
    /** openapi-fetch's client, whose responses include headers; it uses the session and the retries. */
    readonly client: Client<paths>,
    /** The same without the session. */
    readonly anonymous: Client<paths>,
  ) {}

  /**
   * Register a customer account.
   *
   * Creates an account with the role `customer`. The e-mail address is stored in its normalized form, and each
   * address can have one account. Registering doesn't log the user in. An e-mail with a link that verifies the address
   * is sent. Registering an address again that was never verified replaces the account, unless it has an order: its
   * owner can reset the password. Attempts are limited per network address.
   */
  async registerUser(body: RegisterRequest, options: Options = {}): Promise<User> {
    return unwrap(await this.anonymous.POST("/auth/register", { signal: signalOf("registerUser", options), body }));
  }

  /**
   * Log in.
   *
   * Opens a session and returns its tokens. The access token is valid for 24 hours, the refresh token for 7 days. A
   * session lasts at most 30 days, however often it is refreshed. An account has at most 50 sessions: another one
   * ends the oldest. An unknown address and a wrong password return the same error. A disabled account returns 403
   * `account-disabled`, and one whose deletion was requested `account-deleting`, to the right password only. An
   * account with a second factor returns 401 `mfa-required` with a `challenge`, which `POST /auth/mfa` turns into a
   * session.
   *
   * After too many failed logins from a network address, to one account or in total, further attempts from there
   * return 429 for a while. After very many to one account from all addresses, each further attempt has to wait for
   * up to a minute. Successful logins don't count.
   */
  async loginUser(body: LoginRequest, options: Options = {}): Promise<TokenPair> {
    return unwrap(await this.anonymous.POST("/auth/login", { signal: signalOf("loginUser", options), body }));
  }

  /**
   * Complete a login with a second factor.
   *
   * Opens a session, as `POST /auth/login` does, with the challenge of that operation's 401 `mfa-required` and a code of the
   * authenticator app or a recovery code. A challenge is valid for 5 minutes and for one session; a change of the password or
   * the address voids it. A code can be used once. A wrong code and an invalid challenge return the same error. After too many
   * wrong codes for an account, or from a network address, further attempts return 429 for a while.
   */
  async confirmLogin(body: LoginConfirmRequest, options: Options = {}): Promise<TokenPair> {
    return unwrap(await this.anonymous.POST("/auth/mfa", { signal: signalOf("confirmLogin", options), body }));
  }

  /**
   * Request an e-mail that verifies an address.
   *
   * Sends an e-mail with a link to the account of this address, if there is one and its address isn't verified. The
   * response is the same for every address. An address receives at most 5 such e-mails a day. Registering sends the first
   * one. Attempts are limited per network address.
   */
  async requestVerification(body: VerificationRequest, options: Options = {}): Promise<void> {
    await this.anonymous.POST("/auth/verification", { signal: signalOf("requestVerification", options), body });
  }

  /**
   * Verify an address.
   *
   * Verifies the address of an account with the token of its e-mail. A token is valid for 7 days and can be used once; a
   * change of the password or the address voids it.
   */
  async confirmVerification(body: VerificationConfirmRequest, options: Options = {}): Promise<void> {
    await this.anonymous.POST("/auth/verification/confirm", { signal: signalOf("confirmVerification", options), body });
  }

  /**
   * Request an e-mail that resets a password.
   *
   * Sends an e-mail with a link to the account of this address, if there is one. The response is the same for every
   * address. An address receives at most 5 such e-mails a day, and up to three links are valid at the same time: while they
   * are, no other is sent. Attempts are limited per network address.
   */
  async requestPasswordReset(body: PasswordResetRequest, options: Options = {}): Promise<void> {
    await this.anonymous.POST("/auth/password-reset", { signal: signalOf("requestPasswordReset", options), body });
  }

  /**
   * Set a new password with a token.
   *
   * Sets a new password with the token of an e-mail, verifies the address that received it, and ends all sessions of the
   * account: log in afterwards. Access tokens of these sessions may be accepted for up to 300 more seconds. A token is valid
   * for 30 minutes and can be used once; a change of the password or the address voids it.
   */
  async confirmPasswordReset(body: PasswordResetConfirmRequest, options: Options = {}): Promise<void> {
    await this.anonymous.POST("/auth/password-reset/confirm", { signal: signalOf("confirmPasswordReset", options), body });
  }

  /**
   * Log out.
   *
   * Ends the session of the access token. The session's refresh token is revoked immediately; its access tokens may
   * be accepted for up to 300 more seconds. Other sessions of the account stay open.
   */
  async logoutUser(options: Options = {}): Promise<void> {
    await this.client.POST("/auth/logout", { signal: signalOf("logoutUser", options) });
  }

  /**
   * List your sessions.
   *
   * Lists the signed-in user's open sessions, most recently opened first. A page may hold fewer than `limit`
   * sessions even when more pages follow. Changes nothing.
   */
  async listSessions(query: Query<"listSessions"> = {}, options: Options = {}): Promise<SessionPage> {
    return unwrap(await this.client.GET("/auth/sessions", { signal: signalOf("listSessions", options), params: { query } }));
  }

  /** Iterate over all items of `listSessions`, page by page. */
  iterateSessions(query: Omit<Query<"listSessions">, "page"> = {}, options: Options = {}): AsyncGenerator<Session, void> {
    return everyItem("listSessions", query, (query) => this.client.GET("/auth/sessions", { signal: signalOf("listSessions", options), params: { query } }));
  }

  /**
   * End a session.
   *
   * Ends one of the signed-in user's sessions, which may be the current one. The session's refresh token is revoked
   * immediately; its access tokens may be accepted for up to 300 more seconds.
   */
  async deleteSession(id: string, options: Options = {}): Promise<void> {
    await this.client.DELETE("/auth/sessions/{id}", { signal: signalOf("deleteSession", options), params: { path: { id } } });
  }

  /**
   * Get the signed-in user.
   *
   * Returns the account of the access token. Changes nothing.
   */
  async getCurrentUser(options: Options = {}): Promise<User> {
    return unwrap(await this.client.GET("/auth/me", { signal: signalOf("getCurrentUser", options) }));
  }

  /**
   * List products.
   *
   * Lists the active products, newest first, optionally of one category. Unknown query parameters are ignored.
   * Changes nothing.
   */
  async listProducts(query: Query<"listProducts"> = {}, options: Options = {}): Promise<ProductPage> {
    return unwrap(await this.anonymous.GET("/products", { signal: signalOf("listProducts", options), params: { query } }));
  }

  /** Iterate over all items of `listProducts`, page by page. */
  iterateProducts(query: Omit<Query<"listProducts">, "page"> = {}, options: Options = {}): AsyncGenerator<Product, void> {
    return everyItem("listProducts", query, (query) => this.anonymous.GET("/products", { signal: signalOf("listProducts", options), params: { query } }));
  }

  /**
   * Create a product.
   *
   * Adds a product to the catalogue. Defaults: `currency` is USD, `stock` is 0 and `isActive` is true. An inactive
   * product is a draft that only admins see, under `/admin/products`. With an `Idempotency-Key`, a repeated request
   * creates no second product: it returns the first response, even if the product has changed since.
   */
  async createProduct(body: ProductCreate, options: Options & { idempotencyKey?: string } = {}): Promise<Tagged<Product>> {
    return unwrapTagged(await this.client.POST("/products", { signal: signalOf("createProduct", options, "idempotencyKey"), params: { header: { "Idempotency-Key": keyOf(options) } }, body }));
  }

  /**
   * List the products of a category.
   *
   * Lists a category's active products, newest first. An unknown category returns an empty list. Unknown query
   * parameters are ignored. Changes nothing.
   */
  async listProductsByCategory(category: string, query: Query<"listProductsByCategory"> = {}, options: Options = {}): Promise<ProductPage> {
    return unwrap(await this.anonymous.GET("/products/category/{category}", { signal: signalOf("listProductsByCategory", options), params: { path: { category }, query } }));
  }

  /** Iterate over all items of `listProductsByCategory`, page by page. */
  iterateProductsByCategory(category: string, query: Omit<Query<"listProductsByCategory">, "page"> = {}, options: Options = {}): AsyncGenerator<Product, void> {
    return everyItem("listProductsByCategory", query, (query) => this.anonymous.GET("/products/category/{category}", { signal: signalOf("listProductsByCategory", options), params: { path: { category }, query } }));
  }

  /**
   * Get a product.
   *
   * Returns an active product. A deleted or inactive product returns 404. Unknown query parameters are ignored.
   * Changes nothing.
   */
  async getProduct(id: string, options: Options & { ifNoneMatch?: string } = {}): Promise<Tagged<Product>> {
    return unwrapTagged(await this.anonymous.GET("/products/{id}", { signal: signalOf("getProduct", options, "ifNoneMatch"), params: { path: { id }, header: { "If-None-Match": options.ifNoneMatch } } }));
  }

  /**
   * Replace a product.
   *
   * Replaces the product's properties. A property that you omit gets the default of a new product, except `stock`,
   * which keeps its value. A request that sets `stock` requires `If-Match`, so that an edit can't undo a sale;
   * `If-Match: *` names no version and isn't enough. Set `stock` to correct it; to record deliveries and losses,
   * adjust the stock instead. Inactive products can be updated, too; deleted ones can't.
   */
  async updateProduct(id: string, body: ProductUpdate, options: Options & { ifMatch?: string } = {}): Promise<Tagged<Product>> {
    return unwrapTagged(await this.client.PUT("/products/{id}", { signal: signalOf("updateProduct", options, "ifMatch"), params: { path: { id }, header: { "If-Match": options.ifMatch } }, body }));
  }

  /**
   * Delete a product.
   *
   * Permanently removes a product, active or not, from the catalogue. Existing orders keep their lines. Deleting it
   * again returns 404.
   */
  async deleteProduct(id: string, options: Options = {}): Promise<void> {
    await this.client.DELETE("/products/{id}", { signal: signalOf("deleteProduct", options), params: { path: { id } } });
  }

  /**
   * List the stock adjustments of a product.
   *
   * Lists the adjustments of a product's stock, newest first, also after the product was deleted. Sales, cancelled orders and updates that set `stock`
   * aren't adjustments. Changes nothing.
   */
  async listStockAdjustments(id: string, query: Query<"listStockAdjustments"> = {}, options: Options = {}): Promise<StockAdjustmentPage> {
    return unwrap(await this.client.GET("/products/{id}/stock-adjustments", { signal: signalOf("listStockAdjustments", options), params: { path: { id }, query } }));
  }

  /** Iterate over all items of `listStockAdjustments`, page by page. */
  iterateStockAdjustments(id: string, query: Omit<Query<"listStockAdjustments">, "page"> = {}, options: Options = {}): AsyncGenerator<StockAdjustment, void> {
    return everyItem("listStockAdjustments", query, (query) => this.client.GET("/products/{id}/stock-adjustments", { signal: signalOf("listStockAdjustments", options), params: { path: { id }, query } }));
  }

  /**
   * Adjust the stock of a product.
   *
   * Adds `change` to the stock of a product, active or not, and returns the new stock. Concurrent sales and
   * adjustments all count: none is lost. The adjustment is kept. A repeated request with the same
   * `Idempotency-Key` returns the first response and changes nothing.
   *
   * A change that would bring the stock below zero returns 409 with the available quantity, one that would bring it
   * above 1,000,000 returns 409 without; neither has an effect. The first is stored with the key.
   */
  async createStockAdjustment(id: string, body: StockAdjustmentCreate, options: Options & { idempotencyKey?: string } = {}): Promise<StockAdjustment> {
    return unwrap(await this.client.POST("/products/{id}/stock-adjustments", { signal: signalOf("createStockAdjustment", options, "idempotencyKey"), params: { path: { id }, header: { "Idempotency-Key": keyOf(options) } }, body }));
  }

  /**
   * Create an image upload.
   *
   * Returns a presigned form for uploading the product's image. POST it to `url` as `multipart/form-data` before
   * `expiresAt`: first every field of `fields`, then the file as `file`. The form accepts only the requested size
   * and content type. It responds with 204 on success and with XML on an error. The product's `imageUrl` is set
   * shortly after the upload; the most recent upload wins. The product may be inactive.
   */
  async createImageUpload(id: string, body: ImageUploadCreate, options: Options = {}): Promise<ImageUpload> {
    return unwrap(await this.client.POST("/products/{id}/image", { signal: signalOf("createImageUpload", options), params: { path: { id } }, body }));
  }

  /**
   * List all products.
   *
   * Lists the active and the inactive products with their stock, newest first; deleted ones aren't listed. The list
   * is read from an index that reflects changes within moments; its stock follows sales within seconds. Changes
   * nothing.
   */
  async listAdminProducts(query: Query<"listAdminProducts"> = {}, options: Options = {}): Promise<ProductPage> {
    return unwrap(await this.client.GET("/admin/products", { signal: signalOf("listAdminProducts", options), params: { query } }));
  }

  /** Iterate over all items of `listAdminProducts`, page by page. */
  iterateAdminProducts(query: Omit<Query<"listAdminProducts">, "page"> = {}, options: Options = {}): AsyncGenerator<Product, void> {
    return everyItem("listAdminProducts", query, (query) => this.client.GET("/admin/products", { signal: signalOf("listAdminProducts", options), params: { query } }));
  }

  /**
   * Get a product, active or not.
   *
   * Returns a product, active or not, with its current stock and ETag, never from a cache. A deleted product returns
   * 404. Changes nothing.
   */
  async getAdminProduct(id: string, options: Options & { ifNoneMatch?: string } = {}): Promise<Tagged<Product>> {
    return unwrapTagged(await this.client.GET("/admin/products/{id}", { signal: signalOf("getAdminProduct", options, "ifNoneMatch"), params: { path: { id }, header: { "If-None-Match": options.ifNoneMatch } } }));
  }

  /**
   * Set how many buyers at once a product's stock serves.
   *
   * Distributes the stock of a product over 1 to 64 rows, without changing it: a new product has one. A row serves
   * some 50 sales a second, and 64 serve 3,000: set them before a flash sale, and back to 1 afterwards. Orders can be
   * placed meanwhile, and each unit is sold once. Repeating the request changes nothing.
   */
  async setStockRows(id: string, body: StockRowsUpdate, options: Options = {}): Promise<StockRows> {
    return unwrap(await this.client.PUT("/admin/products/{id}/stock-rows", { signal: signalOf("setStockRows", options), params: { path: { id } }, body }));
  }

  /**
   * Get your cart.
   *
   * Returns the signed-in user's cart with current names, prices and availability. A product with too little stock
   * is `short`, a product that is no longer sold is `gone`. Changes nothing.
   */
  async getCart(options: Options = {}): Promise<Cart> {
    return unwrap(await this.client.GET("/cart", { signal: signalOf("getCart", options) }));
  }

  /**
   * Clear your cart.
   *
   * Removes all items from the signed-in user's cart. Clearing an empty cart succeeds.
   */
  async clearCart(options: Options = {}): Promise<void> {
    await this.client.DELETE("/cart", { signal: signalOf("clearCart", options) });
  }

  /**
   * Add a product to your cart.
   *
   * Adds the quantity to what the cart already holds of the product. Adding reserves no stock: availability is
   * checked when the order is placed. A cart holds up to 40 products of one currency, and up to 99 of each. Items
   * that are `gone` don't count: they decide no currency, and the oldest leave a full cart. Adding a product whose
   * own item is `gone` replaces that item.
   */
  async addCartItem(body: CartItemCreate, options: Options = {}): Promise<Cart> {
    return unwrap(await this.client.POST("/cart/items", { signal: signalOf("addCartItem", options), body }));
  }

  /**
   * Update a quantity in your cart.
   *
   * Sets the quantity of a product in the cart, without checking the stock. Returns 404 if the cart doesn't hold the
   * product.
   */
  async updateCartItem(itemId: string, body: CartItemUpdate, options: Options = {}): Promise<Cart> {
    return unwrap(await this.client.PUT("/cart/items/{itemId}", { signal: signalOf("updateCartItem", options), params: { path: { itemId } }, body }));
  }

  /**
   * Remove a product from your cart.
   *
   * Removes a product from the cart, whatever its quantity. Returns 404 if the cart doesn't hold the product.
   */
  async removeCartItem(itemId: string, options: Options = {}): Promise<void> {
    await this.client.DELETE("/cart/items/{itemId}", { signal: signalOf("removeCartItem", options), params: { path: { itemId } } });
  }

  /**
   * List orders.
   *
   * Lists the signed-in user's orders, newest first; an admin gets the orders of all users. With `status`, a page
   * may hold fewer orders than `limit` even when more pages follow. The list of all orders is read from an index
   * that reflects changes within moments. Changes nothing.
   */
  async listOrders(query: Query<"listOrders", "from" | "to"> = {}, options: Options = {}): Promise<OrderPage> {
    return unwrap(await this.client.GET("/orders", { signal: signalOf("listOrders", options), params: { query: query as Declared<"listOrders"> } }));
  }

  /** Iterate over all items of `listOrders`, page by page. */
  iterateOrders(query: Omit<Query<"listOrders", "from" | "to">, "page"> = {}, options: Options = {}): AsyncGenerator<Order, void> {
    return everyItem("listOrders", query, (query) => this.client.GET("/orders", { signal: signalOf("listOrders", options), params: { query: query as Declared<"listOrders"> } }));
  }

  /**
   * Place an order.
   *
   * Takes the products out of stock, charges the payment method, and removes the ordered products from the cart,
   * except those added in the meantime. The shop's prices apply. Lines with the same product are combined. The
   * customer gets an e-mail when the order is paid. Stock is never oversold and the card is never charged twice,
   * whatever fails.
   *
   * - **201**: the order is paid and `processing`. It is `cancelled` if it was cancelled in the meantime; the
   *   payment is then refunded.
   * - **202**: the payment service didn't respond in time. The order is `pending` and is settled within minutes: it
   *   becomes `processing`, or `cancelled` without a charge.
   * - **402**: the payment was declined. The order `orderId` is `cancelled`, its stock is released and the cart is
   *   unchanged.
   * - **409**: too little stock, with every shortage in `shortages`; or products in two currencies; or an earlier
   *   request with this key is still in progress, with `Retry-After`.
   * - **503**: a dependency is unavailable. Retry with the same key: the retry first undoes or completes this
   *   request, so that there is at most one order, charged once.
   *
   * 201, 202, 402 and the 409 for shortages are stored with the key. The replay of a 202 returns the order's current
   * state.
   */
  async createOrder(body: OrderRequest, options: Options & { idempotencyKey?: string } = {}): Promise<Tagged<Order>> {
    return unwrapTagged(await this.client.POST("/orders", { signal: signalOf("createOrder", options, "idempotencyKey"), params: { header: { "Idempotency-Key": keyOf(options) } }, body }));
  }

  /**
   * Get an order.
   *
   * Returns one of the signed-in user's orders; an admin can get any. Another user's order returns 404. Changes
   * nothing.
   */
  async getOrder(id: string, options: Options & { ifNoneMatch?: string } = {}): Promise<Tagged<Order>> {
    return unwrapTagged(await this.client.GET("/orders/{id}", { signal: signalOf("getOrder", options, "ifNoneMatch"), params: { path: { id }, header: { "If-None-Match": options.ifNoneMatch } } }));
  }

  /**
   * Cancel an order.
   *
   * Cancels a `pending` or `processing` order of the signed-in user; an admin can cancel any. The stock is released,
   * a payment is refunded once, and the customer gets an e-mail if the order had been paid. An order that is already
   * cancelled is returned unchanged.
   */
  async cancelOrder(id: string, options: Options = {}): Promise<Tagged<Order>> {
    return unwrapTagged(await this.client.PUT("/orders/{id}/cancel", { signal: signalOf("cancelOrder", options), params: { path: { id } } }));
  }

  /**
   * Get an order's status.
   *
   * Returns the order's status and the actions that the caller may take. Another user's order returns 404. Changes
   * nothing.
   */
  async getOrderStatus(id: string, options: Options = {}): Promise<OrderStatus> {
    return unwrap(await this.client.GET("/orders/{id}/status", { signal: signalOf("getOrderStatus", options), params: { path: { id } } }));
  }

  /**
   * Update an order's status.
   *
   * Moves an order from `processing` to `completed`, or from `pending` or `processing` to `cancelled`, with the same
   * effects as cancelling it. Setting the current status changes nothing. Only a payment moves an order to
   * `processing`. The customer gets an e-mail if the order had been paid.
   */
  async updateOrderStatus(id: string, body: OrderStatusUpdate, options: Options = {}): Promise<OrderStatus> {
    return unwrap(await this.client.PUT("/orders/{id}/status", { signal: signalOf("updateOrderStatus", options), params: { path: { id } }, body }));
  }

  /**
   * Get your profile.
   *
   * Returns the signed-in user's profile with its ETag. Changes nothing.
   */
  async getProfile(options: Options & { ifNoneMatch?: string } = {}): Promise<Tagged<User>> {
    return unwrapTagged(await this.client.GET("/users/profile", { signal: signalOf("getProfile", options, "ifNoneMatch"), params: { header: { "If-None-Match": options.ifNoneMatch } } }));
  }

  /**
   * Update your profile.
   *
   * Replaces the signed-in user's names. With `If-Match`, only if the profile hasn't changed since it was read.
   */
  async updateProfile(body: ProfileUpdate, options: Options & { ifMatch?: string } = {}): Promise<Tagged<User>> {
    return unwrapTagged(await this.client.PUT("/users/profile", { signal: signalOf("updateProfile", options, "ifMatch"), params: { header: { "If-Match": options.ifMatch } }, body }));
  }

  /**
   * Change your password.
   *
   * Sets a new password, ends all other sessions of the account, and returns new tokens for the current session,
   * whose earlier refresh token is revoked. Access tokens of the other sessions may be accepted for up to 300 more
   * seconds. A wrong current password counts as a failed login: after too many, further attempts return 429 for a
   * while.
   */
  async changePassword(body: PasswordChange, options: Options = {}): Promise<TokenPair> {
    return unwrap(await this.client.PUT("/users/password", { signal: signalOf("changePassword", options), body }));
  }

  /**
   * Begin the enrolment of a second factor.
   *
   * Returns a new secret for an authenticator app (TOTP, RFC 6238: six digits, SHA-1, 30 seconds), which replaces one that wasn't
   * confirmed. Logins require it once `POST /users/mfa/confirm` has confirmed it. The account's address must be verified. After an
   * operator has removed a second factor, the password must be reset first.
   */
  async createMfaEnrolment(options: Options = {}): Promise<MfaEnrolment> {
    return unwrap(await this.client.POST("/users/mfa", { signal: signalOf("createMfaEnrolment", options) }));
  }

  /**
   * Confirm the enrolment of a second factor.
   *
   * Confirms the secret with a code of the authenticator app. From then on each login requires the second factor. All other
   * sessions of the account end, because they were opened without it; this one stays. Returns ten recovery codes, which are shown
   * once; each can be used once in place of a code. An admin who had to enrol refreshes the session, and may then call all
   * operations.
   */
  async confirmMfaEnrolment(body: MfaConfirmRequest, options: Options = {}): Promise<MfaRecovery> {
    return unwrap(await this.client.POST("/users/mfa/confirm", { signal: signalOf("confirmMfaEnrolment", options), body }));
  }

  /**
   * Remove the second factor.
   *
   * Removes the second factor with the current password and a code of the authenticator app, or a recovery code. Logins require
   * only the password from then on. A wrong password counts as a failed login, a wrong code as one of a login with a second
   * factor. It is a POST, because the body of a DELETE has no defined meaning in HTTP.
   */
  async removeMfa(body: MfaRemovalRequest, options: Options = {}): Promise<void> {
    await this.client.POST("/users/mfa/removal", { signal: signalOf("removeMfa", options), body });
  }

  /**
   * Request a change of your e-mail address.
   *
   * Sends an e-mail with a link to the new address, whose owner confirms the change with `POST /users/email/confirm`. Until
   * then nothing changes. The response doesn't reveal whether another account has the address: if one has, no link is sent,
   * and the address's owner gets a notice. An account changes its address at most 5 times in 7 days. A wrong current
   * password counts as a failed login: after too many, further attempts return 429 for a while. Requests are limited per
   * network address.
   */
  async changeEmail(body: EmailChange, options: Options = {}): Promise<void> {
    await this.client.PUT("/users/email", { signal: signalOf("changeEmail", options), body });
  }

  /**
   * Confirm a change of an e-mail address.
   *
   * Changes the address of an account with the token of an e-mail to its new address. Log in with the new address from then
   * on; sessions stay. The old address gets a notice with a link that undoes the change, and stays reserved for 7 days. A
   * token is valid for 24 hours and can be used once; a change of the password or the address voids it.
   */
  async confirmEmailChange(body: EmailChangeConfirmRequest, options: Options = {}): Promise<void> {
    await this.anonymous.POST("/users/email/confirm", { signal: signalOf("confirmEmailChange", options), body });
  }

  /**
   * Undo a change of an e-mail address.
   *
   * Restores the address that an account had before a change, with the token of the notice to that address, and ends all
   * sessions: reset the password afterwards. Access tokens of these sessions may be accepted for up to 300 more seconds. A
   * token is valid for 7 days, whatever else changes in the account, and can be used once; it also undoes later changes of
   * the address.
   */
  async undoEmailChange(body: EmailChangeUndoRequest, options: Options = {}): Promise<void> {
    await this.anonymous.POST("/users/email/undo", { signal: signalOf("undoEmailChange", options), body });
  }

  /**
   * Request the deletion of your account.
   *
   * Ends all sessions of the account, and lets it be erased after 30 days: until then nobody can log in, its address stays
   * taken, and the token of the e-mail about it takes the request back with `POST /users/deletion/undo`. Afterwards the
   * profile, the cart and all other personal data are gone; orders keep their lines and amounts, and of their address only
   * the country. An order that is pending or in processing delays the erasure. Access tokens may be accepted for reads for
   * up to 300 more seconds. The last active admin's account can't be deleted: 409. A wrong current password counts as a
   * failed login: after too many, further attempts return 429 for a while.
   */
  async requestDeletion(body: DeletionRequest, options: Options = {}): Promise<void> {
    await this.client.POST("/users/deletion", { signal: signalOf("requestDeletion", options), body });
  }

  /**
   * Take the request to delete an account back.
   *
   * Keeps an account whose deletion was requested, with the token of the e-mail about it: log in again afterwards. A token
   * is valid until the account is due to be erased, whatever else changes in the account, and can be used once.
   */
  async undoDeletion(body: DeletionUndoRequest, options: Options = {}): Promise<void> {
    await this.anonymous.POST("/users/deletion/undo", { signal: signalOf("undoDeletion", options), body });
  }

  /**
   * Get a link to the copy of your data.
   *
   * Returns a URL that downloads the account's latest export for 5 minutes, without a token: a JSON file in the format of
   * `data-export.schema.json`, a JSON Schema in the documentation. Returns 404 until the export is written, and 24 hours
   * after. Changes nothing.
   */
  async getDataExport(options: Options = {}): Promise<DataExportLink> {
    return unwrap(await this.client.GET("/users/data-export", { signal: signalOf("getDataExport", options) }));
  }

  /**
   * Request a copy of your data.
   *
   * Writes a file with everything that is kept about the account, and then sends an e-mail with a link to a page that
   * downloads it after a login. The address must be verified. An account requests one export in 24 hours: further
   * requests return 429. The file is kept for 24 hours.
   */
  async requestDataExport(options: Options = {}): Promise<void> {
    await this.client.POST("/users/data-export", { signal: signalOf("requestDataExport", options) });
  }

  /**
   * List the accounts.
   *
   * Lists all accounts, newest first, or those with a status: `unverified` until the address is confirmed, `disabled` by an
   * admin, `deleting` for 30 days after a request for its deletion, otherwise `active`. The list is read from an index that reflects changes within moments. With `email`, the one
   * account with exactly this address, current. Changes nothing.
   */
  async listUsers(query: Query<"listUsers"> = {}, options: Options = {}): Promise<AccountPage> {
    return unwrap(await this.client.GET("/admin/users", { signal: signalOf("listUsers", options), params: { query } }));
  }

  /** Iterate over all items of `listUsers`, page by page. */
  iterateUsers(query: Omit<Query<"listUsers">, "page"> = {}, options: Options = {}): AsyncGenerator<Account, void> {
    return everyItem("listUsers", query, (query) => this.client.GET("/admin/users", { signal: signalOf("listUsers", options), params: { query } }));
  }

  /**
   * Get an account.
   *
   * Returns an account, current. Changes nothing.
   */
  async getUser(id: string, options: Options = {}): Promise<Account> {
    return unwrap(await this.client.GET("/admin/users/{id}", { signal: signalOf("getUser", options), params: { path: { id } } }));
  }

  /**
   * Set the role of an account.
   *
   * Makes an account an admin, whose address then counts as verified, or a customer. The role counts at once for what only an
   * admin may do, otherwise within 300 seconds. The last active admin keeps the role: 409. Repeating the request changes
   * nothing.
   */
  async setUserRole(id: string, body: UserRoleUpdate, options: Options = {}): Promise<Account> {
    return unwrap(await this.client.PUT("/admin/users/{id}/role", { signal: signalOf("setUserRole", options), params: { path: { id } }, body }));
  }

  /**
   * Disable an account.
   *
   * Disables an account and ends its sessions; its orders and its cart are kept. Nobody can log in to it until an admin
   * enables it: a verification or a new password doesn't. The tokens of its e-mails become void. The account changes nothing
   * from now on; its access tokens may be accepted for reads for up to 300 more seconds. The last active admin can't be
   * disabled: 409. Repeating the request changes nothing.
   */
  async disableUser(id: string, options: Options = {}): Promise<void> {
    await this.client.POST("/admin/users/{id}/disable", { signal: signalOf("disableUser", options), params: { path: { id } } });
  }

  /**
   * Enable an account.
   *
   * Enables a disabled account: its owner can log in again. Repeating the request changes nothing.
   */
  async enableUser(id: string, options: Options = {}): Promise<void> {
    await this.client.POST("/admin/users/{id}/enable", { signal: signalOf("enableUser", options), params: { path: { id } } });
  }

  /**
   * End the sessions of an account.
   *
   * Ends all sessions of an account, and voids the tokens of its e-mails. Its refresh tokens are revoked immediately; its
   * access tokens may be accepted for up to 300 more seconds.
   */
  async deleteUserSessions(id: string, options: Options = {}): Promise<void> {
    await this.client.DELETE("/admin/users/{id}/sessions", { signal: signalOf("deleteUserSessions", options), params: { path: { id } } });
  }

  /**
   * List the entries of the audit.
   *
   * Lists who changed what, newest first: what admins and operators do to accounts, products, prices, stock and orders, and
   * the security events of all accounts, such as a new password. An entry is written together with its change, once, and is
   * kept for 400 days. Nothing changes or deletes it. It contains no passwords, tokens or personal data: of such a field only
   * the name. With `target`, the list is current; otherwise it is read from an index that reflects changes within moments.
   * With `actor` and `target`, a page may hold fewer entries than `limit` even when more pages follow. Changes nothing.
   */
  async listAuditEntries(query: Query<"listAuditEntries", "from" | "to"> = {}, options: Options = {}): Promise<AuditPage> {
    return unwrap(await this.client.GET("/admin/audit", { signal: signalOf("listAuditEntries", options), params: { query: query as Declared<"listAuditEntries"> } }));
  }

  /** Iterate over all items of `listAuditEntries`, page by page. */
  iterateAuditEntries(query: Omit<Query<"listAuditEntries", "from" | "to">, "page"> = {}, options: Options = {}): AsyncGenerator<AuditEntry, void> {
    return everyItem("listAuditEntries", query, (query) => this.client.GET("/admin/audit", { signal: signalOf("listAuditEntries", options), params: { query: query as Declared<"listAuditEntries"> } }));
  }

  /**
   * Check the health of the service.
   *
   * Returns 200 as soon as the service can run code. Dependencies aren't checked. Changes nothing.
   */
  async getHealth(options: Options = {}): Promise<Health> {
    return unwrap(await this.anonymous.GET("/health", { signal: signalOf("getHealth", options) }));
  }

  /**
   * Get this contract.
   *
   * Returns this document as JSON. Changes nothing.
   */
  async getContract(options: Options = {}): Promise<Contract> {
    return unwrap(await this.anonymous.GET("/openapi.json", { signal: signalOf("getContract", options) }));
  }
}
