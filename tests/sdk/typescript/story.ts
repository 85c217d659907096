// A day at the shop with the TypeScript client: node story.js STOREFRONT PARTNER
//
// Each step tells what came of it as a line of JSON. STORY_EXPIRED_TOKEN and STORY_PARTNER_KEY are an access token that
// has expired, and a key of a plan that lets few requests through at once.

import { Shop, ShopProblem, type OrderRequest, type Product, type TokenPair } from "ecommerce-api-client";

const PASSWORD = "correct-horse-battery";
const EMAIL = "ada.typescript@example.com";
const LONDON = { street: "12 St James's Square", city: "London", postalCode: "SW1Y 4JH", country: "GB" };

async function main(storefront: string, partner: string): Promise<void> {
  const shop = new Shop(storefront);
  const book = await browse(shop);
  await register(shop);
  await fillCart(shop, book);
  const orderId = await placeOrder(shop, book);
  await beDeclined(shop, book);
  await wantTooMany(shop, await scarceProduct(storefront));
  await cancel(shop, orderId);
  await lookBack(shop);
  await staySignedIn(storefront);
  await waitWhenToldTo(partner);
}

async function browse(shop: Shop): Promise<Product> {
  const page = await shop.listProducts({ limit: 3 });
  const books = await all(shop.iterateProducts({ category: "books", limit: 3 }));
  const different = new Set(books.map((book) => book.productId)).size;
  tell("browse", { items: page.items.length, more: page.nextPage !== undefined, books: different });
  return books[0]!;
}

async function register(shop: Shop): Promise<void> {
  try {
    await shop.registerUser({ email: "ada", password: "short", firstName: "Ada", lastName: "Lovelace" });
  } catch (problem) {
    const { kind, errors } = shopProblem(problem);
    tell("mistake", { kind, pointers: errors.map((fault) => fault.pointer).sort() });
  }
  const user = await shop.registerUser({ email: EMAIL, password: PASSWORD, firstName: "Ada", lastName: "Lovelace" });
  await shop.loginUser({ email: EMAIL, password: PASSWORD });
  tell("register", { email: user.email, role: user.role, sessions: (await all(shop.iterateSessions())).length });
}

async function fillCart(shop: Shop, book: Product): Promise<void> {
  const cart = await shop.addCartItem({ productId: book.productId, quantity: 2 });
  tell("cart", { quantities: cart.items.map((line) => line.quantity), exact: cart.totalAmount === 2 * book.price });
}

async function placeOrder(shop: Shop, book: Product): Promise<string> {
  // It has an Idempotency-Key of its own: should its answer get lost, it is sent again, and is the same order.
  const order = await shop.createOrder(orderOf(book, 2));
  const cart = await shop.getCart();
  tell("order", { status: order.status, exact: order.totalAmount === 2 * book.price, cart: cart.items.length });
  return order.orderId;
}

async function beDeclined(shop: Shop, book: Product): Promise<void> {
  try {
    await shop.createOrder(orderOf(book, 1, "tok_declined"));
  } catch (error) {
    const problem = shopProblem(error);
    const order = await shop.getOrder(problem.orderId!);
    tell("decline", { kind: problem.kind, status: problem.status, order: order.status });
  }
}

async function wantTooMany(shop: Shop, product: Product): Promise<void> {
  try {
    await shop.createOrder(orderOf(product, 3));
  } catch (error) {
    const problem = shopProblem(error);
    const shortages = problem.shortages.map(({ requested, available }) => [requested, available]);
    tell("outOfStock", { kind: problem.kind, status: problem.status, shortages });
  }
}

async function cancel(shop: Shop, orderId: string): Promise<void> {
  const order = await shop.cancelOrder(orderId);
  tell("cancel", { status: order.status });
}

async function lookBack(shop: Shop): Promise<void> {
  const orders = await all(shop.iterateOrders({ limit: 1 }));
  tell("orders", { statuses: orders.map((order) => order.status) });
  await shop.logoutUser();
}

async function staySignedIn(storefront: string): Promise<void> {
  const shop = new Shop(storefront, { tokens: await expiredTokens(storefront) });
  const users = await Promise.all(Array.from({ length: 8 }, () => shop.getCurrentUser()));
  tell("refresh", { emails: users.map((user) => user.email) });
}

async function waitWhenToldTo(partner: string): Promise<void> {
  const shop = new Shop(partner, { apiKey: process.env["STORY_PARTNER_KEY"]! });
  const answers: string[] = [];
  for (let asked = 0; asked < 6; asked++) {
    answers.push((await shop.getHealth()).status);
  }
  tell("tooMany", { answers });
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

function tell(step: string, facts: object): void {
  console.log(JSON.stringify({ step, ...facts }));
}

await main(process.argv[2]!, process.argv[3]!);
