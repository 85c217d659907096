// Failures that a story can't produce.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ConnectionFailed, OutcomeUnknown, SessionLost, ShopProblem, type TokenPair } from "ecommerce-api-client";

import { CART, empty, failure, FRESH, json, lost, ORDER, problem, PRODUCT_ID, resultOf, shopOf } from "./fake_shop.js";
import { text, TOKENS, unsent } from "./fake_shop.js";

const placed = json(resultOf("createOrder"), 201);

test("a safe request is retried after a lost response", async () => {
  const { shop, requests } = shopOf([lost, json({ status: "ok", version: "1" })]);

  assert.equal((await shop.getHealth()).status, "ok");
  assert.equal(requests.length, 2);
});

test("an unsent request is retried with any method", async () => {
  const { shop, requests } = shopOf([unsent, json(CART)], { tokens: TOKENS });

  await shop.addCartItem({ productId: PRODUCT_ID, quantity: 1 });
  assert.equal(requests.length, 2);
});

test("an order keeps its key over all retries, even while the first is in progress", async () => {
  const working = problem(409, "request-in-flight", { "Retry-After": "0" });
  const outcomes = [lost, problem(503, "unavailable"), working, placed];
  const { shop, requests } = shopOf(outcomes, { tokens: TOKENS });

  await shop.createOrder(ORDER);
  const keys = requests.map((request) => request.headers.get("Idempotency-Key"));
  assert.equal(new Set(keys).size, 1);
  assert.match(keys[0] ?? "", /^[0-9a-f]{32}$/);
  assert.deepEqual(await requests[3]!.json(), ORDER);
});

test("an order is sent with the key that the caller passes", async () => {
  const { shop, requests } = shopOf([placed], { tokens: TOKENS });

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

test("onTokens is called before new tokens are used, and public operations send no token", async () => {
  const stored: (string | undefined)[] = [];
  const outcomes = [problem(401, "unauthorized"), json(FRESH), json(CART), json({ items: [] })];
  const onTokens = (tokens: TokenPair | undefined): number => stored.push(tokens?.refreshToken);
  const { shop, requests } = shopOf(outcomes, { tokens: TOKENS, onTokens });

  await shop.getCart();
  await shop.listProducts();

  assert.deepEqual(stored, ["twice"]);
  const sent = requests.map((request) => request.headers.get("Authorization"));
  assert.deepEqual(sent, ["Bearer old", null, "Bearer new", null]);
});

test("a password change replaces the tokens", async () => {
  const { shop, requests } = shopOf([json(FRESH), json(CART)], { tokens: TOKENS });

  await shop.changePassword({ currentPassword: "old", newPassword: "new-password" });
  await shop.getCart();

  const sent = requests.map((request) => request.headers.get("Authorization"));
  assert.deepEqual(sent, ["Bearer old", "Bearer new"]);
});

test("a refresh token is never resent after a refresh with an unknown outcome", async () => {
  const pages = [200, 400, 403, 429, 500, 502, 524].map((status) => text("<html>", status));
  const others = [text("{}", 200, "application/json"), json(FRESH, 201)];
  const redirects = [301, 302, 304, 308].map((status) => empty(status));
  const failures = [500, 502, 503, 504, 524].map((status) => problem(status, "unavailable"));
  const message = /^The refresh has an unknown outcome, .*log in again\. (refreshSession: |5\d\d unavailable)/;
  for (const outcome of [lost, ...failures, ...pages, ...others, ...redirects]) {
    const { shop, requests } = shopOf([problem(401, "unauthorized"), outcome], { tokens: TOKENS });

    const error = await failure(shop.getCart());
    assert.ok(error instanceof SessionLost, String(error));
    assert.match(error.message, message);
    assert.equal(shop.tokens, undefined);
    assert.equal(requests.length, 2);
  }
});

test("a rejected refresh ends the session, and a temporary failure keeps it", async () => {
  const refused = shopOf([problem(401, "unauthorized"), problem(401, "invalid-refresh-token")], { tokens: TOKENS });
  await assert.rejects(refused.shop.getCart(), (error) => error instanceof ShopProblem && error.status === 401);
  assert.equal(refused.shop.tokens, undefined);

  const once = { attempts: 1 };
  for (const outcome of [problem(429, "too-many-requests"), problem(403, "invalid-api-key"), unsent]) {
    const later = shopOf([problem(401, "unauthorized"), outcome], { tokens: TOKENS, retries: once });
    const error = await failure(later.shop.getCart());
    assert.ok(error instanceof ShopProblem || error instanceof ConnectionFailed, String(error));
    assert.equal(later.shop.tokens, TOKENS);
  }
});

test("a problem of the refresh is no response to an order's key", async () => {
  const { shop } = shopOf([lost, problem(401, "unauthorized"), problem(400, "bad-request")], { tokens: TOKENS });

  const error = await failure(shop.createOrder(ORDER));

  assert.ok(error instanceof OutcomeUnknown && error.cause instanceof ShopProblem, String(error));
});

test("an asynchronous onTokens is awaited before new tokens are used", async () => {
  const stored: (string | undefined)[] = [];
  const outcomes = [problem(401, "unauthorized"), json(FRESH), json(CART), empty(204)];
  const onTokens = async (tokens: TokenPair | undefined): Promise<void> => {
    await new Promise(setImmediate);
    stored.push(`${requests.length} ${tokens?.refreshToken}`);
  };
  const { shop, requests } = shopOf(outcomes, { tokens: TOKENS, onTokens });

  await shop.getCart();
  await shop.logoutUser();

  assert.deepEqual(stored, ["2 twice", "4 undefined"]);
  assert.equal(shop.tokens, undefined);
});

test("new tokens are used although onTokens fails", async () => {
  const outcomes = [problem(401, "unauthorized"), json(FRESH), json(CART)];
  const onTokens = (): Promise<void> => Promise.reject(new TypeError("no space left"));
  const { shop, requests } = shopOf(outcomes, { tokens: TOKENS, onTokens });

  await assert.rejects(shop.getCart(), { name: "TypeError", message: "no space left" });
  await shop.getCart();

  const sent = requests.map((request) => request.headers.get("Authorization"));
  assert.deepEqual(sent, ["Bearer old", null, "Bearer new"]);
});
