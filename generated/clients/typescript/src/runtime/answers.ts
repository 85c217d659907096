// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
import { UnexpectedAnswer } from "./problems.js";

/** What an answer holds; an UnexpectedAnswer is thrown if it holds nothing. */
export function answered<Model>(answer: { data?: Model; response: Response }): Model {
  if (answer.data === undefined) {
    throw new UnexpectedAnswer(answer.response.status, "The answer is empty.");
  }
  return answer.data;
}

/** An Idempotency-Key that nobody has used. */
export function newKey(): string {
  return crypto.randomUUID();
}
