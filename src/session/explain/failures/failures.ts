import { asRewindError } from '../../../errors.ts'
import { createShownDivergences, type ShownDivergences } from './shown-divergences.ts'

/** What a test fails with at its end, whatever its own outcome. */
export interface Failures {
  /** Adds an error, once. */
  add(error: Error): void
  /** Runs a step, at once, and adds what it throws. */
  attempt(step: () => void | Promise<void>): Promise<void>
  isEmpty(): boolean
  /** Gives one error of all that were added, and forgets them; undefined where there were none. */
  take(): Error | undefined
}

/**
 * Collects failures.
 *
 * @param shown - what other tests of the file have failed with
 */
export function createFailures(shown: ShownDivergences = createShownDivergences()): Failures {
  let failures: Error[] = []
  const add = (error: Error): void => {
    if (!failures.includes(error)) failures.push(error)
  }
  return {
    add,
    async attempt(step) {
      try {
        await step()
      } catch (error) {
        add(asRewindError(error, 'end a call or a test'))
      }
    },
    isEmpty: () => failures.length === 0,
    take() {
      const taken = failures
      failures = []
      return combineFailures(taken.map((error) => shown.shorten(error)))
    },
  }
}

/**
 * Makes one error of all that went wrong in a session: runners show one well, and lose the message of an
 * AggregateError.
 *
 * @param failures - in the order they happened
 * @returns the first, with the other messages below its own, equal ones once; undefined where there is none
 */
export function combineFailures(failures: readonly Error[]): Error | undefined {
  const [first, ...others] = failures
  if (first === undefined || others.length === 0) return first
  const messages = [...Map.groupBy(others, ({ message }) => message)].map(([message, { length }]) =>
    length === 1 ? message : `${length} × ${message}`,
  )
  return setMessage(first, [first.message, '', `and ${others.length} more:`, ...messages].join('\n'))
}

/** Adds a line to the message of an error, once. */
export function addLine(error: Error, line: string): Error {
  return error.message.includes(line) ? error : setMessage(error, `${error.message}\n${line}`)
}

// Runners print the stack, which begins with the message.
function setMessage(error: Error, message: string): Error {
  const before = error.message
  error.message = message
  if (error.stack !== undefined) error.stack = error.stack.replace(before, () => message)
  return error
}
