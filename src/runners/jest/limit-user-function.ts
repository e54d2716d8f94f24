import { startTimer } from '../../process/clock.ts'
import { explainRecordTimeout, type TestLimit } from '../test-limits.ts'
import type { CircusFunction } from './circus.ts'

/** How long a test may take. */
interface Limited {
  /** Milliseconds. */
  readonly milliseconds: number
  /** Notes that the test begins. */
  readonly open: () => TestLimit
}

/**
 * Gives a test function the time limit that Jest would have given it, so that this limit can be lengthened while the
 * test runs: Jest reads its own once, before.
 *
 * @param original - returns a promise, or takes a callback; what yields is left to Jest
 */
export function limitUserFunction(original: CircusFunction, limited: Limited): CircusFunction {
  return original.length > 0 ? limitCallback(original, limited) : limitPromise(original, limited)
}

/** Says whether a function ends in a way that can be waited for here: a generator is run by Jest, step by step. */
export function canBeLimited(original: CircusFunction): boolean {
  return Object.prototype.toString.call(original) !== '[object GeneratorFunction]'
}

function limitPromise(original: CircusFunction, { milliseconds, open }: Limited): CircusFunction {
  return function limited(this: unknown, ...parameters: unknown[]): unknown {
    const limit = open()
    const result: unknown = Reflect.apply(original, this, parameters)
    if (!isPromise(result)) {
      limit.close()
      return result
    }
    const { promise: ended, reject } = Promise.withResolvers<never>()
    // Jest fails a test with a text where it is about time, and shows the line of the test.
    const stop = startLimit(limit, milliseconds, () => reject(explainTimeout(milliseconds, limit)))
    return Promise.race([result, ended]).finally(stop)
  }
}

// Jest takes a function with a parameter for one that calls back.
function limitCallback(original: CircusFunction, { milliseconds, open }: Limited): CircusFunction {
  return function limited(this: unknown, done: (reason?: unknown) => void): unknown {
    const limit = open()
    const stop = startLimit(limit, milliseconds, () => done(timeoutError(explainTimeout(milliseconds, limit))))
    const end = (reason?: unknown): void => {
      stop()
      done(reason)
    }
    try {
      return Reflect.apply(original, this, [end])
    } catch (error) {
      stop()
      throw error
    }
  }
}

// Gives what ends the limit, with the test.
function startLimit(limit: TestLimit, milliseconds: number, onOver: () => void): () => void {
  const askAgain = (): void => {
    const left = limit.left()
    if (left > 0) stop = startTimer(left, askAgain)
    else onOver()
  }
  let stop = startTimer(milliseconds, askAgain)
  return () => {
    stop()
    limit.close()
  }
}

// Its stack would show nothing of the user's.
function timeoutError(message: string): Error {
  const error = new Error(message)
  error.stack = `Error: ${error.message}`
  return error
}

// As jest-circus says it, where the limit is the test's own.
function explainTimeout(milliseconds: number, limit: TestLimit): string {
  const lengthened = limit.lengthened()
  if (lengthened > 0) return explainRecordTimeout(lengthened)
  return `Exceeded timeout of ${milliseconds} ms for a test.
Add a timeout value to this test to increase the timeout, if this is a long-running test. See https://jestjs.io/docs/api#testname-fn-timeout.`
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
