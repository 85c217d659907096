// Arguments that break the contract are never sent, and no argument is dropped.

import assert from "node:assert/strict";
import { test } from "node:test";

import { InvalidArgument, Shop, ShopError, type ShopOptions } from "ecommerce-api-client";

import { CALLS, call, empty, failure, json, ORDER, problem, PRODUCT_ID } from "./fake_shop.js";
import { resultOf, shopOf, TOKENS } from "./fake_shop.js";

const BAD = ["..", ".", "", "a/b", "../orders", "%2e%2e", " ", "books\n", "Ü", null, undefined, 7];
const DESK = { name: "Desk", price: 1, category: "furniture" };
const SURROGATE = "secret \ud83d";
const circular: Record<string, unknown> = {};
circular["again"] = [circular];
const throwing = { toJSON: () => assert.fail("secret") };
const NO_TEXT = [NaN, Infinity, -Infinity, 10n, Symbol("a"), () => 1, new Date(NaN), new Map([[1, 2]]), SURROGATE];
const NO_JSON = [...NO_TEXT, undefined, [, 1], circular, /a/, { [Symbol("a")]: 1 }, { "\ud83d": 1 }];
const NO_OBJECT = [null, "secret", 7, true, [], new Map(), Symbol("a"), 10n];

/** Assert that a call throws an InvalidArgument that names it, the argument and a reason, and sends nothing. */
async function assertInvalid(each: (typeof CALLS)[number], argument: string, ...values: unknown[]): Promise<void> {
  const { shop, requests } = shopOf([], { tokens: TOKENS });
  const method = shop[each.operation_id as keyof Shop] as (...values: unknown[]) => Promise<unknown>;
  const error = await failure(method.call(shop, ...each.path, ...values));
  assert.ok(error instanceof InvalidArgument, String(error));
  assert.match(error.message, RegExp(`^${each.operation_id}: ${argument}[^:]*: \\S`));
  assert.doesNotMatch(error.message, /secret/);
  assert.equal(requests.length, 0);
}

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

for (const each of CALLS) {
  const { operation_id: name, body } = each;
  const before = [...(body ? [body] : []), ...(/^list/.test(name) ? [{}] : [])];

  test(`options that can't be followed are not dropped: ${name}`, async () => {
    for (const options of NO_OBJECT) {
      await assertInvalid(each, "options", ...before, options);
    }
    for (const signal of [null, {}, new AbortController()]) {
      await assertInvalid(each, "signal", ...before, { signal });
    }
    await assertInvalid(each, "timeout", ...before, { timeout: 1 });
  });

  if (body) {
    test(`a body that JSON can't carry is not sent: ${name}`, async () => {
      for (const value of NO_JSON) {
        await assertInvalid(each, "body.extra", { ...body, extra: value });
        await assertInvalid(each, "body.extra.0.a", { ...body, extra: [{ a: value }] });
      }
      for (const value of [...NO_OBJECT, undefined, { ...body, extra: throwing }]) {
        await assertInvalid(each, "body", value);
      }
    });
  }

  if (/^list/.test(name)) {
    test(`a filter that a query can't carry is not dropped: ${name}`, async () => {
      for (const value of [...NO_TEXT, null, {}, ["a"]]) {
        await assertInvalid(each, "status", { status: value });
      }
      for (const query of NO_OBJECT) {
        await assertInvalid(each, "query", query);
      }
    });
  }
}

test("an iterator drops no argument", async () => {
  const { shop, requests } = shopOf([], { tokens: TOKENS });

  for (const query of [null, "books", { category: null }] as unknown as { category: string }[]) {
    await assert.rejects(shop.iterateProducts(query).next(), InvalidArgument);
  }
  await assert.rejects(shop.iterateOrders({}, null as unknown as object).next(), InvalidArgument);
  assert.equal(requests.length, 0);
});

test("a body is sent with all that the caller passes", async () => {
  const { shop, requests } = shopOf([json(resultOf("addCartItem"))], { tokens: TOKENS });
  const line = { productId: PRODUCT_ID };
  class Own {
    g = 1;
  }
  const passed = { a: null, b: [line, line], c: new Date(7), d: "\u{1f600}\ufffd", e: -0.5, f: new Own() };

  await shop.addCartItem({ ...line, quantity: 2, ...passed });

  const sent = { ...line, quantity: 2, ...passed, c: "1970-01-01T00:00:00.007Z", f: { g: 1 } };
  assert.deepEqual(await requests[0]!.json(), sent);
});

test("the client below the shop checks headers and bodies too", async () => {
  const { shop, requests } = shopOf([], { tokens: TOKENS });
  const headers = { Authorization: "Bearer secret\nX: y" };

  const error = await failure(shop.client.request("get", "/cart", { headers }));
  assert.ok(error instanceof InvalidArgument);
  assert.match(error.message, /^getCart: Authorization: [^]*$/);
  assert.doesNotMatch(error.message, /secret/);
  const body = { productId: PRODUCT_ID, quantity: NaN };
  await assert.rejects(shop.client.POST("/cart/items", { body }), { message: /^addCartItem: body.quantity: .*NaN/ });
  assert.equal(requests.length, 0);
});

const SECRETS = ["secret\n", "secret\r\nX: y", "\0secret", "sécret", "secret ключ", "", " secret", 7, null];
const wrongTokens = (name: string): object[] => SECRETS.map((secret) => ({ ...TOKENS, [name]: secret }));
const WRONG_OPTIONS: Record<string, unknown[]> = {
  apiKey: SECRETS,
  tokens: [null, "secret", {}, ...["accessToken", "refreshToken"].flatMap(wrongTokens)],
  onTokens: [7, null],
  fetch: ["fetch"],
  timeout: [NaN, Infinity, -1, 0, "7", null, 1e9],
  retries: [7, null, { attempts: NaN }, { attempts: 0 }, { firstWait: -1 }, { longestWait: "7" }, { tries: 1 }],
  apikey: ["secret"],
};

for (const [name, values] of Object.entries(WRONG_OPTIONS)) {
  test(`a wrong option of the shop is an exception without its text: ${name}`, () => {
    for (const value of values) {
      const create = (): Shop => new Shop("https://shop.test/v1", { [name]: value } as ShopOptions);
      assert.throws(create, (error) => {
        assert.ok(error instanceof InvalidArgument, `${name}: ${String(error)}`);
        assert.match(error.message, RegExp(`^Shop[,:] ${name}`));
        return !/s.cret/.test(`${error.message} ${error.cause}`);
      });
    }
  });
}

test("a URL that can't be requested is an exception without its text", () => {
  for (const url of ["secret", "https://ada:secret@shop.test", "", undefined as unknown as string]) {
    assert.throws(() => new Shop(url), (error) => error instanceof InvalidArgument && !/secret/.test(error.message));
  }
});

test("undefined options of the shop are absent", async () => {
  const undefinedOnes = { apiKey: undefined, timeout: undefined, retries: { attempts: undefined, firstWait: 0 } };
  const busy = problem(429, "too-many-requests");
  const { shop, requests } = shopOf([busy, busy, busy, busy, busy], undefinedOnes as unknown as ShopOptions);

  await assert.rejects(shop.getHealth(), { kind: "too-many-requests" });
  assert.equal(requests.length, 5);
});

test("a fraction of a millisecond is a time-out", async () => {
  const { shop } = shopOf([json({ status: "ok", version: "1" })], { timeout: 1.0005 });

  assert.equal((await shop.getHealth()).status, "ok");
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
