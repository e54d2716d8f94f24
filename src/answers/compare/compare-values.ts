import { isRecord } from '../../text/unknown/is-record.ts'

/** One place where two answers differ. */
export interface AnswerDifference {
  /** Such as `text`, `tool-call[1].arguments.city`, `finish` or `error.message`. */
  readonly path: string
  /** Undefined where it was not there. */
  readonly before: unknown
  /** Undefined where it is gone. */
  readonly after: unknown
}

/**
 * Compares two JSON values.
 *
 * @param path - that of the values
 * @returns the differences, each at the deepest path
 */
export function differencesOf(path: string, before: unknown, after: unknown): readonly AnswerDifference[] {
  if (Object.is(before, after)) return []
  if (Array.isArray(before) && Array.isArray(after)) return differencesOfLists(path, before, after)
  if (isRecord(before) && isRecord(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...names].flatMap((name) => differencesOf(memberPath(path, name), before[name], after[name]))
  }
  return [{ path, before, after }]
}

// What both begin and end with is the same: an entry that came or went moves no others.
function differencesOfLists(
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
): readonly AnswerDifference[] {
  const head = before.length === after.length ? 0 : commonLength(before, after)
  const tail =
    before.length === after.length ? 0 : commonLength(before.slice(head).toReversed(), after.slice(head).toReversed())
  const older = before.slice(head, before.length - tail)
  const newer = after.slice(head, after.length - tail)
  const length = Math.max(older.length, newer.length)
  return Array.from({ length }, (_, index) =>
    differencesOf(`${path}[${head + index}]`, older[index], newer[index]),
  ).flat()
}

function commonLength(left: readonly unknown[], right: readonly unknown[]): number {
  const end = left.findIndex(
    (entry, index) => index >= right.length || differencesOf('', entry, right[index]).length > 0,
  )
  return end === -1 ? left.length : end
}

function memberPath(path: string, name: string): string {
  return /^[A-Za-z_$][\w$-]*$/u.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`
}
