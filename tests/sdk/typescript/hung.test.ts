// A server that never responds: a call times out or is aborted, even if garbage is collected in the meantime.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { after, before, test } from "node:test";

import { Shop, type ConnectionFailed } from "ecommerce-api-client";

const open = new Set<Socket>();
let hung: Server;
let freeing: NodeJS.Timeout;

before(async () => {
  hung = createServer((socket) => open.add(socket)).listen(0, "127.0.0.1");
  await once(hung, "listening");
  freeing = setInterval(() => globalThis.gc!(), 20);
});

after(() => {
  clearInterval(freeing);
  open.forEach((socket) => socket.destroy());
  hung.close();
});

test("a call without a response times out", { timeout: 20_000 }, async () => {
  const { port } = hung.address() as AddressInfo;
  const shop = new Shop(`http://127.0.0.1:${port}/v1`, { timeout: 0.5, retries: { attempts: 1 } });

  await assert.rejects(shop.getHealth(), (error: ConnectionFailed) => {
    assert.equal(error.name, "ConnectionFailed");
    return (error.cause as Error).name === "TimeoutError";
  });
});

test("a call without a response can be aborted", { timeout: 20_000 }, async () => {
  const { port } = hung.address() as AddressInfo;
  const shop = new Shop(`http://127.0.0.1:${port}/v1`);
  const controller = new AbortController();
  const reason = new Error("the user left the page");
  const accepted = once(hung, "connection");

  const aborted = assert.rejects(shop.getHealth({ signal: controller.signal }), reason);
  await accepted;
  for (let collected = 0; collected < 5; collected++) {
    globalThis.gc!();
    await new Promise(setImmediate);
  }
  controller.abort(reason);

  await aborted;
});
