import type { RewindError } from '../../../errors.ts'

const POINTER = "the test's own error says more"
const POINTER_TO_FILE = 'the error of the file says more'

/**
 * Says in one line what a test will fail with: clients repeat it in errors of their own.
 *
 * @param error - the error that the test fails with
 */
export function pointTo({ summary, code }: RewindError): string {
  return `${summary}  [${code}] (${POINTER})`
}

/** Says whether a message repeats the answer that a refused client got. */
export function isEcho(message: string): boolean {
  return message.includes(`] (${POINTER})`)
}

/**
 * Says whether an error has this message, alone or with those of others below it.
 *
 * @param message - of an error that may be the same
 */
export function isSaidBy(error: Error, message: string): boolean {
  const { stripVTControlCharacters } = process.getBuiltinModule('node:util')
  return stripVTControlCharacters(error.message).startsWith(stripVTControlCharacters(message))
}

/**
 * Says where the error is that a message points to, where a hook around the tests made the call: it is the file's.
 *
 * @param message - one that `isEcho`
 */
export function pointToFile(message: string): string {
  return message.replaceAll(POINTER, POINTER_TO_FILE)
}
