// A server that never finishes: a call times out or is aborted, even if garbage is collected in the meantime.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { after, before, test } from "node:test";

import { Shop, type ConnectionFailed, type ShopOptions } from "ecommerce-api-client";

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
const QUICK: ShopOptions = { timeout: 0.5, retries: { attempts: 1 } };
const LIMIT = { timeout: 20_000 };

const open = new Set<Socket>();
const servers: Server[] = [];
let freeing: NodeJS.Timeout;

before(() => {
  freeing = setInterval(() => globalThis.gc!(), 20);
});

after(() => {
  clearInterval(freeing);
  open.forEach((socket) => socket.destroy());
  servers.forEach((server) => server.close());
});

/** Return a client of a server of its own. */
async function shopOf(serve: (socket: Socket) => void, options = QUICK): Promise<{ shop: Shop; server: Server }> {
  const server = createServer((socket) => serve(socket.on("error", () => socket.destroy())));
  server.on("connection", (socket) => open.add(socket)).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { shop: new Shop(`http://127.0.0.1:${port}/v1`, options), server };
}

const timedOut = (error: ConnectionFailed): boolean =>
  error.name === "ConnectionFailed" && (error.cause as Error).name === "TimeoutError";

test("a call without a response times out", LIMIT, async () => {
  const { shop } = await shopOf(() => undefined);

  await assert.rejects(shop.getHealth(), timedOut);
});

test("a response whose body never ends times out", LIMIT, async () => {
  let sent = 0;
  const drip = (socket: Socket): void => {
    sent++;
    socket.write(" \r\n1\r\n", () => setImmediate(() => socket.writable && drip(socket)));
  };
  const { shop } = await shopOf((socket) => void socket.write(`${HEAD}1\r\n`, () => drip(socket)));

  await assert.rejects(shop.getHealth(), timedOut);
  assert.ok(sent > 1, String(sent));
});

test("a fetch that ignores its signal times out, its body included", LIMIT, async () => {
  const endless = new Response(new ReadableStream(), { headers: { "Content-Type": "application/json" } });
  for (const outcome of [new Promise<Response>(() => undefined), Promise.resolve(endless)]) {
    const shop = new Shop("https://shop.test/v1", { ...QUICK, timeout: 0.05, fetch: () => outcome });

    await assert.rejects(shop.getHealth(), timedOut);
  }
});

test("a call without a response can be aborted", LIMIT, async () => {
  const { shop, server } = await shopOf(() => undefined, {});
  const controller = new AbortController();
  const reason = new Error("the user left the page");
  const accepted = once(server, "connection");

  const aborted = assert.rejects(shop.getHealth({ signal: controller.signal }), reason);
  await accepted;
  for (let collected = 0; collected < 5; collected++) {
    globalThis.gc!();
    await new Promise(setImmediate);
  }
  controller.abort(reason);

  await aborted;
});
