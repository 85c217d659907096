import createClient, { type Client } from "openapi-fetch";

import { OPERATIONS } from "../contract.js";
import type { paths } from "../schema.js";
import { serialize, type Init } from "./arguments.js";
import type { Retries } from "./retries.js";
import { withRetries, type Receive } from "./transport.js";

const METHODS = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"] as const;

type Send = (path: string, init?: Init) => Promise<unknown>;

/** Return openapi-fetch's client, with checked arguments and responses, and retries. */
export function newClient(
  baseUrl: string,
  headers: Record<string, string>,
  receive: Receive,
  retries: Retries,
): Client<paths> {
  const client = createClient<paths>({ baseUrl, headers, redirect: "manual" });
  const sends = client as unknown as Record<string, Send>;
  for (const method of METHODS) {
    const send = sends[method]!;
    // Before openapi-fetch, which drops some arguments and throws a TypeError for others.
    sends[method] = async (path, init = {}) => {
      const key = `${method} ${path}`;
      const operation = OPERATIONS[key];
      const fetch = withRetries(receive, retries, operation);
      return send(path, { fetch, ...serialize(operation?.name ?? key, operation, path, init) });
    };
  }
  client.request = ((method: string, path: string, init?: Init) =>
    sends[method.toUpperCase()]!(path, init)) as typeof client.request;
  return client;
}
