// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import { Attempts } from "./attempts.js";
import type { Operation } from "./operation.js";
import type { Retries } from "./retries.js";

export type Fetch = (request: Request) => Promise<Response>;
/** A response and its body, or the reason why there is none. */
export type Received = { response: Response; text: string } | { error: unknown };
/** Receives a response. The signal isn't that of the request, whose clones lose theirs to Node's garbage collector. */
export type Receive = (request: Request, signal: AbortSignal) => Promise<Received>;

/** Return a function that receives responses whole, within a number of seconds. */
export function receiver(fetch: Fetch, timeout: number): Receive {
  return async (request, signal) => {
    signal.throwIfAborted();
    const deadline = AbortSignal.timeout(timeout * 1000);
    const timed = new Request(request, { signal: AbortSignal.any([signal, deadline]) });
    // Node 20 garbage-collects a combined signal: the timer's listener keeps a reference.
    deadline.addEventListener("abort", () => void [signal, timed]);
    try {
      const response = await fetch(timed);
      return { response, text: await response.clone().text() };
    } catch (error) {
      signal.throwIfAborted();
      return { error };
    }
  };
}

/** Return a fetch that retries, and throws a ShopError unless it gets a success of the request's operation. */
export function withRetries(
  receive: Receive,
  retries: Retries,
  operationOf: (request: Request) => Operation | undefined,
): Fetch {
  return async (request) => {
    const attempts = new Attempts(retries, request, operationOf(request));
    for (;;) {
      const received = await receive(request.clone(), request.signal).catch((failure) => attempts.fail(failure));
      const wait = attempts.afterAttempt(received);
      if (wait === undefined && "response" in received) {
        return received.response;
      }
      await sleep(wait ?? 0, request.signal);
    }
  };
}

/** Return a promise's result, unless a signal aborts first. */
export function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000);
  });
  await abortable(waited, signal).finally(() => clearTimeout(timer));
}
