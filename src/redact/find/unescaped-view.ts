import { applyReplacements, createWayBack, type Replacement } from '../replacement.ts'

/** A text with its escapes resolved, and the way back. */
export interface View {
  readonly text: string
  /** Finds where a part of this text is in the text that was given. */
  readonly toOriginal: (found: Replacement) => Replacement
}

/** How escapes begin: without one of these there are none. */
const MARK = /[%\\&\0]|=(?:3D|\r?\n)/
// URLs, JSON, JavaScript, C, mail and HTML.
const ESCAPES = [
  '%[0-7][0-9A-Fa-f]',
  // JSON inside JSON doubles the backslash, each time.
  String.raw`\\{1,4}(?:\/|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|U000[0-9a-fA-F]{5}|x[0-7][0-9a-fA-F]|[01][0-7]{2})`,
  // In mails: the sign itself, and a line that goes on; a whole word of base64 ends with its padding.
  String.raw`=3D|(?<!=|(?:^|[^A-Za-z0-9+/])(?:[A-Za-z0-9+/]{4})+[A-Za-z0-9+/]{3})=(?:\r?\n|\\{1,4}r\\{1,4}n|\\{1,4}n)`,
  // Latin letters in UTF-16 that were read as UTF-8.
  String.raw`\0`,
  '&(?:amp|lt|gt|quot|apos|#0{0,4}\\d{1,3}|#[xX]0{0,4}[0-9a-fA-F]{1,2});',
]
const ESCAPE = new RegExp(ESCAPES.join('|'), 'g')
/** In a form, a space is a plus. */
const ESCAPE_OF_FORM = new RegExp([...ESCAPES, String.raw`\+`].join('|'), 'g')
const FORM = /^[^\s"{}<>]{2,}$/
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
  let view: View = { text, toOriginal: text.includes('\0') ? (found) => widen(text, found) : (found) => found }
  const views = [view]
  for (let level = 0; level < DEEPEST; level += 1) {
    const escapes = escapesOf(view.text, level === 0 && isForm(text))
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

// What replaces letters of UTF-16 has a zero behind each of its own, and behind the last where there was one.
function widen(text: string, found: Replacement): Replacement {
  const { start, end, as } = found
  if (!text.slice(start, end).includes('\0')) return found
  const wide = as.split('').join('\0')
  return { start, end, as: (end - start) % 2 === 0 ? `${wide}\0` : wide }
}

// Of several kinds each by itself too: a secret may hold what looks like an escape of another.
function viewsByKind(view: View, escapes: readonly Replacement[]): readonly View[] {
  const kinds = [...Map.groupBy(escapes, ({ start }) => view.text[start]).values()]
  return kinds.length === 1 ? [] : kinds.map((ofKind) => resolve(view, ofKind))
}

function isForm(text: string): boolean {
  return text.includes('+') && text.includes('=') && FORM.test(text)
}

function escapesOf(text: string, isOfForm: boolean): readonly Replacement[] {
  if (!isOfForm && !MARK.test(text)) return []
  const escapes: Replacement[] = []
  for (const { 0: match, index } of text.matchAll(isOfForm ? ESCAPE_OF_FORM : ESCAPE))
    escapes.push({ start: index, end: index + match.length, as: unescape(match) })
  return escapes
}

function unescape(match: string): string {
  if (match === '\0' || match.startsWith('=')) return match === '=3D' ? '=' : ''
  if (match === '+') return ' '
  if (match.startsWith('&')) return ENTITIES.get(match) ?? numericEntity(match)
  const code = match.replace(/^(?:%|\\+)/, '')
  if (code === '/') return '/'
  if (match.startsWith('\\') && /^[01]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8))
  return codePoint(Number.parseInt(code.replace(/^(?:u\{?|U|x)/, ''), 16))
}

// Beyond the last code point of Unicode there is no character.
function codePoint(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : ''
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
