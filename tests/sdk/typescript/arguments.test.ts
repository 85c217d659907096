// Arguments that break the contract are never sent, and no argument is dropped.

import assert from "node:assert/strict";
import { test } from "node:test";

import { InvalidArgument, ShopError } from "ecommerce-api-client";

import { CALLS, call, empty, failure, json, ORDER, PRODUCT_ID, resultOf, shopOf, TOKENS } from "./fake_shop.js";

const BAD = ["..", ".", "", "a/b", "../orders", "%2e%2e", " ", "books\n", "Ü", null, undefined, 7];
const DESK = { name: "Desk", price: 1, category: "furniture" };

for (const each of CALLS.filter(({ path }) => path.length > 0)) {
  test(`a path that breaks the contract is not sent: ${each.operation_id}`, async () => {
    const { shop, requests } = shopOf([], { tokens: TOKENS });

    for (const bad of BAD) {
      const error = await failure(call(shop, each, [bad]));
      assert.ok(error instanceof InvalidArgument && error instanceof ShopError, `${bad}: ${error}`);
    }
    assert.equal(requests.length, 0);
  });
}

test("the client below the shop checks paths too", async () => {
  const { shop, requests } = shopOf([], { tokens: TOKENS });

  const params = { path: { itemId: ".." } };
  await assert.rejects(shop.client.DELETE("/cart/items/{itemId}", { params }), InvalidArgument);
  // @ts-expect-error  the path parameter is missing
  await assert.rejects(shop.client.DELETE("/cart/items/{itemId}", { params: {} }), InvalidArgument);
  assert.equal(requests.length, 0);
});

test("a key that breaks the contract is neither sent nor replaced", async () => {
  const { shop, requests } = shopOf([], { tokens: TOKENS });

  for (const idempotencyKey of ["", " a", "a\nb", "ключ", "a".repeat(256)]) {
    await assert.rejects(shop.createOrder(ORDER, { idempotencyKey }), InvalidArgument);
  }
  assert.equal(requests.length, 0);
});

test("an update never becomes unconditional", async () => {
  const { shop, requests } = shopOf([], { tokens: TOKENS });

  for (const ifMatch of ["", "unquoted", '"a"\r\nX-Api-Key: b', undefined as unknown as string]) {
    await assert.rejects(shop.updateProduct(PRODUCT_ID, DESK, { ifMatch }), InvalidArgument);
  }
  assert.equal(requests.length, 0);
});

test("a Date is sent as a date-time", async () => {
  const { shop, requests } = shopOf([json({ items: [] }), json({ items: [] })], { tokens: TOKENS });
  const from = new Date(Date.UTC(2026, 10, 29, 0, 0, 0, 7));

  await shop.listOrders({ from, to: "2026-11-30T00:00:00.000Z", limit: 5 });
  await shop.iterateOrders({ from }).next();

  assert.equal(
    new URL(requests[0]!.url).search,
    "?from=2026-11-29T00%3A00%3A00.007Z&to=2026-11-30T00%3A00%3A00.000Z&limit=5",
  );
  assert.equal(new URL(requests[1]!.url).searchParams.get("from"), "2026-11-29T00:00:00.007Z");
});

test("a value that a query can't carry is not dropped", async () => {
  const { shop, requests } = shopOf([], { tokens: TOKENS });

  for (const from of [null, new Date(NaN), {}, ["2026-11-29T00:00:00.000Z"]]) {
    await assert.rejects(shop.listOrders({ from: from as unknown as Date }), InvalidArgument);
  }
  assert.equal(requests.length, 0);
});

test("an undefined filter is absent", async () => {
  const { shop, requests } = shopOf([json({ items: [] })]);

  // @ts-expect-error  under exactOptionalPropertyTypes
  await shop.listProducts({ category: undefined, limit: 5 });

  assert.equal(new URL(requests[0]!.url).search, "?limit=5");
});

test("a key needs no crypto.randomUUID, which is missing on plain http", async (context) => {
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  context.after(() => Reflect.deleteProperty(crypto, "randomUUID"));
  const { shop, requests } = shopOf([json(resultOf("createOrder"), 201)], { tokens: TOKENS });

  await shop.createOrder(ORDER);

  assert.match(requests[0]!.headers.get("Idempotency-Key")!, /^[0-9a-f]{32}$/);
});

test("an undefined key is a new one", async () => {
  const { shop, requests } = shopOf([json(resultOf("createOrder"), 201)], { tokens: TOKENS });

  await shop.createOrder(ORDER, { idempotencyKey: undefined as unknown as string });

  assert.match(requests[0]!.headers.get("Idempotency-Key")!, /^[0-9a-f]{32}$/);
});

test("middleware of the client below the shop still runs", async () => {
  const { shop, requests } = shopOf([empty(204)], { tokens: TOKENS });
  shop.client.use({ onRequest: ({ request }) => request.headers.set("X-Trace", "t") });

  await shop.clearCart();

  assert.equal(requests[0]!.headers.get("X-Trace"), "t");
});
