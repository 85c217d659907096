import createClient, { type Client } from "openapi-fetch";

import { OPERATIONS } from "../contract.js";
import type { paths } from "../schema.js";
import { checkParameters, serializeQuery } from "./arguments.js";
import type { Operation } from "./operation.js";
import type { Retries } from "./retries.js";
import { withRetries, type Receive } from "./transport.js";

/** Return openapi-fetch's client, with checked arguments and responses, and retries. */
export function newClient(
  baseUrl: string,
  headers: Record<string, string>,
  receive: Receive,
  retries: Retries,
): Client<paths> {
  const called = new WeakMap<Request, Operation>();
  const client = createClient<paths>({
    baseUrl,
    headers,
    redirect: "manual",
    querySerializer: serializeQuery,
    fetch: withRetries(receive, retries, (request) => called.get(request)),
  });
  client.use({
    onRequest({ request, schemaPath, params }) {
      const operation = OPERATIONS[`${request.method} ${schemaPath}`];
      if (operation) {
        checkParameters(operation, schemaPath, params);
        called.set(request, operation);
      }
    },
  });
  return client;
}
