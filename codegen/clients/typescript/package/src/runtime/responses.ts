import { PROBLEM } from "../contract.js";
import type { Problem } from "../schema.js";
import { hasShape, type Operation, type Shape } from "./operation.js";
import { NotModified, ShopProblem, UnexpectedResponse, type ShopError } from "./problems.js";
import type { Reply } from "./transport.js";

/** A model with the ETag of its version, for `ifMatch`. */
export type Tagged<Model> = Model & { etag: string };

/** The result of openapi-fetch's client. */
export interface Result<Model> {
  data?: Model;
  response: Response;
}

/** Return the data of a successful response; throw a NotModified if there is none, because it hasn't changed. */
export function unwrap<Model>({ data, response }: Result<Model>): Model {
  if (data === undefined) {
    throw new NotModified(`The ETag is still ${response.headers.get("ETag")}.`);
  }
  return data;
}

/** Return the data of a successful response with its ETag. */
export function unwrapTagged<Model>(result: Result<Model>): Tagged<Model> {
  return { ...unwrap(result), etag: result.response.headers.get("ETag") ?? "" };
}

/** Return the exception for a response; undefined for a success of its operation. */
export function failureOf(
  request: Request,
  operation: Operation | undefined,
  { response, text, start, cut }: Reply,
): ShopError | undefined {
  if (text !== undefined) {
    const failed = response.status >= 400;
    const known = failed ? problemOf(response, text) : undefined;
    if (known !== undefined || (!failed && isSuccess(request, operation, response, text))) {
      return known;
    }
  }
  return new UnexpectedResponse(response, start, nameOf(request, operation), { cause: cut });
}

/** Return the name of a request's operation, or its method and path. */
export function nameOf(request: Request, operation: Operation | undefined): string {
  return operation?.name ?? `${request.method} ${new URL(request.url).pathname}`;
}

/** Return whether a response calls its body a problem (RFC 9457). */
export function isProblem(response: Response): boolean {
  return mediaType(response) === "application/problem+json";
}

/** Return the Retry-After of a response in seconds, if it has one. */
export function secondsToWait(response: Response): number | undefined {
  const value = response.headers.get("Retry-After") ?? "";
  return /^[0-9]{1,9}$/.test(value) ? Number(value) : undefined;
}

function isSuccess(request: Request, operation: Operation | undefined, response: Response, text: string): boolean {
  const shape = operation?.successes[response.status];
  if (operation === undefined || shape === undefined) {
    return operation === undefined && response.ok;
  }
  if (shape === null) {
    return text === "" && (response.status !== 304 || request.headers.has("If-None-Match"));
  }
  return mediaType(response) === "application/json" && parse(text, shape) !== undefined;
}

function problemOf(response: Response, text: string): ShopProblem | undefined {
  const problem = isProblem(response) ? (parse(text, PROBLEM) as Problem | undefined) : undefined;
  return problem?.status === response.status ? new ShopProblem(problem, secondsToWait(response)) : undefined;
}

function parse(text: string, shape: Shape): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return hasShape(value, shape) ? value : undefined;
  } catch {
    return undefined;
  }
}

function mediaType(response: Response): string {
  return (response.headers.get("Content-Type") ?? "").split(";")[0]!.trim().toLowerCase();
}
