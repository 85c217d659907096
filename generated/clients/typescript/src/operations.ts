// Written by codegen from openapi.yaml: change that, then `make sdk-generate`.
import type { Client } from "openapi-fetch";

import { answered, newKey } from "./runtime/answers.js";
import { everyItem } from "./runtime/pages.js";
import type { operations, paths } from "./schema.js";
import type {
  Cart,
  CartItemCreate,
  CartItemUpdate,
  Contract,
  Health,
  ImageUpload,
  ImageUploadCreate,
  LoginRequest,
  Order,
  OrderPage,
  OrderRequest,
  OrderStatus,
  OrderStatusUpdate,
  PasswordChange,
  Product,
  ProductCreate,
  ProductPage,
  ProductUpdate,
  ProfileUpdate,
  RegisterRequest,
  Session,
  SessionPage,
  TokenPair,
  User,
} from "./schema.js";

type Query<Id extends keyof operations> = NonNullable<operations[Id]["parameters"]["query"]>;

/** Every operation of the contract as a method that answers its model, or throws a `ShopProblem`. */
export class Operations {
  constructor(
    /** openapi-fetch's client, whose answers have their headers: it signs in and retries like these methods. */
    readonly client: Client<paths>,
    /** The same, without signing. */
    readonly anonymous: Client<paths>,
  ) {}

  /**
   * Register a customer account.
   *
   * Creates an account with the role `customer`. The address is taken in its folded form, and one address is one
   * account. It signs nobody in: log in next. Only so many attempts are taken from one network address in a while.
   */
  async registerUser(body: RegisterRequest): Promise<User> {
    return answered(await this.anonymous.POST("/auth/register", { body }));
  }

  /**
   * Log in.
   *
   * Opens a session and answers its tokens. An unknown address and a wrong password are answered alike.
   * The access token lasts 24 hours, the refresh token 7 days. After too many failures from one network address, of
   * one account or in all, nothing more is tried from there for a while: 429.
   */
  async loginUser(body: LoginRequest): Promise<TokenPair> {
    return answered(await this.anonymous.POST("/auth/login", { body }));
  }

  /**
   * Log out.
   *
   * Ends the session that the access token belongs to. Its refresh token is no good from now on; its access tokens may
   * still be let in for up to 300 seconds. The account's other sessions go on.
   */
  async logoutUser(): Promise<void> {
    await this.client.POST("/auth/logout");
  }

  /**
   * List your sessions.
   *
   * Lists the sessions of the signed-in user that have not ended, the last opened first. A page may hold fewer than
   * `limit`, and yet be followed by another. Changes nothing.
   */
  async listSessions(query: Query<"listSessions"> = {}): Promise<SessionPage> {
    return answered(await this.client.GET("/auth/sessions", { params: { query } }));
  }

  /** Go through all that `listSessions` lists, page after page. */
  iterateSessions(query: Omit<Query<"listSessions">, "page"> = {}): AsyncGenerator<Session, void> {
    return everyItem((page) => this.listSessions({ ...query, page }));
  }

  /**
   * End a session.
   *
   * Ends a session of the signed-in user, the one that asks or another. Its refresh token is no good from now on; its
   * access tokens may still be let in for up to 300 seconds.
   */
  async deleteSession(id: string): Promise<void> {
    await this.client.DELETE("/auth/sessions/{id}", { params: { path: { id } } });
  }

  /**
   * Get the signed-in user.
   *
   * Answers the account that the access token belongs to. Changes nothing.
   */
  async getCurrentUser(): Promise<User> {
    return answered(await this.client.GET("/auth/me"));
  }

  /**
   * List products.
   *
   * Lists the active products, newest first, of one category if asked. Changes nothing.
   */
  async listProducts(query: Query<"listProducts"> = {}): Promise<ProductPage> {
    return answered(await this.anonymous.GET("/products", { params: { query } }));
  }

  /** Go through all that `listProducts` lists, page after page. */
  iterateProducts(query: Omit<Query<"listProducts">, "page"> = {}): AsyncGenerator<Product, void> {
    return everyItem((page) => this.listProducts({ ...query, page }));
  }

  /**
   * Create a product.
   *
   * Adds a product to the catalogue. Left out: `currency` is USD, `stock` is 0 and `isActive` is true. An inactive
   * product is in no list and can't be read: keep its id.
   */
  async createProduct(body: ProductCreate): Promise<Product> {
    return answered(await this.client.POST("/products", { body }));
  }

