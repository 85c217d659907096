// Every call takes an AbortSignal.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CALLS, CART, json, lost, PRODUCT_ID, problem, shopOf, TOKENS, type Outcome } from "./fake_shop.js";

const REASON = new Error("the user left the page");

for (const { operation_id: name, path, body } of CALLS) {
  test(`an aborted call sends nothing: ${name}`, async () => {
    const { shop, requests } = shopOf([], { tokens: TOKENS });
    const method = shop[name as keyof typeof shop] as (...values: unknown[]) => Promise<unknown>;
    const query = /^list/.test(name) ? [{}] : [];

    const values = [...path, ...(body ? [body] : []), ...query, { signal: AbortSignal.abort(REASON) }];
    await assert.rejects(method.call(shop, ...values), REASON);

    assert.equal(requests.length, 0);
  });
}

test("an abort ends a request, which isn't retried", { timeout: 20_000 }, async () => {
  const controller = new AbortController();
  const hanging: Outcome = () => {
    setImmediate(() => controller.abort(REASON));
    return new Promise((_, reject) => controller.signal.addEventListener("abort", () => reject(REASON)));
  };
  const { shop, requests } = shopOf([hanging]);

  await assert.rejects(shop.getProduct(PRODUCT_ID, { signal: controller.signal }), REASON);
  assert.equal(requests.length, 1);
});

test("an abort ends the wait before a retry", { timeout: 20_000 }, async () => {
  const controller = new AbortController();
  const failing: Outcome = () => {
    setImmediate(() => controller.abort(REASON));
    return lost();
  };
  const { shop, requests } = shopOf([failing], { retries: { firstWait: 60 } });

  await assert.rejects(shop.getHealth({ signal: controller.signal }), REASON);
  assert.equal(requests.length, 1);
});

test("an abort ends an iteration", { timeout: 20_000 }, async () => {
  const controller = new AbortController();
  const { shop } = shopOf([json({ items: [], nextPage: "a" })]);
  const abortWithFirstPage = (): void => controller.abort(REASON);
  shop.anonymous.use({ onResponse: abortWithFirstPage });

  await assert.rejects(shop.iterateProducts({}, { signal: controller.signal }).next(), REASON);
});

test("an aborted call leaves the refresh to the others", { timeout: 20_000 }, async () => {
  const controller = new AbortController();
  const refreshing: Outcome = () => {
    controller.abort(REASON);
    return json({ ...TOKENS, accessToken: "new", refreshToken: "twice" })();
  };
  const expired = problem(401, "unauthorized");
  const { shop } = shopOf([expired, expired, refreshing, json(CART)], { tokens: TOKENS });

  const [aborted, other] = await Promise.allSettled([shop.getCart({ signal: controller.signal }), shop.getCart()]);

  assert.deepEqual([aborted.status, other.status], ["rejected", "fulfilled"]);
  assert.equal(shop.tokens?.refreshToken, "twice");
});

test("a time-out of the caller isn't retried", { timeout: 20_000 }, async () => {
  const hanging: Outcome = () => new Promise(() => undefined);
  const { shop, requests } = shopOf([hanging]);

  const alive = setInterval(() => undefined, 1000);
  await assert.rejects(shop.getHealth({ signal: AbortSignal.timeout(10) }), { name: "TimeoutError" });
  clearInterval(alive);

  assert.equal(requests.length, 1);
});
