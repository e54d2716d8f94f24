import { isRecord } from '../../text/unknown/is-record.ts'

/**
 * Follows property names through objects, and positions through lists.
 *
 * @returns what is there, or undefined
 */
export function at(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const name of path) {
    if (Array.isArray(found)) found = found[Number(name)]
    else if (isRecord(found) && Object.hasOwn(found, name)) found = found[name]
    else return undefined
  }
  return found
}
