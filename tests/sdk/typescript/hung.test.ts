// A shop that takes what it is asked and never answers: its caller gives up in time, whatever memory is freed meanwhile.

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

test("what is never answered is given up in time", { timeout: 20_000 }, async () => {
  const { port } = hung.address() as AddressInfo;
  const shop = new Shop(`http://127.0.0.1:${port}/v1`, { timeout: 0.5, retries: { attempts: 1 } });

  await assert.rejects(shop.getHealth(), { name: "TimeoutError" });
});
