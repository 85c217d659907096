// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import { UnexpectedAnswer } from "./problems.js";

/** Return the data of a response; throw an UnexpectedAnswer if it is empty. */
export function unwrap<Model>(result: { data?: Model; response: Response }): Model {
  if (result.data === undefined) {
    throw new UnexpectedAnswer(result.response.status, "The response is empty.");
  }
  return result.data;
}

/** Return a new random Idempotency-Key. */
export function newKey(): string {
  return crypto.randomUUID();
}
