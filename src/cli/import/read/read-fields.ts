import { isRecord, type UnknownRecord } from '../../../text/unknown/is-record.ts'

/** Reads a field that holds an object; an empty one where it holds anything else. */
export function recordAt(value: unknown, name: string): UnknownRecord {
  const field = isRecord(value) ? value[name] : undefined
  return isRecord(field) ? field : {}
}

/** Reads a field that holds a list; an empty one where it holds anything else. */
export function listAt(value: unknown, name: string): readonly unknown[] {
  const field: unknown = isRecord(value) ? value[name] : undefined
  return Array.isArray(field) ? field : []
}

/** Reads a field that holds a text. */
export function textAt(value: unknown, name: string): string | undefined {
  const field = isRecord(value) ? value[name] : undefined
  return typeof field === 'string' ? field : undefined
}

/** Reads a field that holds a number, also one that is written as a text. */
export function numberAt(value: unknown, name: string): number | undefined {
  const field = isRecord(value) ? value[name] : undefined
  if (typeof field === 'string' && field.trim() !== '' && Number.isFinite(Number(field))) return Number(field)
  return typeof field === 'number' && Number.isFinite(field) ? field : undefined
}
