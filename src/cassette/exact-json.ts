import type { PlainValue } from './write-yaml.ts'

/** An object as JSON knows it. */
export type JsonObject = { readonly [key: string]: PlainValue }

const DEEPEST = 64
const LONGEST_KEY = 200

/**
 * Parses a body that structured YAML can hold without losing anything but insignificant white space.
 *
 * @param bytes - a body
 * @returns its value; undefined when it is no JSON, or when its text says more than its value: repeated or integer-like
 * keys, numbers in another spelling, lone surrogates, escapes that JSON does not need
 */
export function parseExactJson(bytes: Uint8Array): { readonly value: PlainValue } | undefined {
  if (bytes.byteLength === 0) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: PlainValue = JSON.parse(text)
    return isPlainEnough(value, 0) && JSON.stringify(value) === withoutSpace(text) ? { value } : undefined
  } catch {
    // Not UTF-8 or not JSON: the bytes are kept in another form.
    return undefined
  }
}

/**
 * Tells objects from other JSON values.
 *
 * @param value - a JSON value
 * @returns whether it is an object
 */
export function isJsonObject(value: PlainValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function withoutSpace(text: string): string {
  return text.replaceAll(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, '$1')
}

function isPlainEnough(value: PlainValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth >= DEEPEST) return false
  if (!isJsonObject(value)) return value.every((item) => isPlainEnough(item, depth + 1))
  return Object.entries(value).every(([key, entry]) => key.length < LONGEST_KEY && isPlainEnough(entry, depth + 1))
}
