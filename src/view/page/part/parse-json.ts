/** Parses a text that is JSON from its first to its last character: undefined for any other, also for a bare number. */
export function parseWholeJson(text: string): unknown {
  if (!/^\s*[[{"]/u.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    // A text that only begins like JSON.
    return undefined
  }
}
