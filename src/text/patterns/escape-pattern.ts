/**
 * Escapes text, so that a pattern matches it literally.
 *
 * @returns the source of a pattern that matches exactly the text
 */
export function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
}
