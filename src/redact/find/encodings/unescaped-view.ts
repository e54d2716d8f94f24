import { applyReplacements, createWayBack, type Replacement } from '../../replacement.ts'

/** A text with its escapes resolved, and the way back. */
export interface View {
  readonly text: string
  /** Finds where a part of this text is in the text that was given. */
  readonly toOriginal: (found: Replacement) => Replacement
  /** Whether escapes of some kinds only are resolved, since a known secret may hold what looks like one of another. */
  readonly isPartial?: boolean
}

/** How escapes begin: without one of these there are none. */
// oxlint-disable-next-line no-control-regex
const MARK = /%[0-7CE]|\\[\\/uUxe01]|&[a-z#]|[\0\u001b\u00ad\u200b-\u200f\u2060-\u2064\ufeff]|=(?:3D|\r?\n|\\)/
/** Of a terminal: colours and the like. Their letters are those that programs print. */
const COLOUR = String.raw`\u001b(?:\[[0-?]{0,20}[ -/]{0,4}[@-~]|\([0-2A-B])`
/** Characters without a width, in UTF-8. */
const INVISIBLE_IN_URL = '%C2%AD|%E2%80%8[B-F]|%E2%81%A[0-4]|%EF%BB%BF'
/** Beside other letters than those of secrets, they say how these are written. */
const INVISIBLE = String.raw`[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]{1,8}(?=[!-~])(?<=[!-~][^!-~]{1,8})`
/** A line of a mail that goes on. */
const LINE_GOES_ON = String.raw`=(?:\r?\n|\\{1,4}r\\{1,4}n|\\{1,4}n)`
/** Not where a whole word of base64 is before it, which ends with its padding. */
const PADDING_BEFORE = String.raw`(?<!=|(?:^|[^A-Za-z0-9+/])(?:[A-Za-z0-9+/]{4})+[A-Za-z0-9+/]{3})`
// URLs, JSON, JavaScript, C, mail and HTML.
const ESCAPES = [
  '%[0-7][0-9A-Fa-f]',
  INVISIBLE_IN_URL,
  // JSON inside JSON doubles the backslash, each time.
  String.raw`\\{1,4}(?:\/|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|U000[0-9a-fA-F]{5}|x[0-7][0-9a-fA-F]|[01][0-7]{2}|e(?=\[))`,
  // In mails: the sign itself, and a line that goes on.
  `=3D|${PADDING_BEFORE}${LINE_GOES_ON}`,
  // Latin letters in UTF-16 that were read as UTF-8.
  String.raw`\0`,
  '&(?:amp|lt|gt|quot|apos|shy|#0{0,4}\\d{1,3}|#[xX]0{0,4}[0-9a-fA-F]{1,2}|#820[3-7]|#[xX]200[bcdBCD]);',
  COLOUR,
  INVISIBLE,
]
const ESCAPE = new RegExp(ESCAPES.join('|'), 'g')
/** In a form, a space is a plus. */
const ESCAPE_OF_FORM = new RegExp([...ESCAPES, String.raw`\+`].join('|'), 'g')
/** Also where it may be padding. */
const ESCAPE_OF_MAIL = new RegExp(`=3D|${LINE_GOES_ON}`, 'g')
const GOES_ON = new RegExp(LINE_GOES_ON)
const FORM = /^[^\s"{}<>]{2,}$/
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&shy;', '\u00ad'],
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
  if (GOES_ON.test(text)) views.push({ ...resolve(view, escapesLike(text, ESCAPE_OF_MAIL)), isPartial: true })
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

// Of several kinds each by itself too.
function viewsByKind(view: View, escapes: readonly Replacement[]): readonly View[] {
  const kinds = Map.groupBy(escapes, ({ start }) => kindOf(view.text.charAt(start)))
  // What cannot be seen is no part of a secret.
  const unseen = kinds.get('') ?? []
  kinds.delete('')
  if (kinds.size < 2) return []
  return [...kinds.values()].map((ofKind) => ({
    ...resolve(view, [...ofKind, ...unseen].toSorted(byStart)),
    isPartial: true,
  }))
}

function kindOf(mark: string): string {
  return '%\\&=\0+'.includes(mark) ? mark : ''
}

function byStart(left: Replacement, right: Replacement): number {
  return left.start - right.start
}

function isForm(text: string): boolean {
  return text.includes('+') && text.includes('=') && FORM.test(text)
}

function escapesOf(text: string, isOfForm: boolean): readonly Replacement[] {
  if (!isOfForm && !MARK.test(text)) return []
  return escapesLike(text, isOfForm ? ESCAPE_OF_FORM : ESCAPE)
}

function escapesLike(text: string, pattern: RegExp): readonly Replacement[] {
  const escapes: Replacement[] = []
  for (const { 0: match, index } of text.matchAll(pattern))
    escapes.push({ start: index, end: index + match.length, as: unescape(match) })
  return escapes
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['=3D', '='],
  ['+', ' '],
  ['\0', ''],
])

function unescape(match: string): string {
  const sign = SIGNS.get(match)
  if (sign !== undefined) return sign
  if (isUnseen(match)) return ''
  if (match.startsWith('&')) return ENTITIES.get(match) ?? numericEntity(match)
  const code = match.replace(/^(?:%|\\+)/, '')
  if (code === '/') return '/'
  if (code === 'e') return '\u001b'
  if (match.startsWith('\\') && /^[01]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8))
  return codePoint(Number.parseInt(code.replace(/^(?:u\{?|U|x)/, ''), 16))
}

// A line of a mail that goes on, a colour, what has no width.
function isUnseen(match: string): boolean {
  return match.startsWith('=') || kindOf(match.charAt(0)) === '' || (match.startsWith('%') && match.length > 3)
}

// Beyond the last code point of Unicode there is no character.
function codePoint(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : ''
}

function numericEntity(match: string): string {
  const digits = match.slice(2, -1)
  return String.fromCharCode(/^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number(digits))
}
