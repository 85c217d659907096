// A session is refreshed once, shared by all calls, and never overwrites the session of a later login.

import assert from "node:assert/strict";
import { test } from "node:test";

import { InvalidArgument, type TokenPair } from "ecommerce-api-client";

import { CART, failure, FRESH, json, lost, problem, shopOf, TOKENS, type Outcome } from "./fake_shop.js";

const LIMIT = { timeout: 20_000 };
const REASON = new Error("the user left the page");
const CREDENTIALS = { email: "ada@example.com", password: "secret" };
const LOGIN: TokenPair = { ...TOKENS, accessToken: "login", refreshToken: "login" };
const expired = problem(401, "unauthorized");

/** Return a promise and the function that fulfils it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => assert.fail("the gate has no promise");
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Wait until everything that is ready has run. */
const settled = (): Promise<void> => new Promise(setImmediate);

const RESULTS: Record<string, Outcome> = { "new tokens": json(FRESH), "a lost response": lost, "a refusal": expired };

for (const [name, refreshed] of Object.entries(RESULTS)) {
  test(`a login during a refresh keeps its session after ${name}`, LIMIT, async () => {
    const { opened, open } = gate();
    const refreshing: Outcome = () => opened.then(refreshed);
    const stored: (string | undefined)[] = [];
    const onTokens = (tokens: TokenPair | undefined): number => stored.push(tokens?.accessToken);
    const { shop, requests } = shopOf([expired, refreshing, json(LOGIN), json(CART)], { tokens: TOKENS, onTokens });

    const call = shop.getCart();
    while (requests.length < 2) await settled();
    await shop.loginUser(CREDENTIALS);
    open();
    await call;

    assert.equal(shop.tokens?.accessToken, "login");
    assert.deepEqual(stored, ["login"]);
    assert.equal(requests[3]!.headers.get("Authorization"), "Bearer login");
  });
}

test("the session of a login during a refresh is refreshed, too", LIMIT, async () => {
  const { opened, open } = gate();
  const outcomes = [() => opened.then(lost), json(LOGIN), expired, json(FRESH), json(CART)];
  const { shop, requests } = shopOf(outcomes, { tokens: TOKENS });

  const refresh = shop.refresh();
  while (requests.length < 1) await settled();
  await shop.loginUser(CREDENTIALS);
  await shop.getCart();
  open();

  assert.equal((await refresh)?.accessToken, "new");
  assert.equal(shop.tokens?.accessToken, "new");
});

test("a logout during a refresh ends the session", LIMIT, async () => {
  const { opened, open } = gate();
  const refreshing: Outcome = () => opened.then(json(FRESH));
  const { shop, requests } = shopOf([refreshing, () => new Response(null, { status: 204 })], { tokens: TOKENS });

  const refresh = shop.refresh();
  while (requests.length < 1) await settled();
  await shop.logoutUser();
  open();

  assert.equal(await refresh, undefined);
  assert.equal(shop.tokens, undefined);
});

for (const slow of ["new", "login"]) {
  test(`the tokens of a login are stored last, however slowly onTokens stores: ${slow}`, LIMIT, async () => {
    const { opened, open } = gate();
    const started: unknown[] = [];
    const stored: (string | undefined)[] = [];
    const onTokens = async (tokens: TokenPair | undefined): Promise<void> => {
      started.push(tokens);
      if (tokens?.accessToken === slow) await opened;
      stored.push(tokens?.accessToken);
    };
    const { shop } = shopOf([json(FRESH), json(LOGIN)], { tokens: TOKENS, onTokens });

    const refresh = shop.refresh();
    while (started.length < 1) await settled();
    const login = shop.loginUser(CREDENTIALS);
    await settled();
    open();
    await Promise.all([refresh, login]);

    assert.equal(shop.tokens?.accessToken, "login");
    assert.deepEqual(stored, ["new", "login"]);
  });
}

test("a refresh that ends while a login is stored leaves no trace", LIMIT, async () => {
  const [refreshed, loginStored] = [gate(), gate()];
  const stored: (string | undefined)[] = [];
  const onTokens = async (tokens: TokenPair | undefined): Promise<void> => {
    stored.push(tokens?.accessToken);
    await loginStored.opened;
  };
  const refreshing: Outcome = () => refreshed.opened.then(json(FRESH));
  const { shop } = shopOf([refreshing, json(LOGIN)], { tokens: TOKENS, onTokens });

  const refresh = shop.refresh();
  const login = shop.loginUser(CREDENTIALS);
  while (stored.length < 1) await settled();
  refreshed.open();
  await settled();
  loginStored.open();
  await login;

  assert.equal((await refresh)?.accessToken, "login");
  assert.deepEqual(stored, ["login"]);
});

test("an aborted refresh ends one wait, and the refresh goes on for the others", LIMIT, async () => {
  const { opened, open } = gate();
  const { shop, requests } = shopOf([() => opened.then(json(FRESH))], { tokens: TOKENS });
  const controller = new AbortController();

  const aborted = failure(shop.refresh({ signal: controller.signal }));
  const other = shop.refresh({ signal: new AbortController().signal });
  while (requests.length < 1) await settled();
  controller.abort(REASON);

  assert.equal(await aborted, REASON);
  open();
  assert.equal((await other)?.accessToken, "new");
  assert.equal(requests.length, 1);
});

test("a refresh whose only caller aborts keeps the new tokens", LIMIT, async () => {
  const { opened, open } = gate();
  const stored = gate();
  const options = { tokens: TOKENS, onTokens: stored.open };
  const { shop, requests } = shopOf([() => opened.then(json(FRESH))], options);
  const controller = new AbortController();

  const aborted = failure(shop.refresh({ signal: controller.signal }));
  while (requests.length < 1) await settled();
  controller.abort(REASON);
  await aborted;
  open();
  await stored.opened;
  await settled();

  assert.equal(shop.tokens?.accessToken, "new");
});

test("a refresh with an aborted signal, or with wrong options, sends nothing", async () => {
  const { shop, requests } = shopOf([], { tokens: TOKENS });

  await assert.rejects(shop.refresh({ signal: AbortSignal.abort(REASON) }), REASON);
  for (const options of [null, 7, { signal: {} }, { force: true }] as object[]) {
    await assert.rejects(shop.refresh(options), { name: "InvalidArgument", message: /^refresh: / });
  }
  assert.equal(requests.length, 0);
});

test("a token of the shop that a header can't carry is an exception without its text", async () => {
  const { shop, requests } = shopOf([json({ ...TOKENS, accessToken: "secret\n1" })]);

  await shop.loginUser(CREDENTIALS);
  const error = await failure(shop.getCart());

  assert.ok(error instanceof InvalidArgument, String(error));
  assert.doesNotMatch(error.message, /secret/);
  assert.equal(requests.length, 1);
});
