// Bodies that can't be decoded, from a real server: the exception has all that arrived.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { OutcomeUnknown, Shop, ShopProblem, UnexpectedResponse } from "ecommerce-api-client";

import { failure, ORDER, TOKENS } from "./fake_shop.js";

const HEALTH = '{"status": "ok", "version": "1"}';
const JSON_TYPE = { "Content-Type": "application/json", "X-Request-Id": "r" };
const PROBLEM = '{"type": "/p/x", "title": "x", "status": 404, "detail": "\xff", "instance": "/", "requestId": "r"}';

type Answer = (response: ServerResponse) => void;

const whole =
  (body: string | Buffer, headers: object = {}, status = 200): Answer =>
  (response) =>
    response.writeHead(status, { ...JSON_TYPE, ...headers }).end(body);

// An answer, and the beginning of its body that arrives.
const UNDECODABLE: Record<string, [Answer, RegExp]> = {
  "false gzip": [whole("not compressed", { "Content-Encoding": "gzip" }), /^/],
  "false deflate": [whole("not compressed", { "Content-Encoding": "deflate" }), /^/],
  "truncated gzip": [whole(gzipSync(HEALTH).subarray(0, -20), { "Content-Encoding": "gzip" }), /^/],
  "a truncated body": [
    (response) => {
      response.writeHead(200, { ...JSON_TYPE, "Content-Length": "1000" });
      response.write(HEALTH, () => setImmediate(() => response.destroy()));
    },
    /^\{"status": "ok"/,
  ],
  "a truncated chunk": [
    (response) => {
      response.writeHead(200, JSON_TYPE);
      response.write(HEALTH, () => setImmediate(() => response.destroy()));
    },
    /^\{"status": "ok"/,
  ],
  "bad UTF-8": [whole(Buffer.from('{"status": "\xff", "version": "1"}', "latin1")), /^\{"status": "\ufffd"/],
  "UTF-16": [whole(Buffer.from(HEALTH, "utf16le")), /^\{\0"/],
  "truncated JSON": [whole(HEALTH.slice(0, -1)), /^\{"status": "ok"/],
  "JSON with a suffix": [whole(`${HEALTH}<html>`), /<html>$/],
  "an empty body": [whole(""), /^$/],
};

let answer: Answer;
let received = 0;
const server = createServer((request, response) => {
  received++;
  request.resume().on("end", () => answer(response));
});

before(() => once(server.listen(0, "127.0.0.1"), "listening"));
after(() => {
  server.closeAllConnections();
  server.close();
});

function shopOf(attempts = 1): Shop {
  const { port } = server.address() as AddressInfo;
  return new Shop(`http://127.0.0.1:${port}/v1`, { tokens: TOKENS, retries: { attempts, firstWait: 0 } });
}

for (const [name, [given, start]] of Object.entries(UNDECODABLE)) {
  test(`a body that can't be decoded is unexpected: ${name}`, { timeout: 20_000 }, async () => {
    answer = given;

    const error = await failure(shopOf().getHealth());

    assert.ok(error instanceof UnexpectedResponse, String(error));
    assert.deepEqual([error.status, error.headers.get("X-Request-Id")], [200, "r"]);
    assert.match(error.text, start);
  });

  test(`an order whose response can't be decoded keeps its key: ${name}`, { timeout: 20_000 }, async () => {
    answer = given;

    const error = await failure(shopOf(2).createOrder(ORDER, { idempotencyKey: "mine" }));

    assert.ok(error instanceof UnexpectedResponse && error instanceof OutcomeUnknown, String(error));
    assert.equal(error.idempotencyKey, "mine");
  });
}

test("a problem that can't be decoded is unexpected", { timeout: 20_000 }, async () => {
  const type = { "Content-Type": "application/problem+json" };
  answer = whole(Buffer.from(PROBLEM, "latin1"), type, 404);
  assert.ok((await failure(shopOf().getHealth())) instanceof UnexpectedResponse);

  answer = whole(PROBLEM, type, 404);
  assert.ok((await failure(shopOf().getHealth())) instanceof ShopProblem);
});

test("a page in another encoding is thrown without a retry", { timeout: 20_000 }, async () => {
  answer = whole(Buffer.from("<html>Caf\xe9", "latin1"), { "Content-Type": "text/html; charset=iso-8859-1" });
  received = 0;

  assert.ok((await failure(shopOf(5).getHealth())) instanceof UnexpectedResponse);
  assert.equal(received, 1);
});

test("a compressed body is read", { timeout: 20_000 }, async () => {
  answer = whole(gzipSync(HEALTH), { "Content-Encoding": "gzip" });

  assert.equal((await shopOf().getHealth()).status, "ok");
});
