// Copied by codegen from codegen/clients/typescript/package: change that, then `make generate`.
export { Operations } from "./operations.js";
export { SessionLost, ShopError, ShopProblem, UnexpectedAnswer } from "./runtime/problems.js";
export type { Retries } from "./runtime/retries.js";
export { Shop, type ShopOptions } from "./shop.js";
export type * from "./schema.js";
