import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
import { isRecord } from '../../text/unknown/is-record.ts'
import type { PlainValue } from './write-yaml.ts'

/** An object as JSON knows it. */
export type JsonObject = { readonly [key: string]: PlainValue }

const STRING_OR_SPACE = /("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+/g
const LONE_SURROGATE = /\\ud[89a-f]/
const DEEPEST = 64
/** Escaped, a key must stay within the 1,024 characters that YAML allows. */
const LONGEST_KEY = 160

const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|[ \t\r\n]+/g
/** Numbers of up to 15 significant digits are exact in a double. */
const EXACT_DIGITS = 15
const SMALLEST_EXACT = 1e-300

/**
 * Parses a body that structured YAML can hold without losing anything but insignificant white space.
 *
 * @returns its value; undefined when it is no JSON, or when its text says more than its value: repeated or integer-like
 * keys, numbers in another spelling, lone surrogates, escapes that JSON does not need
 */
export function parseExactJson(bytes: Uint8Array): { readonly value: PlainValue } | undefined {
  return parse(bytes, (text, compact) => text === compact || text.replaceAll(STRING_OR_SPACE, '$1') === compact)
}

/**
 * Parses a body of which only the value counts, as that of a request, whatever its numbers and escapes are spelled
 * like: clients in other languages send `0.0` and `\u00e9`.
 *
 * @returns its value; undefined when it is no JSON, or when its text says more than its value: repeated or integer-like
 * keys, numbers that no double holds, lone surrogates
 */
export function parseJsonValue(bytes: Uint8Array): { readonly value: PlainValue } | undefined {
  return parse(bytes, (text, compact) => text === compact || respell(text) === compact)
}

function parse(
  bytes: Uint8Array,
  isSpelledAs: (text: string, compact: string) => boolean,
): { readonly value: PlainValue } | undefined {
  if (bytes.byteLength === 0) return undefined
  const text = decodeUtf8(bytes)
  if (text === undefined) return undefined
  try {
    const value: PlainValue = JSON.parse(text)
    if (!isPlainEnough(value, 0)) return undefined
    const compact = JSON.stringify(value)
    // A lone surrogate is written as an escape, and not every YAML parser takes it.
    return !LONE_SURROGATE.test(compact) && isSpelledAs(text, compact) ? { value } : undefined
  } catch {
    // Not JSON: the bytes are kept in another form.
    return undefined
  }
}

function respell(text: string): string {
  return text.replaceAll(TOKEN, (_token, string?: string, number?: string) => {
    if (string !== undefined) return JSON.stringify(JSON.parse(string))
    return number === undefined ? '' : respellNumber(number)
  })
}

function respellNumber(number: string): string {
  const digits = number
    .replace(/[eE].*$/, '')
    .replaceAll(/[-.]/g, '')
    .replace(/^0+/, '')
  const size = Math.abs(Number(number))
  const isExact = digits.length <= EXACT_DIGITS && (size >= SMALLEST_EXACT || (size === 0 && !number.startsWith('-')))
  return isExact && Number.isFinite(size) ? JSON.stringify(Number(number)) : number
}

function isPlainEnough(value: PlainValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth >= DEEPEST) return false
  if (!isRecord(value)) return value.every((item) => isPlainEnough(item, depth + 1))
  return Object.entries(value).every(([key, entry]) => key.length < LONGEST_KEY && isPlainEnough(entry, depth + 1))
}
