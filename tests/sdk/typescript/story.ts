// Use every feature of the TypeScript client: node story.js STOREFRONT PARTNER
//
// Each step prints its result as a line of JSON. STORY_EXPIRED_TOKEN is an expired access token, STORY_PARTNER_KEY an API
// key with a low rate limit.

import { OutcomeUnknown, Shop, ShopProblem, type OrderRequest, type Product, type TokenPair } from "ecommerce-api-client";

const PASSWORD = "correct-horse-battery";
const EMAIL = "ada.typescript@example.com";
const LONDON = { street: "12 St James's Square", city: "London", postalCode: "SW1Y 4JH", country: "GB" };

async function main(storefront: string, partner: string): Promise<void> {
  const shop = new Shop(storefront);
  const book = await browse(shop);
  await register(shop);
  await fillCart(shop, book);
  const orderId = await placeOrder(shop, book);
  await useDeclinedCard(shop, book);
  await exceedStock(shop, await scarceProduct(storefront));
  await cancel(shop, orderId);
  await listOrdersAndLogOut(shop);
  await restock(storefront);
  await refreshConcurrently(storefront);
  await exceedRateLimit(partner);
}

async function browse(shop: Shop): Promise<Product> {
  const page = await shop.listProducts({ limit: 3 });
  const books = await all(shop.iterateProducts({ category: "books", limit: 3 }));
  const different = new Set(books.map((book) => book.productId)).size;
  report("browse", { items: page.items.length, more: page.nextPage !== undefined, books: different });
  return books[0]!;
}

async function register(shop: Shop): Promise<void> {
  try {
    await shop.registerUser({ email: "ada", password: "short", firstName: "Ada", lastName: "Lovelace" });
  } catch (problem) {
    const { kind, errors } = shopProblem(problem);
    report("mistake", { kind, pointers: errors.map((fault) => fault.pointer).sort() });
  }
  const user = await shop.registerUser({ email: EMAIL, password: PASSWORD, firstName: "Ada", lastName: "Lovelace" });
  await shop.loginUser({ email: EMAIL, password: PASSWORD });
  report("register", { email: user.email, role: user.role, sessions: (await all(shop.iterateSessions())).length });
}

async function fillCart(shop: Shop, book: Product): Promise<void> {
  const cart = await shop.addCartItem({ productId: book.productId, quantity: 2 });
  report("cart", { quantities: cart.items.map((line) => line.quantity), exact: cart.totalAmount === 2 * book.price });
}

async function placeOrder(shop: Shop, book: Product): Promise<string> {
  // The client adds an Idempotency-Key: if the response is lost, the retry returns the same order.
  const order = await shop.createOrder(orderOf(book, 2));
  const cart = await shop.getCart();
  report("order", { status: order.status, exact: order.totalAmount === 2 * book.price, cart: cart.items.length });
  return order.orderId;
}

async function useDeclinedCard(shop: Shop, book: Product): Promise<void> {
  try {
    await shop.createOrder(orderOf(book, 1, "tok_declined"));
  } catch (error) {
    const problem = shopProblem(error);
    const order = await shop.getOrder(problem.orderId!);
    report("decline", { kind: problem.kind, status: problem.status, order: order.status });
  }
}

async function exceedStock(shop: Shop, product: Product): Promise<void> {
  try {
    await shop.createOrder(orderOf(product, 3));
  } catch (error) {
    const problem = shopProblem(error);
    const shortages = problem.shortages.map(({ requested, available }) => [requested, available]);
    report("outOfStock", { kind: problem.kind, status: problem.status, shortages });
  }
}

async function restock(storefront: string): Promise<void> {
  const shop = new Shop(storefront);
  await shop.loginUser({ email: "admin@example.com", password: "correct-horse-admin" });
  const details = { name: "Atlas", price: 9.5, category: "typescript-story" };
  const atlas = await shop.createProduct({ ...details, stock: 10 });
  try {
    await shop.updateProduct(atlas.productId, { ...details, stock: atlas.stock + 5 }, { ifMatch: atlas.etag });
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error;
    // The response was lost. Reading the product shows that the change was made.
    const now = await shop.getProduct(atlas.productId);
    report("restock", { stock: now.stock, changed: now.etag !== atlas.etag });
  }
}

async function cancel(shop: Shop, orderId: string): Promise<void> {
  const order = await shop.cancelOrder(orderId);
  report("cancel", { status: order.status });
}

async function listOrdersAndLogOut(shop: Shop): Promise<void> {
  const orders = await all(shop.iterateOrders({ limit: 1 }));
  report("orders", { statuses: orders.map((order) => order.status) });
  await shop.logoutUser();
}

async function refreshConcurrently(storefront: string): Promise<void> {
  const shop = new Shop(storefront, { tokens: await expiredTokens(storefront) });
  const users = await Promise.all(Array.from({ length: 8 }, () => shop.getCurrentUser()));
  report("refresh", { emails: users.map((user) => user.email) });
}

async function exceedRateLimit(partner: string): Promise<void> {
  const shop = new Shop(partner, { apiKey: process.env["STORY_PARTNER_KEY"]! });
  const statuses: string[] = [];
  for (let sent = 0; sent < 6; sent++) {
    statuses.push((await shop.getHealth()).status);
  }
  report("tooMany", { statuses });
}

async function expiredTokens(storefront: string): Promise<TokenPair> {
  const tokens = await new Shop(storefront).loginUser({ email: EMAIL, password: PASSWORD });
  return { ...tokens, accessToken: process.env["STORY_EXPIRED_TOKEN"]! };
}

async function scarceProduct(storefront: string): Promise<Product> {
  const shop = new Shop(storefront);
  await shop.loginUser({ email: "admin@example.com", password: "correct-horse-admin" });
  return shop.createProduct({ name: "The last two copies", price: 12.07, category: "typescript-story", stock: 2 });
}

function orderOf(product: Product, quantity: number, token = "tok_visa"): OrderRequest {
  return {
    items: [{ productId: product.productId, quantity }],
    shippingAddress: LONDON,
    paymentMethod: { type: "card", token },
  };
}

function shopProblem(error: unknown): ShopProblem {
  if (error instanceof ShopProblem) {
    return error;
  }
  throw error;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) {
    found.push(item);
  }
  return found;
}

function report(step: string, facts: object): void {
  console.log(JSON.stringify({ step, ...facts }));
}

await main(process.argv[2]!, process.argv[3]!);