  /**
   * List the products of a category.
   *
   * Lists a category's active products, newest first. An unknown category is an empty list. Changes nothing.
   */
  async listProductsByCategory(category: string, query: Query<"listProductsByCategory"> = {}): Promise<ProductPage> {
    return answered(await this.anonymous.GET("/products/category/{category}", { params: { path: { category }, query } }));
  }

  /** Go through all that `listProductsByCategory` lists, page after page. */
  iterateProductsByCategory(category: string, query: Omit<Query<"listProductsByCategory">, "page"> = {}): AsyncGenerator<Product, void> {
    return everyItem((page) => this.listProductsByCategory(category, { ...query, page }));
  }

  /**
   * Get a product.
   *
   * Answers an active product. One that was deleted or is inactive is not found. Changes nothing.
   */
  async getProduct(id: string): Promise<Product> {
    return answered(await this.anonymous.GET("/products/{id}", { params: { path: { id } } }));
  }

  /**
   * Replace a product.
   *
   * Replaces what describes the product; what is left out falls back as in a new one. Only `stock` stays as it is
   * when left out, and asks for `If-Match` when given, so that an edit never undoes a sale. An inactive product is in
   * no list and can't be read: keep its id, by which it can be updated. A deleted one can't. `If-Match: *` names no
   * version, and is not enough for a stock.
   */
  async updateProduct(id: string, body: ProductUpdate, options: { ifMatch?: string } = {}): Promise<Product> {
    return answered(await this.client.PUT("/products/{id}", { params: { path: { id }, header: { "If-Match": options.ifMatch } }, body }));
  }

  /**
   * Delete a product.
   *
   * Takes a product, active or not, out of the catalogue for good. Orders that hold it keep their lines. Deleting it
   * again is a 404.
   */
  async deleteProduct(id: string): Promise<void> {
    await this.client.DELETE("/products/{id}", { params: { path: { id } } });
  }

  /**
   * Ask for an image upload.
   *
   * Answers a form to upload the product's picture with: POST it to `url` as `multipart/form-data`, every field of
   * `fields` first and the file last, as `file`, before `expiresAt`. The form takes exactly the size and type that were
   * asked for: it answers 204 when it has the file, and XML when something is wrong. The product's `imageUrl` is set
   * soon after; the newest picture stays. An inactive product is not found, here as elsewhere.
   */
  async createImageUpload(id: string, body: ImageUploadCreate): Promise<ImageUpload> {
    return answered(await this.client.POST("/products/{id}/image", { params: { path: { id } }, body }));
  }

  /**
   * Get your cart.
   *
   * Answers the signed-in user's cart with today's names, prices and availability. A product that ran short or is gone
   * is shown as such. Changes nothing.
   */
  async getCart(): Promise<Cart> {
    return answered(await this.client.GET("/cart"));
  }

  /**
   * Clear your cart.
   *
   * Takes everything out of the signed-in user's cart. An empty cart stays empty.
   */
  async clearCart(): Promise<void> {
    await this.client.DELETE("/cart");
  }

  /**
   * Add a product to your cart.
   *
   * Adds to what the cart holds of the product already. Nothing is set aside: whether there is enough is seen when the
   * order is placed. A cart holds up to 40 products of one currency, and up to 99 of each.
   */
  async addCartItem(body: CartItemCreate): Promise<Cart> {
    return answered(await this.client.POST("/cart/items", { body }));
  }

  /**
   * Change a quantity in your cart.
   *
   * Sets how many of a product the cart holds, whether there are as many or not. One that isn't in it is a 404.
   */
  async updateCartItem(itemId: string, body: CartItemUpdate): Promise<Cart> {
    return answered(await this.client.PUT("/cart/items/{itemId}", { params: { path: { itemId } }, body }));
  }

  /**
   * Take a product out of your cart.
   *
   * Takes a product out of the cart, all of it. One that isn't in it is a 404.
   */
  async removeCartItem(itemId: string): Promise<void> {
    await this.client.DELETE("/cart/items/{itemId}", { params: { path: { itemId } } });
  }

  /**
   * List orders.
   *
   * Lists the signed-in user's orders, or everybody's to an admin, newest first. Where a status is asked for, a page
   * may hold fewer orders than `limit`, and yet be followed by another. Everybody's are read from an index, which
   * follows a change within moments. Changes nothing.
   */
  async listOrders(query: Query<"listOrders"> = {}): Promise<OrderPage> {
    return answered(await this.client.GET("/orders", { params: { query } }));
  }

