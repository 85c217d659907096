// A server that never responds: the call times out, even if garbage is collected in the meantime.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { after, before, test } from "node:test";

import { Shop } from "ecommerce-api-client";

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

  await assert.rejects(shop.getHealth(), { name: "TimeoutError" });
});
