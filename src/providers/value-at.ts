import { isRecord } from '../text/is-record.ts'

/**
 * Follows property names through objects.
 *
 * @returns what is there, or undefined
 */
export function at(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const name of path) {
    if (!isRecord(found) || !Object.hasOwn(found, name)) return undefined
    found = found[name]
  }
  return found
}