  /** Go through all that `listOrders` lists, page after page. */
  iterateOrders(query: Omit<Query<"listOrders">, "page"> = {}): AsyncGenerator<Order, void> {
    return everyItem((page) => this.listOrders({ ...query, page }));
  }

  /**
   * Place an order.
   *
   * Takes the products out of stock, charges the payment method, and takes the products out of the cart, but for those
   * that were put there since. Prices and total are the shop's; lines of one product are added up. Once it is paid for,
   * an e-mail follows. Nothing is sold that isn't there, and nothing is charged twice, whatever fails.
   *
   * - **201**: paid, `processing`; or `cancelled`, if somebody cancelled it in the meantime: what was paid is refunded.
   * - **202**: the payment service didn't answer in time. The order is `pending` and is settled within minutes: it is
   *   then `processing`, or `cancelled` and not charged.
   * - **402**: declined. The order of `orderId` is `cancelled`, the stock is back, the cart is as it was.
   * - **409**: too little stock, with every shortage in `shortages`; or two currencies; or a request with this key is
   *   still at work, with `Retry-After`.
   * - **503**: something doesn't answer. Send it again with its key: what is left of this request is undone or
   *   finished first, so there will be one order, paid for once.
   *
   * 201, 202, 402 and a 409 for shortages are kept with the key; a 202's replay shows the order as it is by then.
   */
  async createOrder(body: OrderRequest, options: { idempotencyKey?: string } = {}): Promise<Order> {
    return answered(await this.client.POST("/orders", { params: { header: { "Idempotency-Key": options.idempotencyKey ?? newKey() } }, body }));
  }

  /**
   * Get an order.
   *
   * Answers an order of the signed-in user, or any to an admin. Another user's is not found. Changes nothing.
   */
  async getOrder(id: string): Promise<Order> {
    return answered(await this.client.GET("/orders/{id}", { params: { path: { id } } }));
  }

  /**
   * Cancel an order.
   *
   * Cancels an order that is `pending` or `processing`, of the signed-in user or, to an admin, of anybody: its stock is
   * given back, what was paid is refunded, once, and an e-mail follows if it had been placed. One that is cancelled
   * already is answered as it is.
   */
  async cancelOrder(id: string): Promise<Order> {
    return answered(await this.client.PUT("/orders/{id}/cancel", { params: { path: { id } } }));
  }

  /**
   * Get an order's status.
   *
   * Answers what became of an order, and what may be done with it; another user's is not found. Changes nothing.
   */
  async getOrderStatus(id: string): Promise<OrderStatus> {
    return answered(await this.client.GET("/orders/{id}/status", { params: { path: { id } } }));
  }

  /**
   * Change an order's status.
   *
   * Moves an order: from `processing` to `completed`, or from `pending` or `processing` to `cancelled`, which does all
   * that cancelling does. To the status that it has, it changes nothing. Only a payment makes an order `processing`.
   * An e-mail follows if it had been paid for.
   */
  async updateOrderStatus(id: string, body: OrderStatusUpdate): Promise<OrderStatus> {
    return answered(await this.client.PUT("/orders/{id}/status", { params: { path: { id } }, body }));
  }

  /**
   * Get your profile.
   *
   * Answers the signed-in user's profile with its ETag. Changes nothing.
   */
  async getProfile(): Promise<User> {
    return answered(await this.client.GET("/users/profile"));
  }

  /**
   * Update your profile.
   *
   * Replaces the signed-in user's names. With `If-Match`, only if nobody changed them since.
   */
  async updateProfile(body: ProfileUpdate, options: { ifMatch?: string } = {}): Promise<User> {
    return answered(await this.client.PUT("/users/profile", { params: { header: { "If-Match": options.ifMatch } }, body }));
  }

  /**
   * Change your password.
   *
   * Sets a new password and ends every other session of the account; their access tokens may still be let in for up
   * to 300 seconds. The session that asks goes on.
   */
  async changePassword(body: PasswordChange): Promise<void> {
    await this.client.PUT("/users/password", { body });
  }

  /**
   * Ask whether the service answers.
   *
   * Answers as soon as the service can run code, and asks nothing of what it depends on. Changes nothing.
   */
  async getHealth(): Promise<Health> {
    return answered(await this.anonymous.GET("/health"));
  }

  /**
   * Get this contract.
   *
   * Answers this very document as JSON. Changes nothing.
   */
  async getContract(): Promise<Contract> {
    return answered(await this.anonymous.GET("/openapi.json"));
  }
}
