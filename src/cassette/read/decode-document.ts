import { messageOf } from '../../errors.ts'
import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { brokenCassette, type Place } from './broken-cassette.ts'
import { DEEPEST_YAML, NotOurYaml, readMapping } from './read-yaml.ts'

const TOO_DEEP = `it is nested more than ${DEEPEST_YAML} levels deep`
const CONFLICT = /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/m

/**
 * Reads a document, or a part of one, in the writer's own spelling only.
 *
 * @returns its data; undefined when it is spelled in another way
 */
export function readFast(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return readMapping(text)
  } catch (error) {
    if (error instanceof NotOurYaml) return undefined
    throw error
  }
}

/**
 * Reads a document in whatever spelling.
 *
 * @throws {RewindCassetteError} when it is not valid YAML, nested too deep, or a merge conflict
 */
export function decodeDocument(text: string, place: Place): unknown {
  const read = readFast(text)
  if (read !== undefined) return read
  assertMerged(text, place)
  try {
    const value = place.source.parseYaml(text)
    if (isDeep(value, DEEPEST_YAML)) throw new RangeError(TOO_DEEP)
    return value
  } catch (error) {
    const line =
      typeof error === 'object' && error !== null && 'line' in error && typeof error.line === 'number' ? error.line : 1
    throw brokenCassette(
      { source: place.source, line: place.line + line - 1 },
      `is not valid YAML: ${reasonOf(error)}`,
      { cause: error },
    )
  }
}

/**
 * Makes sure that a text has no conflict markers. Such lines are also found in prose and diffs, but never at the start
 * of a line of a cassette.
 *
 * @throws {RewindCassetteError} when it has one
 */
export function assertMerged(text: string, place: Place): void {
  const conflict = CONFLICT.exec(text)
  if (conflict === null) return
  const line = place.line + text.slice(0, conflict.index).split('\n').length - 1
  throw brokenCassette({ source: place.source, line }, 'has merge-conflict markers', {
    fault: 'conflict',
    remedy:
      'resolve the conflict so that each call is there once, or take one side and record the test again (npx rewind record)',
  })
}

/**
 * Makes sure that a document is a call.
 *
 * @throws {RewindCassetteError} when it is something else
 */
export function asCall(value: unknown, place: Place): UnknownRecord {
  if (!isRecord(value)) throw brokenCassette(place, 'expected a call (request, answer, response, meta)')
  return value
}

function reasonOf(error: unknown): string {
  const [reason = ''] = messageOf(error).split('\n')
  // The library is recursive, and ran out of stack.
  return reason.startsWith('Maximum call stack') ? TOO_DEEP : reason
}

function isDeep(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeep(inner, levels - 1))
}
