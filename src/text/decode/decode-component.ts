/**
 * Decodes a part of a URL or of a form.
 *
 * @returns the decoded text, or itself where it is not percent-encoded UTF-8
 */
export function decodeComponent(component: string): string {
  try {
    return decodeURIComponent(component)
  } catch {
    // A `%` of its own: the text is taken as it is spelled.
    return component
  }
}

/** Decodes a name or a value of a form, where a plus is a space. */
export function decodeFormComponent(component: string): string {
  return decodeComponent(component.replaceAll('+', ' '))
}
