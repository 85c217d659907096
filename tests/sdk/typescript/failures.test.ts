// Failures that a story can't produce.

import assert from "node:assert/strict";
import { test } from "node:test";

import { SessionLost, Shop, ShopProblem, UnexpectedAnswer, type ShopOptions, type TokenPair } from "ecommerce-api-client";

const TOKENS: TokenPair = { accessToken: "old", refreshToken: "once", tokenType: "Bearer", expiresIn: 86400 };
const CARD = { type: "card", token: "tok_visa" } as const;
const ORDER = {
  items: [{ productId: "01JD8QM3F5H7K9N1P3R5T7V9X1", quantity: 1 }],
  shippingAddress: { street: "12 St James's Square", city: "London", postalCode: "SW1Y 4JH", country: "GB" },
  paymentMethod: CARD,
};

type Outcome = () => Response;

/** Return a client of a fake shop that returns these responses in order, and the requests that it receives. */
function shopOf(outcomes: Outcome[], options: ShopOptions = {}): { shop: Shop; requests: Request[] } {
  const requests: Request[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    requests.push(request);
    const outcome = outcomes[requests.length - 1];
    assert.ok(outcome, `unexpected request: ${request.method} ${request.url}`);
    return outcome();
  };
  return { shop: new Shop("https://shop.test/v1", { retries: { firstWait: 0 }, ...options, fetch }), requests };
}

function problem(status: number, kind: string, headers: Record<string, string> = {}): Outcome {
  const body = { type: `/docs/problems/${kind}`, title: kind, status, detail: "", instance: "/", requestId: "r" };
  return () =>
    new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json", ...headers } });
}

const json = (body: object, status = 200): Outcome => () => Response.json(body, { status });
const lost: Outcome = () => {
  throw new TypeError("fetch failed");
};
const unsent: Outcome = () => {
  throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
};

test("a safe request is retried after a lost response", async () => {
  const { shop, requests } = shopOf([lost, json({ status: "ok", version: "1" })]);

  assert.equal((await shop.getHealth()).status, "ok");
  assert.equal(requests.length, 2);
});

test("a request without a key is not retried after a lost response", async () => {
  const { shop, requests } = shopOf([lost], { tokens: TOKENS });

  await assert.rejects(shop.addCartItem({ productId: "p", quantity: 1 }), TypeError);
  assert.equal(requests.length, 1);
});

test("an unsent request is retried with any method", async () => {
  const { shop, requests } = shopOf([unsent, json({ items: [] })], { tokens: TOKENS });

  await shop.addCartItem({ productId: "p", quantity: 1 });
  assert.equal(requests.length, 2);
});

test("an order keeps its key over all retries, even while the first is in progress", async () => {
  const working = problem(409, "request-in-flight", { "Retry-After": "0" });
  const outcomes = [lost, problem(503, "unavailable"), working, json({ orderId: "o" }, 201)];
  const { shop, requests } = shopOf(outcomes, { tokens: TOKENS });

  assert.equal((await shop.createOrder(ORDER)).orderId, "o");
  const keys = requests.map((request) => request.headers.get("Idempotency-Key"));
  assert.equal(new Set(keys).size, 1);
  assert.match(keys[0] ?? "", /^[0-9a-f-]{36}$/);
  assert.deepEqual(await requests[3]!.json(), ORDER);
});

test("an order is sent with the key that the caller passes", async () => {
  const { shop, requests } = shopOf([json({ orderId: "o" }, 201)], { tokens: TOKENS });

  await shop.createOrder(ORDER, { idempotencyKey: "mine" });
  assert.equal(requests[0]!.headers.get("Idempotency-Key"), "mine");
});

test("a permanent conflict is thrown immediately", async () => {
  const { shop } = shopOf([problem(409, "out-of-stock")], { tokens: TOKENS });

  await assert.rejects(shop.createOrder(ORDER), { kind: "out-of-stock", status: 409 });
});

test("retries stop at the number of attempts, and at a Retry-After that is too long", async () => {
  const busy = problem(429, "too-many-requests", { "Retry-After": "0" });
  const often = shopOf([busy, busy, busy], { retries: { attempts: 3, firstWait: 0 } });
  await assert.rejects(often.shop.getHealth(), { kind: "too-many-requests", retryAfter: 0 });
  assert.equal(often.requests.length, 3);

  const long = shopOf([problem(429, "quota-exceeded", { "Retry-After": "3600" })]);
  await assert.rejects(long.shop.getHealth(), { kind: "quota-exceeded", retryAfter: 3600 });
});

test("a failure that is no problem is an UnexpectedAnswer", async () => {
  const headers = { "Content-Type": "application/problem+json" };
  for (const text of ["<html>", "{", "[]", "null", '{"title": "no type"}']) {
    const { shop } = shopOf([() => new Response(text, { status: 403, headers })]);

    await assert.rejects(shop.getHealth(), (error) => error instanceof UnexpectedAnswer && error.text === text);
  }
});

test("onTokens is called before new tokens are used, and public operations send no token", async () => {
  const stored: (string | undefined)[] = [];
  const fresh = { ...TOKENS, accessToken: "new", refreshToken: "twice" };
  const outcomes = [problem(401, "unauthorized"), json(fresh), json({ items: [] }), json({ items: [] })];
  const onTokens = (tokens: TokenPair | undefined): number => stored.push(tokens?.refreshToken);
  const { shop, requests } = shopOf(outcomes, { tokens: TOKENS, onTokens });

  await shop.getCart();
  await shop.listProducts();

  assert.deepEqual(stored, ["twice"]);
  const sent = requests.map((request) => request.headers.get("Authorization"));
  assert.deepEqual(sent, ["Bearer old", null, "Bearer new", null]);
});

test("a refresh token is never resent after a lost response", async () => {
  for (const outcome of [lost, problem(504, "timeout"), (): Response => new Response("<html>", { status: 502 })]) {
    const { shop, requests } = shopOf([problem(401, "unauthorized"), outcome], { tokens: TOKENS });

    await assert.rejects(shop.getCart(), SessionLost);
    assert.equal(shop.tokens, undefined);
    assert.equal(requests.length, 2);
  }
});

test("a rejected refresh ends the session, and a temporary failure keeps it", async () => {
  const refused = shopOf([problem(401, "unauthorized"), problem(401, "invalid-refresh-token")], { tokens: TOKENS });
  await assert.rejects(refused.shop.getCart(), (error) => error instanceof ShopProblem && error.status === 401);
  assert.equal(refused.shop.tokens, undefined);

  const later = shopOf([problem(401, "unauthorized"), problem(503, "unavailable")], { tokens: TOKENS });
  await assert.rejects(later.shop.getCart(), { status: 503 });
  assert.equal(later.shop.tokens, TOKENS);
});
