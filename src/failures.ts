import { combineFailures } from './combine-failures.ts'
import { internalError, RewindError } from './errors.ts'

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
 * @returns an empty collection
 */
export function createFailures(): Failures {
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
        add(error instanceof RewindError ? error : internalError('end a call or a test', error))
      }
    },
    isEmpty: () => failures.length === 0,
    take() {
      const taken = failures
      failures = []
      return combineFailures(taken)
    },
  }
}
