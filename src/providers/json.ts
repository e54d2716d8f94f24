/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>

/**
 * Narrows a parsed JSON value to an object.
 *
 * @returns whether it is an object and no array
 */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Parses a text that may be anything.
 *
 * @returns its value, or undefined where it is not JSON
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is asked is whether the text is JSON; "no" is an answer here.
    return undefined
  }
}

/**
 * Follows property names through objects.
 *
 * @returns what is there, or undefined
 */
export function at(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const name of path) {
    if (!isJsonObject(found) || !Object.hasOwn(found, name)) return undefined
    found = found[name]
  }
  return found
}
