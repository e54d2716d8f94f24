/**
 * A JSON value in its one canonical spelling. Scalars are JSON tokens, so that nothing a JavaScript value cannot hold
 * is lost: `-0`, `1e400`, integers beyond 2^53. Lists are arrays.
 */
export type JsonNode = string | JsonRecord | readonly JsonNode[]

/** Members of an object as parallel lists, sorted by name; a name that came twice is there twice, in its order. */
export interface JsonRecord {
  /** JSON string tokens: the quotes belong to them. */
  readonly names: readonly string[]
  readonly values: readonly JsonNode[]
}

/**
 * Distinguishes lists from objects: `Array.isArray` does not narrow read-only arrays.
 *
 * @returns whether it is a list
 */
export function isJsonList(node: JsonNode): node is readonly JsonNode[] {
  return Array.isArray(node)
}
