import { decodeUtf8 } from '../../text/decode-utf8.ts'
import { isRecord } from '../../text/is-record.ts'
import type { PlainValue } from './write-yaml.ts'

/** An object as JSON knows it. */
export type JsonObject = { readonly [key: string]: PlainValue }

const STRING_OR_SPACE = /("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+/g
const DEEPEST = 64
/** Escaped, a key must stay within the 1,024 characters that YAML allows. */
const LONGEST_KEY = 160

/**
 * Parses a body that structured YAML can hold without losing anything but insignificant white space.
 *
 * @returns its value; undefined when it is no JSON, or when its text says more than its value: repeated or integer-like
 * keys, numbers in another spelling, lone surrogates, escapes that JSON does not need
 */
export function parseExactJson(bytes: Uint8Array): { readonly value: PlainValue } | undefined {
  if (bytes.byteLength === 0) return undefined
  const text = decodeUtf8(bytes)
  if (text === undefined) return undefined
  try {
    const value: PlainValue = JSON.parse(text)
    return isPlainEnough(value, 0) && isSpelledAs(text, JSON.stringify(value)) ? { value } : undefined
  } catch {
    // Not JSON: the bytes are kept in another form.
    return undefined
  }
}

function isSpelledAs(text: string, compact: string): boolean {
  // A lone surrogate is written as an escape, and not every YAML parser takes it.
  if (/\\ud[89a-f]/.test(compact)) return false
  return text === compact || text.replaceAll(STRING_OR_SPACE, '$1') === compact
}

function isPlainEnough(value: PlainValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth >= DEEPEST) return false
  if (!isRecord(value)) return value.every((item) => isPlainEnough(item, depth + 1))
  return Object.entries(value).every(([key, entry]) => key.length < LONGEST_KEY && isPlainEnough(entry, depth + 1))
}
