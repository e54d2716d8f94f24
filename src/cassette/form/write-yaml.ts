import { steadyBreak } from '../../text/steady-break.ts'

/** Plain data as JSON knows it. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue }

const STEP = '  '
/** Longer lines are broken: reviews show no line of a million characters. */
const LONGEST_LINE = 1900
const BROKEN_LINE = 1000
const SHORTEST_LINE = 300
const QUOTED_LENGTH = 60
/**
 * Words that some YAML version reads as something else than text; numbers and dates start with a digit, sign or dot.
 */
const RESERVED = /^(?:null|true|false|yes|no|on|off|y|n)$/i
const PLAIN = /^[A-Za-z_$][A-Za-z0-9_$/.,;=+()'!?-]*(?: [A-Za-z0-9_$/.+(][A-Za-z0-9_$/.,;=+()'!?-]*)*$/
const URL_TEXT = /^https?:\/\/[A-Za-z0-9._~:/?&=%+@-]*[A-Za-z0-9_~/=&-]$/
/**
 * Ends in a line of nothing but blanks, which `yaml` leaves out of a block and editors cut off; or has no line at all.
 */
const BLANK_END = /(?:^|\n)[ \t]+\n*$|^\n*$/
/**
 * What a literal block cannot hold exactly: control characters, other line breaks, byte order marks, lone surrogates.
 */
const UNPRINTABLE = /[^\t\n\u0020-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u

/**
 * Writes plain data as a block of YAML 1.2 that every parser of 1.1 and 1.2 reads alike.
 *
 * @param entries - the entries of a mapping
 * @param depth - how many steps it is indented
 * @returns lines, each with its line break
 */
export function writeMapping(entries: { readonly [key: string]: PlainValue }, depth: number): string {
  let text = ''
  for (const [key, value] of Object.entries(entries))
    text += `${STEP.repeat(depth)}${writeKey(key)}:${writeValue(value, depth)}`
  return text
}

/** Whether a text can be written without quotes, or as a key, for every parser of YAML 1.1 and 1.2. */
export function isPlainWords(text: string): boolean {
  return text.length <= 120 && PLAIN.test(text) && !RESERVED.test(text)
}

/** Whether a text can be written without quotes as a value: plain words, or a URL. */
export function isPlainValue(text: string): boolean {
  return URL_TEXT.test(text) || isPlainWords(text)
}

/** Whether a text can be written as a literal block without losing a character. */
export function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text)
}

function writeKey(key: string): string {
  return isPlainWords(key) ? key : quote(key)
}

// What follows `key:` or `-`, line break included.
function writeValue(value: PlainValue, depth: number): string {
  if (typeof value === 'string') return ` ${writeText(value, depth + 1)}`
  if (typeof value !== 'object' || value === null) return ` ${JSON.stringify(value)}\n`
  if (isList(value))
    return isNumeric(value)
      ? ` ${JSON.stringify(value).replaceAll(',', ', ')}\n`
      : `\n${writeSequence(value, depth + 1)}`
  return Object.keys(value).length === 0 ? ' {}\n' : `\n${writeMapping(value, depth + 1)}`
}

function writeSequence(items: readonly PlainValue[], depth: number): string {
  let text = ''
  for (const item of items) {
    const isBlock = typeof item === 'object' && item !== null && !isList(item) && Object.keys(item).length > 0
    // The first entry of a mapping goes on the line of its dash.
    const written = isBlock
      ? ` ${writeMapping(item, depth + 1).slice(STEP.length * (depth + 1))}`
      : writeValue(item, depth)
    text += `${STEP.repeat(depth)}-${written}`
  }
  return text
}

/** Narrows a value to a list. */
export function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value)
}

// Numbers (sizes and times of chunks, token ids) are read best on one line; an empty list has no other form.
function isNumeric(value: readonly PlainValue[]): boolean {
  return value.every(
    (item) =>
      typeof item === 'number' || (typeof item === 'object' && item !== null && isList(item) && isNumeric(item)),
  )
}

// A text as a scalar, line break included; a block is indented by `depth` steps.
function writeText(text: string, depth: number): string {
  if (isPlainValue(text)) return `${text}\n`
  // A long text full of quotes reads better as it is than escaped.
  const isBlock = text.includes('\n') || (text.length > QUOTED_LENGTH && /["\\]/.test(text))
  if (isBlock && isPrintable(text) && !BLANK_END.test(text) && !hasLongLine(text)) return writeBlock(text, depth)
  const quoted = quote(text)
  return `${quoted.length > LONGEST_LINE ? breakLines(quoted, depth) : quoted}\n`
}

function writeBlock(text: string, depth: number): string {
  const body = text.replace(/\n+$/, '')
  const breaks = text.length - body.length
  const chomping = breaks === 0 ? '-' : breaks === 1 ? '' : '+'
  // The indentation is found by the first line that is not empty; if that starts with a space, the indentation is
  // written out.
  const indicator = /^[ \t\n]/.test(body) ? String(STEP.length) : ''
  const indent = STEP.repeat(depth)
  const lines = body.split('\n').map((line) => (line === '' ? '\n' : `${indent}${line}\n`))
  return `|${indicator}${chomping}\n${lines.join('')}${'\n'.repeat(Math.max(0, breaks - 1))}`
}

function hasLongLine(text: string): boolean {
  if (text.length <= LONGEST_LINE) return false
  return text.split('\n').some((line) => line.length > LONGEST_LINE)
}

// A backslash at the end of a line goes on in the next one, behind its indentation.
function breakLines(quoted: string, depth: number): string {
  const indent = STEP.repeat(depth)
  const lines: string[] = []
  for (let at = 0; at < quoted.length;) {
    const end = endOfLine(quoted, at)
    const line = quoted.slice(at, end)
    lines.push(at > 0 && line.startsWith(' ') ? `\\${line}` : line)
    at = end
  }
  return lines.join(`\\\n${indent}`)
}

// Behind a line break or a blank, where one is near.
function endOfLine(quoted: string, start: number): number {
  if (quoted.length - start <= BROKEN_LINE) return quoted.length
  const lineBreaks: number[] = []
  const blanks: number[] = []
  for (let at = start + SHORTEST_LINE; at <= start + BROKEN_LINE; at += 1) {
    const before = quoted[at - 1]
    if (before === ' ') blanks.push(at)
    else if (before === 'n' && quoted[at - 2] === '\\' && !isInEscape(quoted, at - 2)) lineBreaks.push(at)
  }
  return steadyBreak(quoted, lineBreaks) ?? steadyBreak(quoted, blanks) ?? endWithin(quoted, start + BROKEN_LINE)
}

// Never inside of an escape or a character.
function endWithin(quoted: string, most: number): number {
  const escape = /\\(?:u[0-9a-f]{0,3})?$/.exec(quoted.slice(most - 6, most))
  if (escape !== null) {
    const at = most - escape[0].length
    if (!isInEscape(quoted.slice(0, at).slice(-2 * BROKEN_LINE), Math.min(at, 2 * BROKEN_LINE))) return at
  }
  return /[\udc00-\udfff]/.test(quoted.charAt(most)) ? most - 1 : most
}

// An odd number of backslashes before it.
function isInEscape(text: string, index: number): boolean {
  let count = 0
  while (text[index - 1 - count] === '\\') count += 1
  return count % 2 === 1
}

// JSON's spelling is YAML's; what JSON leaves raw but YAML does not print is escaped as well.
function quote(text: string): string {
  return escapeUnprintable(JSON.stringify(text))
}

/** Escapes what JSON leaves raw but YAML does not print. */
export function escapeUnprintable(json: string): string {
  return json.replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
