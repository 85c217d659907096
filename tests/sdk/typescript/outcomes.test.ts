// A lost response is never reported as a conflict, and a change that may have been made never as a failure.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ConnectionFailed, OutcomeUnknown, SessionLost, ShopError, ShopProblem, type Shop } from "ecommerce-api-client";

import { ETAG, failure, json, lost, ORDER, problem, PRODUCT_ID, resultOf, shopOf } from "./fake_shop.js";
import { text, TOKENS, unsent, type Outcome } from "./fake_shop.js";

const DESK = { name: "Desk", price: 1, category: "furniture", stock: 15 };
const PASSWORDS = { currentPassword: "old", newPassword: "new-password" };
const busy = problem(429, "too-many-requests", { "Retry-After": "0" });
const timedOut: Outcome = () => {
  throw new DOMException("The operation timed out.", "TimeoutError");
};
const cutOff: Outcome = () => {
  const start = (controller: ReadableStreamDefaultController): void => controller.error(new TypeError("terminated"));
  return new Response(new ReadableStream({ start }), { headers: { "Content-Type": "application/json" } });
};
const UNKNOWN: Outcome[] = [
  lost,
  timedOut,
  cutOff,
  problem(500, "internal-error"),
  problem(503, "unavailable"),
  problem(504, "timeout"),
  text("<html>Bad gateway", 502),
];

// Requests that would fail, or change something again, if they were repeated.
const NEVER_REPEATED: Record<string, (shop: Shop) => Promise<unknown>> = {
  updateProduct: (shop) => shop.updateProduct(PRODUCT_ID, DESK, { ifMatch: ETAG }),
  updateProfile: (shop) => shop.updateProfile({ firstName: "A", lastName: "B" }, { ifMatch: ETAG }),
  addCartItem: (shop) => shop.addCartItem({ productId: PRODUCT_ID, quantity: 1 }),
  loginUser: (shop) => shop.loginUser({ email: "ada@example.com", password: "secret" }),
  logoutUser: (shop) => shop.logoutUser(),
};
// Requests that are repeated, whose later failure doesn't prove that the first attempt failed.
const REPEATED: Record<string, [(shop: Shop) => Promise<unknown>, Outcome]> = {
  deleteProduct: [(shop) => shop.deleteProduct(PRODUCT_ID), problem(404, "not-found")],
  removeCartItem: [(shop) => shop.removeCartItem(PRODUCT_ID), problem(404, "not-found")],
  deleteSession: [(shop) => shop.deleteSession(PRODUCT_ID), problem(404, "not-found")],
  changePassword: [(shop) => shop.changePassword(PASSWORDS), problem(403, "wrong-password")],
  cancelOrder: [(shop) => shop.cancelOrder(PRODUCT_ID), problem(409, "illegal-transition")],
};

for (const [name, operation] of Object.entries(NEVER_REPEATED)) {
  test(`a request that must not be repeated has an unknown outcome: ${name}`, async () => {
    for (const unknown of UNKNOWN) {
      const { shop, requests } = shopOf([unknown], { tokens: TOKENS });

      const error = await failure(operation(shop));

      assert.ok(error instanceof OutcomeUnknown && error instanceof ShopError, String(error));
      assert.match(error.message, RegExp(`^${name}`));
      assert.equal(requests.length, 1);
    }
  });
}

test("the message of an unknown outcome names what may have happened", async () => {
  const { shop } = shopOf([lost], { tokens: TOKENS });

  const message = /^addCartItem may have been carried out: read .* before you repeat it\./;
  await assert.rejects(NEVER_REPEATED["addCartItem"]!(shop), { name: "OutcomeUnknown", message });
});

test("a conditional update is repeated after attempts without effect", async () => {
  const { shop, requests } = shopOf([unsent, busy, problem(412, "precondition-failed")], { tokens: TOKENS });

  await assert.rejects(shop.updateProduct(PRODUCT_ID, DESK, { ifMatch: ETAG }), { kind: "precondition-failed" });
  assert.equal(requests.length, 3);
});

