/**
 * Parses a text that may be anything.
 *
 * @returns its value, or undefined where it is not JSON
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The caller asks whether the text is JSON; "no" is an answer here.
    return undefined
  }
}
