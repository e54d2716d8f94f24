/** An object whose content is not known yet: a JSON object, a YAML mapping. */
export type UnknownRecord = Readonly<Record<string, unknown>>

/** Narrows a value to an object that is not an array. */
export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
