// What a Shop does when things go wrong, of which a story can't tell.

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

type Answer = () => Response;

/** A shop that answers what is listed, one after the other, and the requests that it got. */
function shopOf(answers: Answer[], options: ShopOptions = {}): { shop: Shop; requests: Request[] } {
  const requests: Request[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    requests.push(request);
    const answer = answers[requests.length - 1];
    assert.ok(answer, `nobody expected ${request.method} ${request.url}`);
    return answer();
  };
  return { shop: new Shop("https://shop.test/v1", { retries: { firstWait: 0 }, ...options, fetch }), requests };
}

function problem(status: number, kind: string, headers: Record<string, string> = {}): Answer {
  const body = { type: `/docs/problems/${kind}`, title: kind, status, detail: "", instance: "/", requestId: "r" };
  return () =>
    new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json", ...headers } });
}

const json = (body: object, status = 200): Answer => () => Response.json(body, { status });
const lost: Answer = () => {
  throw new TypeError("fetch failed");
};
const unsent: Answer = () => {
  throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
};

test("a lost answer is asked for again where that is safe", async () => {
  const { shop, requests } = shopOf([lost, json({ status: "ok", version: "1" })]);

  assert.equal((await shop.getHealth()).status, "ok");
  assert.equal(requests.length, 2);
});

test("a lost answer to what has no key is not asked for again", async () => {
  const { shop, requests } = shopOf([lost], { tokens: TOKENS });

  await assert.rejects(shop.addCartItem({ productId: "p", quantity: 1 }), TypeError);
  assert.equal(requests.length, 1);
});

test("what reached nobody is sent again, whatever it is", async () => {
  const { shop, requests } = shopOf([unsent, json({ items: [] })], { tokens: TOKENS });

  await shop.addCartItem({ productId: "p", quantity: 1 });
  assert.equal(requests.length, 2);
});

test("an order keeps its key from one attempt to the next, also while the first is still at work", async () => {
  const working = problem(409, "request-in-flight", { "Retry-After": "0" });
  const answers = [lost, problem(503, "unavailable"), working, json({ orderId: "o" }, 201)];
  const { shop, requests } = shopOf(answers, { tokens: TOKENS });

  assert.equal((await shop.createOrder(ORDER)).orderId, "o");
  const keys = requests.map((request) => request.headers.get("Idempotency-Key"));
  assert.equal(new Set(keys).size, 1);
  assert.match(keys[0] ?? "", /^[0-9a-f-]{36}$/);
  assert.deepEqual(await requests[3]!.json(), ORDER);
});

test("an order is sent with the key that it is given", async () => {
  const { shop, requests } = shopOf([json({ orderId: "o" }, 201)], { tokens: TOKENS });

  await shop.createOrder(ORDER, { idempotencyKey: "mine" });
  assert.equal(requests[0]!.headers.get("Idempotency-Key"), "mine");
});

test("a conflict that won't pass is thrown at once", async () => {
  const { shop } = shopOf([problem(409, "out-of-stock")], { tokens: TOKENS });

  await assert.rejects(shop.createOrder(ORDER), { kind: "out-of-stock", status: 409 });
});

test("retries end, and so does patience with Retry-After", async () => {
  const busy = problem(429, "too-many-requests", { "Retry-After": "0" });
  const often = shopOf([busy, busy, busy], { retries: { attempts: 3, firstWait: 0 } });
  await assert.rejects(often.shop.getHealth(), { kind: "too-many-requests", retryAfter: 0 });
  assert.equal(often.requests.length, 3);

  const long = shopOf([problem(429, "quota-exceeded", { "Retry-After": "3600" })]);
  await assert.rejects(long.shop.getHealth(), { kind: "quota-exceeded", retryAfter: 3600 });
});

test("an answer that is no problem is told apart", async () => {
  const headers = { "Content-Type": "application/problem+json" };
  for (const text of ["<html>", "{", "[]", "null", '{"title": "no type"}']) {
    const { shop } = shopOf([() => new Response(text, { status: 403, headers })]);

    await assert.rejects(shop.getHealth(), (error) => error instanceof UnexpectedAnswer && error.text === text);
  }
});

test("new tokens are told of before they are used, and public operations are not signed", async () => {
  const told: (string | undefined)[] = [];
  const fresh = { ...TOKENS, accessToken: "new", refreshToken: "twice" };
  const answers = [problem(401, "unauthorized"), json(fresh), json({ items: [] }), json({ items: [] })];
  const onTokens = (tokens: TokenPair | undefined): number => told.push(tokens?.refreshToken);
  const { shop, requests } = shopOf(answers, { tokens: TOKENS, onTokens });

  await shop.getCart();
  await shop.listProducts();

  assert.deepEqual(told, ["twice"]);
  const sent = requests.map((request) => request.headers.get("Authorization"));
  assert.deepEqual(sent, ["Bearer old", null, "Bearer new", null]);
});

test("a refresh token whose answer got lost is never sent again", async () => {
  for (const answer of [lost, problem(504, "timeout"), (): Response => new Response("<html>", { status: 502 })]) {
    const { shop, requests } = shopOf([problem(401, "unauthorized"), answer], { tokens: TOKENS });

    await assert.rejects(shop.getCart(), SessionLost);
    assert.equal(shop.tokens, undefined);
    assert.equal(requests.length, 2);
  }
});

test("a session that is refused ends, and one that can't be refreshed now goes on", async () => {
  const refused = shopOf([problem(401, "unauthorized"), problem(401, "invalid-refresh-token")], { tokens: TOKENS });
  await assert.rejects(refused.shop.getCart(), (error) => error instanceof ShopProblem && error.status === 401);
  assert.equal(refused.shop.tokens, undefined);

  const later = shopOf([problem(401, "unauthorized"), problem(503, "unavailable")], { tokens: TOKENS });
  await assert.rejects(later.shop.getCart(), { status: 503 });
  assert.equal(later.shop.tokens, TOKENS);
});
