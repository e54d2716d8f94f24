import { startTimer } from '../../process/clock.ts'
import { isObject } from '../../text/unknown/is-object.ts'
import { memberOf } from '../../text/unknown/member-of.ts'
import { explainRecordTimeout, type TestLimit, type TestLimits } from '../test-limits.ts'

/** The part of Vitest's runner that is used: the same in 4.1 and 5. */
export interface RunnerClass {
  readonly prototype: object
  readonly getTestFn: (test: never) => unknown
}

/** The parts of a test that are used. */
interface LimitedTest {
  readonly id: string
  readonly timeout: number
}

const patched = new WeakSet<object>()

/**
 * Lets the time limits of tests be lengthened while they run. Vitest reads a limit when the test is defined, starts its
 * timer when the test begins, and has no way to change it: the timer is caught as it starts, and asks again when it
 * fires.
 *
 * @param limits - gives the limits of the test file that runs
 */
export function lengthenTimeouts(runner: RunnerClass, limits: () => TestLimits): void {
  const { prototype } = runner
  // A runner of a user's own may run tests in its own way.
  if (patched.has(prototype) || 'runTask' in prototype) return
  patched.add(prototype)
  const runTask = async (test: LimitedTest): Promise<void> => {
    const run: unknown = Reflect.apply(runner.getTestFn, runner, [test])
    if (typeof run !== 'function') throw new Error('Test function is not found. Did you add it using `setFn`?')
    const limit = limits().open(test.id)
    try {
      await runWithin(limit, { run: () => Reflect.apply(run, undefined, []), timeout: test.timeout })
    } finally {
      limit.close()
    }
  }
  Object.defineProperty(prototype, 'runTask', { value: runTask, configurable: true, writable: true })
}

interface LimitedRun {
  /** Starts the timer, then the test. */
  readonly run: () => unknown
  /** Milliseconds. */
  readonly timeout: number
}

async function runWithin(limit: TestLimit, limited: LimitedRun): Promise<void> {
  const { result, timer } = catchTimer(limited)
  let hasFired = false
  if (timer !== undefined) {
    const fire: unknown = Reflect.get(timer, ON_TIMEOUT)
    const askAgain = (): void => {
      const left = limit.left()
      if (left > 0) return void startTimer(left, askAgain)
      hasFired = true
      if (typeof fire === 'function') Reflect.apply(fire, timer, [])
    }
    Reflect.set(timer, ON_TIMEOUT, askAgain)
  }
  try {
    await result
  } catch (error) {
    // A test that ends well after its first limit fails by one more look at the clock.
    if (!isTimeout(error)) throw error
    if (hasFired || limit.left() === 0) throw explained(error, limit.lengthened())
  }
}

/** What a timer of Node.js calls, and the milliseconds that it was made for. */
const ON_TIMEOUT = '_onTimeout'
const MADE_FOR = '_idleTimeout'

// Vitest lets go of the timer as soon as it has made it, before the test begins.
function catchTimer({ run, timeout }: LimitedRun): { readonly result: unknown; readonly timer: object | undefined } {
  const prototype = timerPrototype()
  const unref: unknown = Reflect.get(prototype, 'unref')
  const caught: object[] = []
  Reflect.set(prototype, 'unref', function unrefAndCatch(this: object): unknown {
    if (Reflect.get(this, MADE_FOR) === timeout) caught.push(this)
    return typeof unref === 'function' ? Reflect.apply(unref, this, []) : this
  })
  try {
    const result = run()
    return { result, timer: caught[0] }
  } finally {
    Reflect.set(prototype, 'unref', unref)
  }
}

function timerPrototype(): object {
  const timer = process.getBuiltinModule('node:timers').setTimeout(() => {}, 0)
  clearTimeout(timer)
  const prototype: object = Object.getPrototypeOf(timer)
  return prototype
}

function explained(error: unknown, lengthened: number): unknown {
  if (lengthened > 0 && isObject(error)) Reflect.set(error, 'message', explainRecordTimeout(lengthened))
  return error
}

function isTimeout(error: unknown): boolean {
  // No instanceof: in a vm pool it is an error of another realm.
  return String(memberOf(error, 'message')).startsWith('Test timed out in')
}
