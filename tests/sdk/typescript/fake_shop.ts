// A fake shop that returns listed responses and records its requests.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { Shop, type OrderRequest, type ShopOptions, type TokenPair } from "ecommerce-api-client";

export const PRODUCT_ID = "01JD8QM3F5H7K9N1P3R5T7V9X1";
export const ETAG = '"01JD8QP9G2K4M6N8P0Q2R4S6T8"';
export const TOKENS: TokenPair = { accessToken: "old", refreshToken: "once", tokenType: "Bearer", expiresIn: 86400 };
export const FRESH: TokenPair = { ...TOKENS, accessToken: "new", refreshToken: "twice" };
export const CART = { items: [], totalAmount: 0, currency: "USD" };
export const ORDER: OrderRequest = {
  items: [{ productId: PRODUCT_ID, quantity: 1 }],
  shippingAddress: { street: "12 St James's Square", city: "London", postalCode: "SW1Y 4JH", country: "GB" },
  paymentMethod: { type: "card", token: "tok_visa" },
};

/** A call of a method with the contract's examples, and the JSON of its documented success; null if it has no body. */
export interface Call {
  operation_id: string;
  path: string[];
  body: object | null;
  status: number;
  result: object | null;
}

/** A call of every method. */
export const CALLS = JSON.parse(readFileSync(new URL("calls.json", import.meta.url), "utf-8")) as Call[];

/** Call a method, with other path parameters if given. */
export function call(shop: Shop, { operation_id, path, body }: Call, otherPath: unknown[] = path): Promise<unknown> {
  const method = shop[operation_id as keyof Shop] as (...values: unknown[]) => Promise<unknown>;
  return method.call(shop, ...otherPath, ...(body ? [body] : []));
}

/** Return the JSON of an operation's documented success. */
export function resultOf(operationId: string): object {
  return CALLS.find((each) => each.operation_id === operationId)!.result!;
}

export type Outcome = () => Response | Promise<Response>;

/** Return a client of a fake shop that returns these responses in order, and the requests that it receives. */
export function shopOf(outcomes: Outcome[], options: ShopOptions = {}): { shop: Shop; requests: Request[] } {
  const requests: Request[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    requests.push(request);
    const outcome = outcomes[requests.length - 1];
    assert.ok(outcome, `unexpected request: ${request.method} ${request.url}`);
    return outcome();
  };
  return { shop: new Shop("https://shop.test/v1", { retries: { firstWait: 0 }, ...options, fetch }), requests };
}

export function problem(status: number, kind: string, headers: Record<string, string> = {}): Outcome {
  const body = { type: `/docs/problems/${kind}`, title: kind, status, detail: "", instance: "/", requestId: "r" };
  return () =>
    new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json", ...headers } });
}

export const json =
  (body: object, status = 200, headers: Record<string, string> = {}): Outcome =>
  () =>
    Response.json(body, { status, headers });

export const text =
  (body: string, status = 200, mediaType = "text/html"): Outcome =>
  () =>
    new Response(body, { status, headers: { "Content-Type": mediaType } });

export const empty =
  (status: number, headers: Record<string, string> = {}): Outcome =>
  () =>
    new Response(null, { status, headers });

export const lost: Outcome = () => {
  throw new TypeError("fetch failed");
};

export const unsent: Outcome = () => {
  throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
};

/** Return a promise's rejection. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => assert.fail("the call succeeded"),
    (error: unknown) => error,
  );
}
