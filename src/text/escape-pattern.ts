/**
 * Makes text safe to stand for itself in a pattern.
 *
 * @returns the source of a pattern that matches exactly the text
 */
export function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
}
