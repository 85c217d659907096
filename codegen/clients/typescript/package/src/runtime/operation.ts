/** The required structure of JSON: a type's name, a list with the shape of its items, or an object's properties. */
export type Shape = "string" | "number" | "boolean" | readonly [Shape] | { readonly [property: string]: Shape };

/** What the contract defines for an operation. */
export interface Operation {
  /** Its operationId. */
  readonly name: string;
  /** The patterns of its path and header parameters. */
  readonly patterns: Readonly<Record<string, RegExp>>;
  /** The JSON of its successful responses by status; null for one without a body. */
  readonly successes: Readonly<Record<number, Shape | null>>;
}

/** Return whether JSON has a shape; it may have more properties. */
export function hasShape(value: unknown, shape: Shape): boolean {
  if (typeof shape === "string") {
    return typeof value === shape;
  }
  if (isList(shape)) {
    return Array.isArray(value) && value.every((item) => hasShape(item, shape[0]));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const properties = value as Record<string, unknown>;
  return Object.entries(shape).every(([name, inner]) => hasShape(properties[name], inner));
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
