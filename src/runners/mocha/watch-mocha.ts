import { replaceMethod } from '../../process/replace-method.ts'
import {
  isRunnable,
  isRunner,
  type MochaClasses,
  type MochaRunnable,
  type MochaRunner,
  type MochaSuite,
} from './mocha-classes.ts'

/** Called with what Mocha does. Tests run one after the other. */
export interface MochaWatcher {
  /** A test file is about to be loaded. */
  onFile(file: string): void
  /** A test was defined; it may never run. */
  onDefined(test: MochaRunnable): void
  /** A hook was defined, in a file that is being loaded. */
  onHook(hook: MochaRunnable): void
  /** A test was chosen; its hooks come next. */
  onBegin(test: MochaRunnable): void
  /** Runs a test or a hook in its scope. */
  run(runnable: MochaRunnable, test: MochaRunnable | undefined, code: () => unknown): unknown
  /** The function of a test has ended. @returns what it fails with, whatever `error` it ended with by itself */
  afterBody(test: MochaRunnable, error: unknown): unknown
  /** The hooks after a test have ended. @returns what the test fails with beside */
  onEnd(test: MochaRunnable): Promise<Error | undefined>
  /** All tests and hooks have ended. @returns what the run fails with */
  onRootEnd(root: MochaSuite): Promise<readonly Error[]>
}

type Callback = (...results: readonly unknown[]) => void

/**
 * Watches all runs of a Mocha. Root hooks do not do: they come before the user's own of the same kind, and a test that
 * fails in one is not retried.
 */
export function watchMocha(mocha: MochaClasses, watcher: MochaWatcher): void {
  replaceMethod(mocha.Suite.prototype, 'emit', ({ call, parameters: [event, , file] }) => {
    if (event === 'pre-require' && typeof file === 'string') watcher.onFile(file)
    return call()
  })
  replaceMethod(mocha.Suite.prototype, 'addTest', ({ call, parameters: [test] }) => {
    if (isRunnable(test)) watcher.onDefined(test)
    return call()
  })
  replaceMethod(mocha.Suite.prototype, '_createHook', ({ call }) => {
    const hook = call()
    if (isRunnable(hook)) watcher.onHook(hook)
    return hook
  })
  /** The test whose hooks run. */
  let current: MochaRunnable | undefined
  replaceMethod(mocha.Runner.prototype, 'hookDown', ({ self: runner, call, parameters: [name] }) => {
    if (name === 'beforeEach' && isRunner(runner) && runner.test !== undefined) {
      current = runner.test
      watcher.onBegin(current)
    }
    return call()
  })
  replaceMethod(mocha.Runnable.prototype, 'run', ({ self: runnable, call, parameters: [callback] }) => {
    if (!isRunnable(runnable)) return call()
    const ended: Callback = (error) => {
      const failure = runnable.type === 'test' ? watcher.afterBody(runnable, error) : error
      if (typeof callback === 'function') Reflect.apply(callback, undefined, [failure])
    }
    return watcher.run(runnable, current, () => call([ended]))
  })
  replaceMethod(mocha.Runner.prototype, 'hookUp', ({ self: runner, call, parameters: [name, callback] }) => {
    const test = current
    if (name !== 'afterEach' || test === undefined || !isRunner(runner)) return call()
    return call([name, thenCall(callback, () => endTest(runner, test))])
  })
  replaceMethod(mocha.Runner.prototype, 'hook', ({ self: runner, call, parameters: [name, callback] }) => {
    if (name === 'beforeAll' || name === 'afterAll') current = undefined
    if (name !== 'afterAll' || !isRunner(runner) || !runner.suite.root) return call()
    return call([name, thenCall(callback, () => endRun(runner))])
  })

  async function endTest(runner: MochaRunner, test: MochaRunnable): Promise<void> {
    const error = await watcher.onEnd(test)
    if (error !== undefined) runner.fail(test, error)
  }

  async function endRun(runner: MochaRunner): Promise<void> {
    for (const error of await watcher.onRootEnd(runner.suite)) {
      const hook = new mocha.Hook('"after all" hook of rewind', () => {})
      runner.fail(Object.assign(hook, { parent: runner.suite, ctx: {} }), error)
    }
  }
}

function thenCall(callback: unknown, step: () => Promise<void>): Callback {
  const next = async (results: readonly unknown[]): Promise<void> => {
    await step()
    // Past the promise: what the callback throws is the runner's own affair.
    setImmediate(() => typeof callback === 'function' && Reflect.apply(callback, undefined, results))
  }
  return (...results) => void next(results)
}
