import { spellSpaced } from '../template/sources.ts'
import { parseExactJson, type JsonObject } from './exact-json.ts'
import { isList, type PlainValue } from './write-yaml.ts'

/** The key of a mapping that stands for a text: its value as JSON, compact or with a space after each `,` and `:`. */
const COMPACT = '$json'
const SPACED = '$spaced'
/** One of them, or a key that only looks like one, with one more `$`. */
const KEY = /^\$+(?:json|spaced)$/

/**
 * Writes a text that holds JSON as data. What a tool was called with and what it gave back is such a text: unreadable
 * with all of its quotes escaped.
 *
 * @param write - writes the data
 * @returns undefined where it holds none, or is spelled in another way
 */
export function writeJsonText(text: string, write: (data: PlainValue) => PlainValue): JsonObject | undefined {
  if (!/^[[{]/.test(text)) return undefined
  const data = parseExactJson(new TextEncoder().encode(text))?.value
  if (data === undefined || !hasEntries(data)) return undefined
  const key = JSON.stringify(data) === text ? COMPACT : spellSpaced(data) === text ? SPACED : undefined
  return key === undefined ? undefined : { [key]: write(data) }
}

/** Makes an object of its entries, with one more `$` where it would be taken for a text. */
export function escapeJsonText(entries: readonly (readonly [string, PlainValue])[]): JsonObject {
  const [[key, value] = ['', null]] = entries
  return entries.length === 1 && KEY.test(key) ? { [`$${key}`]: value } : Object.fromEntries(entries)
}

/** Makes a text, or an object, of the entries of a mapping. */
export function readJsonText(entries: readonly (readonly [string, PlainValue])[]): PlainValue {
  const [[key, value] = ['', null]] = entries
  if (entries.length !== 1 || !KEY.test(key)) return Object.fromEntries(entries)
  if (key === COMPACT) return JSON.stringify(value)
  return key === SPACED ? spellSpaced(value) : { [key.slice(1)]: value }
}

// A list of numbers is read as well in its text.
function hasEntries(data: PlainValue): boolean {
  if (typeof data !== 'object' || data === null) return false
  return isList(data) ? data.some(hasEntries) : Object.keys(data).length > 0
}
