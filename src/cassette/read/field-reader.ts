import { brokenCassette, type Place } from './broken-cassette.ts'

/** Reads the fields of a mapping. */
export interface FieldReader {
  text(name: string, fallback?: string): string
  count(name: string, fallback?: number): number
}

/** @throws by its methods: {@link RewindCassetteError} when a field is not what it must be */
export function readFields(fields: Readonly<Record<string, unknown>>, place: Place): FieldReader {
  return {
    text(name, fallback) {
      const value = fields[name]
      if (typeof value === 'string') return value
      // Editors take the quotes off a time, and YAML 1.1 makes a date of it.
      if (value instanceof Date) return value.toISOString()
      if (value === undefined && fallback !== undefined) return fallback
      throw brokenCassette(place, `expected '${name}' to be a text`)
    },
    count(name, fallback) {
      const value = fields[name]
      if (isCount(value)) return value
      if (value === undefined && fallback !== undefined) return fallback
      throw brokenCassette(place, `expected '${name}' to be a number, 0 or more`)
    },
  }
}

/** Says whether a value is a number, 0 or more. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
