// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
export { Operations } from "./operations.js";
export type { Options } from "./runtime/arguments.js";
export {
  ConnectionFailed,
  InvalidArgument,
  NotModified,
  OutcomeUnknown,
  SessionLost,
  ShopError,
  ShopProblem,
  UnexpectedResponse,
} from "./runtime/problems.js";
export type { Tagged } from "./runtime/responses.js";
export type { Retries } from "./runtime/retries.js";
export { Shop, type ShopOptions } from "./shop.js";
export type * from "./schema.js";
