// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import { Attempts } from "./attempts.js";
import type { Operation } from "./operation.js";
import type { Retries } from "./retries.js";

export type Fetch = (request: Request) => Promise<Response>;

/** A response and its body. */
export interface Reply {
  response: Response;
  /** Its body; undefined unless it is complete and UTF-8. */
  text: string | undefined;
  /** The beginning of its body, for an exception. */
  start: string;
  /** Why its body can't be read to the end, such as a lost connection or a false encoding. */
  cut?: unknown;
}

/** A response, or the reason why there is none. */
export type Received = Reply | { error: unknown };
/** Receives a response. The signal isn't that of the request, whose clones lose theirs to Node's garbage collector. */
export type Receive = (request: Request, signal: AbortSignal) => Promise<Received>;

// More than an exception keeps.
const START_BYTES = 4000;

/** Return a function that receives responses whole, within a number of seconds. */
export function receiver(fetch: Fetch, timeout: number): Receive {
  return async (request, signal) => {
    signal.throwIfAborted();
    const deadline = AbortSignal.timeout(Math.ceil(timeout * 1000));
    const either = AbortSignal.any([signal, deadline]);
    const timed = new Request(request, { signal: either });
    // Node 20 garbage-collects a combined signal: the timer's listener keeps a reference.
    deadline.addEventListener("abort", () => void [signal, either, timed]);
    try {
      return await abortable(fetch(timed).then((response) => read(response, either)), either);
    } catch (error) {
      signal.throwIfAborted();
      return { error };
    }
  };
}

async function read(response: Response, signal: AbortSignal): Promise<Reply> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let cut: unknown;
  try {
    await drain(response.clone(), chunks);
  } catch (error) {
    signal.throwIfAborted();
    cut = error;
  }
  const body = await new Blob(chunks).arrayBuffer();
  const start = new TextDecoder().decode(body.slice(0, START_BYTES));
  return { response, start, text: cut === undefined ? decode(body) : undefined, cut };
}

async function drain(response: Response, chunks: Uint8Array<ArrayBuffer>[]): Promise<void> {
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    chunks.push(read.value);
  }
}

function decode(body: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** Return a fetch that retries, and throws a ShopError unless it gets a success of an operation. */
export function withRetries(receive: Receive, retries: Retries, operation: Operation | undefined): Fetch {
  return async (request) => {
    const attempts = new Attempts(retries, request, operation);
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
    if (signal.aborted) {
      abort();
    }
  });
}

async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000);
  });
  await abortable(waited, signal).finally(() => clearTimeout(timer));
}
