import { applyReplacements, mapToOriginal, type Replacement } from './replacement.ts'

/** A text with its escapes resolved, and the way back. */
export interface View {
  readonly text: string
  /** Finds where a part of this text stands in the text that was given. */
  readonly toOriginal: (found: Replacement) => Replacement
}

const ESCAPE = /%[0-7][0-9A-Fa-f]|\\\/|\\u00[0-7][0-9A-Fa-f]/g
/** A URL inside a URL inside a URL. */
const DEEPEST = 3

/**
 * Lists a text as it is, then with its URL and JSON escapes of ASCII characters resolved, once for every level of them:
 * the shapes of tokens are made of `:`, `/`, `@` and `=`, which other texts escape.
 *
 * @returns the text and, where it has escapes, its views
 */
export function viewsOf(text: string): readonly View[] {
  const views: View[] = [{ text, toOriginal: (found) => found }]
  for (let level = 0; level < DEEPEST; level += 1) {
    const outer = views.at(-1)
    const escapes = outer === undefined ? [] : escapesOf(outer.text)
    if (outer === undefined || escapes.length === 0) break
    views.push({
      text: applyReplacements(outer.text, escapes),
      toOriginal: (found) => outer.toOriginal(mapToOriginal(escapes, found)),
    })
  }
  return views
}

function escapesOf(text: string): readonly Replacement[] {
  if (!text.includes('%') && !text.includes('\\')) return []
  return [...text.matchAll(ESCAPE)].map(({ 0: match, index }) => ({
    start: index,
    end: index + match.length,
    as: unescape(match),
  }))
}

function unescape(match: string): string {
  return match === String.raw`\/` ? '/' : String.fromCodePoint(Number.parseInt(match.slice(-2), 16))
}
