// Every operation accepts the successes that the contract gives it, and no other response.

import assert from "node:assert/strict";
import { test } from "node:test";

import { NotModified, OutcomeUnknown, ShopError, UnexpectedResponse } from "ecommerce-api-client";

import { CALLS, call, empty, ETAG, failure, json, ORDER, PRODUCT_ID, resultOf, shopOf } from "./fake_shop.js";
import { text, TOKENS, type Outcome } from "./fake_shop.js";

const PAGE = "<html>Welcome to the hotel's network";
const TAGGED = ["createProduct", "getProduct", "getAdminProduct", "updateProduct", "getProfile", "updateProfile"];
TAGGED.push("createOrder", "getOrder", "cancelOrder");
const PRODUCT = resultOf("getProduct");

async function readAll<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const read: Item[] = [];
  for await (const item of items) {
    read.push(item);
  }
  return read;
}

async function unexpected(operation: (typeof CALLS)[number], outcome: Outcome): Promise<UnexpectedResponse> {
  const { shop, requests } = shopOf([outcome], { tokens: TOKENS });
  const error = await failure(call(shop, operation));
  assert.ok(error instanceof UnexpectedResponse && error instanceof ShopError, String(error));
  assert.equal(requests.length, 1);
  return error;
}

for (const each of CALLS) {
  const { operation_id: name, status, result } = each;

  test(`the documented success is accepted: ${name}`, async () => {
    const { shop } = shopOf([result ? json(result, status) : empty(status)], { tokens: TOKENS });

    const returned = await call(shop, each);

    assert.deepEqual(returned, result ? { ...result, ...(TAGGED.includes(name) && { etag: "" }) } : undefined);
  });

  test(`a redirect is unexpected: ${name}`, async () => {
    for (const redirect of [301, 302, 303, 304, 307, 308]) {
      const error = await unexpected(each, empty(redirect, { Location: "https://elsewhere.test" }));
      assert.equal(error.status, redirect);
      assert.equal(error.headers.get("Location"), "https://elsewhere.test");
    }
  });

  test(`a page is unexpected: ${name}`, async () => {
    for (const other of [200, 201, 202, 203]) {
      const error = await unexpected(each, text(PAGE, other));
      assert.deepEqual([error.status, error.text], [other, PAGE]);
    }
  });

  test(`an undocumented success is unexpected: ${name}`, async () => {
    const error = await unexpected(each, json(result ?? {}, 206));
    assert.match(error.message, RegExp(`^${name}: .* 206, application/json`));
  });

  if (result) {
    test(`JSON that is no model is unexpected: ${name}`, async () => {
      for (const body of ["", "{", "[]", "null", "{}", '"ok"', "NaN", "\ufffd"]) {
        await unexpected(each, text(body, status, "application/json"));
      }
      for (const property of Object.keys(result)) {
        const wrong = { ...result, [property]: null };
        if (!["nextPage", "description", "paymentId", "reason"].includes(property)) {
          await unexpected(each, json(wrong, status));
        }
      }
    });
  }
}

test("redirects are not followed", async () => {
  const { shop, requests } = shopOf([json({ status: "ok", version: "1" })]);

  await shop.getHealth();

  assert.equal(requests[0]!.redirect, "manual");
});

test("items of a list have the shape of their model", async () => {
  const listed = CALLS.find((each) => each.operation_id === "listProducts")!;
  for (const items of ["abc", null, {}, [null], ["a"], [[]], [{ productId: PRODUCT_ID }]]) {
    await unexpected(listed, json({ items }));
  }
});

test("a list that never ends is unexpected", async () => {
  for (const tokens of [[null], [7], [["a"]], ["a", "a"], ["a", "b", "a"], ["a", "b", "c", "b"]]) {
    const { shop, requests } = shopOf(tokens.map((nextPage) => json({ items: [PRODUCT], nextPage })));

    const error = await failure(readAll(shop.iterateProducts()));

    assert.ok(error instanceof UnexpectedResponse, String(error));
    assert.match(error.message, /^listProducts, nextPage: /);
    assert.match(error.text, /nextPage/);
    assert.deepEqual([error.status, requests.length], [200, tokens.length]);
  }
});

test("a list ends with its last page", async () => {
  const page = { items: [PRODUCT] };
  const { shop, requests } = shopOf([json({ ...page, nextPage: "a" }), json({ items: [], nextPage: "b" }), json(page)]);

  assert.equal((await readAll(shop.iterateProducts({ category: "books" }))).length, 2);

  const sent = requests.map((request) => new URL(request.url).search);
  assert.deepEqual(sent, ["?category=books", "?category=books&page=a", "?category=books&page=b"]);
});

test("JSON of another media type is unexpected", async () => {
  const health = CALLS.find((each) => each.operation_id === "getHealth")!;
  const body = JSON.stringify({ status: "ok", version: "1" });
  for (const mediaType of ["text/plain", "text/json", "application/problem+json", ""]) {
    await unexpected(health, text(body, 200, mediaType));
  }

  const { shop } = shopOf([text(body, 200, "Application/JSON; charset=utf-8")]);
  assert.equal((await shop.getHealth()).status, "ok");
});

test("a failure that is no problem is unexpected", async () => {
  const health = CALLS.find((each) => each.operation_id === "getHealth")!;
  for (const body of ["<html>", "{", "[]", "null", '{"title": "no type"}']) {
    assert.equal((await unexpected(health, text(body, 403, "application/problem+json"))).text, body);
  }
});

test("an unexpected response keeps its body out of its message", async () => {
  const health = CALLS.find((each) => each.operation_id === "getHealth")!;
  const error = await unexpected(health, text("token-".repeat(1000)));

  assert.equal(error.text.length, 1000);
  assert.doesNotMatch(error.message, /token/);
});

test("an order with an unexpected response has an unknown outcome", async () => {
  const { shop, requests } = shopOf([json({ orderId: "o" }, 201)], { tokens: TOKENS });

  const error = await failure(shop.createOrder(ORDER));

  assert.ok(error instanceof OutcomeUnknown && error instanceof UnexpectedResponse);
  assert.equal(error.idempotencyKey, requests[0]!.headers.get("Idempotency-Key"));
});

test("a response with an ETag hands it out", async () => {
  for (const name of TAGGED) {
    const tagged = CALLS.find((each) => each.operation_id === name)!;
    const { shop } = shopOf([json(tagged.result!, tagged.status, { ETag: ETAG })], { tokens: TOKENS });

    assert.deepEqual(await call(shop, tagged), { ...tagged.result, etag: ETAG });
  }
});

test("an update takes the ETag of a read", async () => {
  const desk = resultOf("getProduct");
  const { shop, requests } = shopOf([json(desk, 200, { ETag: ETAG }), json(desk)], { tokens: TOKENS });

  const { name, price, category, stock, etag } = await shop.getProduct(PRODUCT_ID);
  await shop.updateProduct(PRODUCT_ID, { name, price, category, stock: stock + 5 }, { ifMatch: etag });

  assert.equal(requests[1]!.headers.get("If-Match"), ETAG);
});

test("an unchanged resource is not modified", async () => {
  const { shop, requests } = shopOf([empty(304, { ETag: ETAG })]);

  await assert.rejects(shop.getProduct(PRODUCT_ID, { ifNoneMatch: ETAG }), NotModified);

  assert.equal(requests[0]!.headers.get("If-None-Match"), ETAG);
});
