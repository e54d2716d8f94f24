import { isEcho, isSaidBy, pointToFile } from '../../session/explain/failures/echo.ts'
import { isObject } from '../../text/unknown/is-object.ts'
import { memberOf } from '../../text/unknown/member-of.ts'
import type { CircusTest } from './circus.ts'

/**
 * Leaves out what repeats the error that a test is about to fail with: the client's own says nothing more, and that of a
 * `withCassette()` is the same.
 */
export function leaveOutEchoes({ errors }: CircusTest, failure: Error): void {
  const isRepeated = (message: string): boolean => isEcho(message) || isSaidBy(failure, message)
  const others = errors.filter((error) => !isRepeated(messageOfKept(error)))
  errors.splice(0, errors.length, ...others)
}

/**
 * Makes one line of what a test fails with because a hook around it diverged: Jest repeats that error, with its frame,
 * for each test of the file, those that are skipped among them.
 */
export function shortenEchoes({ errors }: CircusTest): void {
  for (const [index, error] of errors.entries()) {
    const message = messageOfKept(error)
    if (isEcho(message)) errors[index] = oneLine(pointToFile(message))
  }
}

function oneLine(message: string): Error {
  const error = new Error(message)
  error.stack = message
  return error
}

// Jest keeps an error beside the place where its test was declared.
function messageOfKept(kept: unknown): string {
  const error: unknown = Array.isArray(kept) ? kept[0] : kept
  return String(isObject(error) ? memberOf(error, 'message') : error)
}