for (const [name, [operation, later]] of Object.entries(REPEATED)) {
  test(`a failure after a lost response has an unknown outcome: ${name}`, async () => {
    for (const first of [lost, timedOut, cutOff, problem(503, "unavailable"), problem(504, "timeout")]) {
      const { shop } = shopOf([first, later], { tokens: TOKENS });

      const error = await failure(operation(shop));

      assert.ok(error instanceof OutcomeUnknown && error.cause instanceof ShopProblem, String(error));
    }
  });

  test(`a failure without a lost response is a problem: ${name}`, async () => {
    const { shop } = shopOf([unsent, busy, later], { tokens: TOKENS });

    await assert.rejects(operation(shop), ShopProblem);
  });
}

test("a session lost after a lost response leaves the outcome unknown", async () => {
  const { shop } = shopOf([lost, problem(401, "unauthorized"), lost], { tokens: TOKENS });

  const error = await failure(shop.clearCart());

  assert.ok(error instanceof OutcomeUnknown && error.cause instanceof SessionLost);
});

test("an order whose retries ran out carries its key", async () => {
  const working = problem(409, "request-in-flight", { "Retry-After": "0" });
  for (const last of [lost, unsent, timedOut, problem(503, "unavailable"), problem(401, "unauthorized"), working]) {
    const { shop, requests } = shopOf([lost, last], { retries: { attempts: 2, firstWait: 0 } });

    const error = await failure(shop.createOrder(ORDER));

    assert.ok(error instanceof OutcomeUnknown, String(error));
    assert.match(error.message, /repeat it with the same key/);
    const sent = requests.map((request) => request.headers.get("Idempotency-Key"));
    assert.deepEqual(sent, [error.idempotencyKey, error.idempotencyKey]);
  }
});

test("the response to a key is final and carries the key", async () => {
  for (const [status, kind] of [[402, "payment-declined"], [409, "out-of-stock"], [422, "key-reused"]] as const) {
    const { shop, requests } = shopOf([lost, problem(status, kind)], { tokens: TOKENS });

    const error = await failure(shop.createOrder(ORDER));

    assert.ok(error instanceof ShopProblem && error.kind === kind, String(error));
    assert.equal(error.idempotencyKey, requests[0]!.headers.get("Idempotency-Key"));
  }
});

test("a creation is repeated with its key after a lost response", async () => {
  const creations: ((shop: Shop) => Promise<unknown>)[] = [
    (shop) => shop.createProduct(DESK),
    (shop) => shop.createStockAdjustment(PRODUCT_ID, { change: 5 }),
  ];
  for (const create of creations) {
    const { shop, requests } = shopOf([lost, lost, problem(409, "stock-limit")], { tokens: TOKENS });

    await assert.rejects(create(shop), { kind: "stock-limit" });

    assert.equal(requests.length, 3);
    assert.equal(new Set(requests.map((request) => request.headers.get("Idempotency-Key"))).size, 1);
  }
});

test("an order is placed with the key of the exception", async () => {
  const { shop, requests } = shopOf([lost, json(resultOf("createOrder"), 201)], { retries: { attempts: 1 } });

  const error = await failure(shop.createOrder(ORDER));
  await shop.createOrder(ORDER, { idempotencyKey: (error as OutcomeUnknown).idempotencyKey! });

  assert.equal(new Set(requests.map((request) => request.headers.get("Idempotency-Key"))).size, 1);
});

test("a read without a response, and an unsent change, are failed connections", async () => {
  for (const outcome of [lost, unsent, timedOut]) {
    const { shop } = shopOf([outcome], { retries: { attempts: 1 } });
    await assert.rejects(shop.getHealth(), { name: "ConnectionFailed", message: /^getHealth: no response: / });
  }

  const { shop } = shopOf([unsent], { tokens: TOKENS, retries: { attempts: 1 } });
  await assert.rejects(shop.createProduct(DESK), ConnectionFailed);
});

test("a request that can be repeated is retried after a truncated response", async () => {
  const order = json(resultOf("createOrder"), 201);
  const { shop, requests } = shopOf([cutOff, order], { tokens: TOKENS });

  await shop.createOrder(ORDER);

  assert.equal(new Set(requests.map((request) => request.headers.get("Idempotency-Key"))).size, 1);
  assert.equal(requests.length, 2);
});

test("a read that the shop can't serve is a problem", async () => {
  const { shop } = shopOf([problem(503, "unavailable")], { tokens: TOKENS, retries: { attempts: 1 } });

  await assert.rejects(shop.getCart(), { kind: "unavailable" });
});
