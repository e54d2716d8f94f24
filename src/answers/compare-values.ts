import { isRecord } from '../text/is-record.ts'

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
 * @returns the differences, each as deep as it can be told
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

function differencesOfLists(
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
): readonly AnswerDifference[] {
  const length = Math.max(before.length, after.length)
  return Array.from({ length }, (_, index) => differencesOf(`${path}[${index}]`, before[index], after[index])).flat()
}

function memberPath(path: string, name: string): string {
  return /^[A-Za-z_$][\w$-]*$/u.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`
}
