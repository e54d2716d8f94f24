import { at } from '../../providers/usage/value-at.ts'
import { parseJson } from '../../text/decode/parse-json.ts'
import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'

/** Reads a text that is not empty; undefined where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** Reads a text, empty where there is none. */
export function wordsAt(value: unknown, ...path: readonly string[]): string {
  return textAt(value, ...path) ?? ''
}

/** Reads a number; undefined where there is none. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, path)
  return typeof found === 'number' ? found : undefined
}

/** Reads a list, empty where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, path)
  return Array.isArray(found) ? found : []
}

/** Reads the objects of a list. */
export function objectsAt(value: unknown, ...path: readonly string[]): readonly UnknownRecord[] {
  return listAt(value, ...path).filter(isRecord)
}

/** Reads an object, empty where there is none. */
export function objectAt(value: unknown, ...path: readonly string[]): UnknownRecord {
  const found = at(value, path)
  return isRecord(found) ? found : {}
}

/** Parses arguments that came as text; anything else is taken as it is. */
export function parsedArguments(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return {}
  return typeof value === 'string' ? (parseJson(value) ?? value) : value
}

/** Says whether a value is a list of numbers, and not empty. */
export function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'number')
}
