import { isOwnFrame } from '../../process/own-frames.ts'
import { isObject } from '../../text/unknown/is-object.ts'

/**
 * Takes the frames of this package out of what a test or a file fails with: every function of the user's runs in one of
 * ours, and Jest shows all frames but its own.
 *
 * @param errors - as jest-circus keeps them: what was thrown, alone or beside where the test was declared
 */
export function leaveOutOwnFrames(errors: readonly unknown[]): void {
  trimAll(errors.flat(), new Set())
}

function trimAll(errors: readonly unknown[], seen: Set<unknown>): void {
  for (const error of errors) {
    if (!isObject(error) || seen.has(error)) continue
    seen.add(error)
    // An error of node:assert is a message by now, with the stack in it.
    if (!trim(error, 'stack')) trim(error, 'message')
    const several: unknown = Reflect.get(error, 'errors')
    trimAll([Reflect.get(error, 'cause'), ...(Array.isArray(several) ? several : [])], seen)
  }
}

// Gives whether there is such a text; a frozen error stays as it is.
function trim(error: object, field: 'stack' | 'message'): boolean {
  const text: unknown = Reflect.get(error, field)
  if (typeof text !== 'string') return false
  const lines = text.split('\n').filter((line) => !isOwnFrame(line))
  Reflect.set(error, field, lines.join('\n'))
  return true
}
