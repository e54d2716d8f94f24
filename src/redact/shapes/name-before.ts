import { rememberLast } from '../../text/remember-last.ts'
import { mayEndName, type NamePlace } from './credential-name.ts'

/** What comes before a separator, and where its value begins. */
export interface Name {
  readonly text: string
  readonly place: NamePlace
  /** In JSON, the quote that ends the value, with its backslashes. */
  readonly quote: string
  readonly valueAt: number
  /** In JSON, what begins there where it is no string: a list or an object. */
  readonly nesting?: '[' | '{'
}

/** In UTF-16 units: a longer one is no name. */
export const LONGEST_NAME = 60

/**
 * Reads the name that stands before a separator, in JSON, also inside JSON strings, in forms, links, code and settings.
 *
 * @param separator - offset of the `:` or `=`
 * @returns undefined where none stands there that may be the name of a credential
 */
export function nameBefore(text: string, separator: number): Name | undefined {
  let end = separator
  while (separator - end < 3 && isSpace(text, end - 1)) end -= 1
  const last = text[end - 1]
  if (text[separator] === ':' && (last === '"' || last === "'"))
    return quotedName(text, { end: end - 1, separator, quote: last })
  return mayEndName(text, end) ? bareName(text, end, separator) : undefined
}

function bareName(text: string, end: number, separator: number): Name | undefined {
  const start = startOfName(text, end)
  // A space before it and none behind: the first character of a value.
  const isValue = end < separator && !isSpace(text, separator + 1)
  if (end - start < 2 || isValue || isResult(text, start, separator)) return undefined
  const isPair = text[separator] === '=' && isPairStart(text, start)
  return { text: text.slice(start, end), place: isPair ? 'query' : 'field', quote: '', valueAt: separator + 1 }
}

// Of a test: `PASS: tests/a.exp`
function isResult(text: string, start: number, separator: number): boolean {
  return text[separator] === ':' && separator - start === 4 && text.startsWith('PASS', start)
}

function startOfName(text: string, end: number): number {
  let start = end
  while (end - start < LONGEST_NAME && isNameCharacter(text, start - 1)) start -= 1
  if (text[start - 1] !== '\\') return start
  // In JSON, the `n` of a line break or an escaped ampersand is directly before the name.
  return start + (text.startsWith('u0026', start) ? 5 : 1)
}

function quotedName(
  text: string,
  { end, separator, quote }: { readonly end: number; readonly separator: number; readonly quote: string },
): Name | undefined {
  let slashes = end
  while (text[slashes - 1] === '\\') slashes -= 1
  if (!mayEndName(text, slashes)) return undefined
  const closing = text.slice(slashes, end) + quote
  const start = text.lastIndexOf(quote, slashes - 1) + 1
  let valueAt = separator + 1
  while (valueAt - separator < 8 && isSpace(text, valueAt)) valueAt += 1
  if (slashes - start < 2 || slashes - start > LONGEST_NAME) return undefined
  const name = { text: text.slice(start, slashes), place: 'field', quote: closing } as const
  const mark = text[valueAt]
  if (mark === '[' || mark === '{') return { ...name, valueAt: valueAt + 1, nesting: mark }
  return text.startsWith(closing, valueAt) ? { ...name, valueAt: valueAt + closing.length } : undefined
}

// The first pair has nothing before it, in a form.
function isPairStart(text: string, start: number): boolean {
  const before = text[start - 1]
  if (before === undefined) return isForm(text)
  return before === '?' || before === '&' || before === ';' || text.startsWith(String.raw`\u0026`, start - 6)
}

/** Whether a text can be a form. It is asked for every pair of one. */
export const isForm = rememberLast((text) => !/[\s{"]/.test(text))

/** Whether white space is at an offset. */
export function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** Whether a character of a name is at an offset: a letter, a digit, one of `_ - . $ [ ] %`. */
export function isNameCharacter(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code >= 0x61 ? code <= 0x7a : code >= 0x41 && code <= 0x5d) return code !== 0x5c
  return (
    (code >= 0x30 && code <= 0x39) || code === 0x5f || (code >= 0x24 && code <= 0x25) || code === 0x2d || code === 0x2e
  )
}
