import { applyReplacements, createWayBack, type Replacement } from '../replacement.ts'

/** A text with its escapes resolved, and the way back. */
export interface View {
  readonly text: string
  /** Finds where a part of this text is in the text that was given. */
  readonly toOriginal: (found: Replacement) => Replacement
}

/** How escapes begin: without one of these there are none. */
const MARK = /[%\\&]/
// URLs, JSON, JavaScript and HTML.
const ESCAPE = new RegExp(
  [
    '%[0-7][0-9A-Fa-f]',
    // JSON inside JSON doubles the backslash, each time.
    String.raw`\\{1,4}(?:\/|u[0-9a-fA-F]{4}|x[0-7][0-9a-fA-F])`,
    '&(?:amp|lt|gt|quot|apos|#\\d{1,3}|#[xX][0-9a-fA-F]{1,2});',
  ].join('|'),
  'g',
)
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
])
/** A URL inside a URL inside a URL. */
const DEEPEST = 3

/**
 * Lists a text as it is, then with its escapes resolved, once for every level of them: the shapes of tokens are made of
 * `:`, `/`, `@` and `=`, which other texts escape, and a secret may be spelled in escapes as a whole.
 *
 * @returns the text and, where it has escapes, its views
 */
export function viewsOf(text: string): readonly View[] {
  let view: View = { text, toOriginal: (found) => found }
  const views = [view]
  for (let level = 0; level < DEEPEST; level += 1) {
    const escapes = escapesOf(view.text)
    if (escapes.length === 0) break
    if (level === 0) views.push(...viewsByKind(view, escapes))
    view = resolve(view, escapes)
    views.push(view)
  }
  return views
}

function resolve({ text, toOriginal }: View, escapes: readonly Replacement[]): View {
  const wayBack = createWayBack(escapes)
  return { text: applyReplacements(text, escapes), toOriginal: (found) => toOriginal(wayBack(found)) }
}

// Of several kinds each by itself too: a secret may hold what looks like an escape of another.
function viewsByKind(view: View, escapes: readonly Replacement[]): readonly View[] {
  const kinds = [...Map.groupBy(escapes, ({ start }) => view.text[start]).values()]
  return kinds.length === 1 ? [] : kinds.map((ofKind) => resolve(view, ofKind))
}

function escapesOf(text: string): readonly Replacement[] {
  if (!MARK.test(text)) return []
  const escapes: Replacement[] = []
  for (const { 0: match, index } of text.matchAll(ESCAPE))
    escapes.push({ start: index, end: index + match.length, as: unescape(match) })
  return escapes
}

function unescape(match: string): string {
  if (match.startsWith('&')) return ENTITIES.get(match) ?? numericEntity(match)
  const code = match.replace(/^(?:%|\\+)/, '')
  if (code === '/') return '/'
  return String.fromCharCode(Number.parseInt(code.replace(/^[ux]/, ''), 16))
}

function numericEntity(match: string): string {
  const digits = match.slice(2, -1)
  return String.fromCharCode(/^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number(digits))
}

// In mails and key files, and as JSON has the line breaks.
const WRAP = /(?<=[A-Za-z0-9+/]{40})(?:\r?\n|(?:\\{1,4}r)?\\{1,4}n)[ \t]{0,16}(?=[A-Za-z0-9+/])/g

/**
 * Gives a text without the line breaks that wrap base64. Words of two lines become one in it: it is good for base64
 * only.
 *
 * @returns the text; undefined where nothing is wrapped
 */
export function unwrappedView(text: string): View | undefined {
  if (!text.includes('\n') && !text.includes('\\')) return undefined
  const breaks: Replacement[] = []
  for (const { 0: match, index } of text.matchAll(WRAP))
    breaks.push({ start: index, end: index + match.length, as: '' })
  return breaks.length === 0 ? undefined : { text: applyReplacements(text, breaks), toOriginal: createWayBack(breaks) }
}
