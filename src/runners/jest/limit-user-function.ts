import { startTimer } from '../../process/clock.ts'
import type { TestLimit } from '../test-limits.ts'
import type { CircusFunction } from './circus.ts'

/**
 * Gives a test function the time limit that Jest would have given it, so that this limit can be lengthened while the
 * test runs: Jest reads its own once, before.
 *
 * @param original - returns a promise; what takes a callback or yields is left to Jest
 * @param milliseconds - the limit
 * @param open - notes that the test begins
 */
export function limitUserFunction(
  original: CircusFunction,
  milliseconds: number,
  open: () => TestLimit,
): CircusFunction {
  return function limited(this: unknown, ...parameters: unknown[]): unknown {
    const limit = open()
    const result: unknown = Reflect.apply(original, this, parameters)
    if (!isPromise(result)) {
      limit.close()
      return result
    }
    return raceAgainst(limit, { result, milliseconds })
  }
}

/** Says whether Jest waits for what a function returns. */
export function canBeLimited(original: CircusFunction): boolean {
  return original.length === 0 && Object.prototype.toString.call(original) !== '[object GeneratorFunction]'
}

async function raceAgainst(
  limit: TestLimit,
  { result, milliseconds }: { readonly result: PromiseLike<unknown>; readonly milliseconds: number },
): Promise<unknown> {
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const askAgain = (): void => {
    const left = limit.left()
    if (left > 0) stop = startTimer(left, askAgain)
    // Jest fails a test with a text where it is about time, and shows the line of the test.
    else reject(explainTimeout(milliseconds))
  }
  let stop = startTimer(milliseconds, askAgain)
  try {
    return await Promise.race([result, ended])
  } finally {
    stop()
    limit.close()
  }
}

// As jest-circus says it.
function explainTimeout(milliseconds: number): string {
  return `Exceeded timeout of ${milliseconds} ms for a test.
Add a timeout value to this test to increase the timeout, if this is a long-running test. See https://jestjs.io/docs/api#testname-fn-timeout.`
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
