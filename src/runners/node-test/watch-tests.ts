import { createHook } from 'node:async_hooks'

import { replaceMethod } from '../../process/replace-method.ts'
import { isObject } from '../../text/unknown/is-object.ts'
import { memberOf } from '../../text/unknown/member-of.ts'
import { isRunnerHook, isRunnerTest, isUserTest, type RunnerTest } from './runner-test.ts'

/** Called with what node:test does. */
export interface TestWatcher {
  /** A test was defined; it may never run. */
  onDefined(test: RunnerTest): void
  /** A test begins, before its hooks. */
  onBegin(test: RunnerTest): void
  /** A test has ended, after its hooks. @returns what it fails with beside what it failed with already */
  onEnd(test: RunnerTest): Promise<Error | undefined>
  /** All tests and hooks have ended. @throws what the file fails with */
  onRootEnd(root: RunnerTest): Promise<void>
  /**
   * Runs code of a user in the scope of a test or a file.
   *
   * @param owner - the test; a suite or the root for what is around tests
   */
  run<Result>(owner: RunnerTest, code: () => Result): Result
}

/** What node:test makes each test of: no part of its public interface leads there. */
const RESOURCE = 'Test'

/**
 * Watches the tests of this process from the first one on. The public hooks of node:test do not do: on Node.js 22
 * nothing that they enter reaches the test, and they are called before the user's own of the same kind.
 */
export function watchTests(watcher: TestWatcher): void {
  const hook = createHook({
    // The root is the first, or where it is older what is first in it. Its fields are not there yet, but its class is.
    init(...[, type, , resource]) {
      const prototype = type === RESOURCE ? findTestClass(resource) : undefined
      if (prototype === undefined) return
      hook.disable()
      patch(prototype, watcher)
    },
  })
  hook.enable()
}

// Suites and hooks are tests of classes of their own.
function findTestClass(resource: object): object | undefined {
  let prototype: unknown = Object.getPrototypeOf(resource)
  while (isObject(prototype)) {
    if (Object.hasOwn(prototype, 'createSubtest')) return prototype
    prototype = Object.getPrototypeOf(prototype)
  }
  return undefined
}

function patch(prototype: object, watcher: TestWatcher): void {
  /** Tests by the context objects that their functions and hooks get. */
  const byContext = new WeakMap<object, RunnerTest>()
  const ownerOf = (test: RunnerTest, parameters: readonly unknown[]): RunnerTest => {
    if (!isRunnerHook(test)) return test
    if (test.hookType === 'before' || test.hookType === 'after') {
      // Where one process runs all files, only the hook itself knows its file.
      const isOfAllFiles = test.parentTest.parent === null && (test.parentTest.entryFile ?? '') === ''
      return isOfAllFiles ? test : test.parentTest
    }
    const [context] = parameters
    return (isObject(context) ? byContext.get(context) : undefined) ?? test.parentTest
  }
  wrap(prototype, 'getRunArgs', (test, call) => {
    const made = call()
    const context = memberOf(made, 'ctx')
    if (isObject(context)) byContext.set(context, test)
    return made
  })
  wrap(prototype, 'createSubtest', (_test, call) => {
    const made = call()
    if (isRunnerTest(made) && isUserTest(made)) watcher.onDefined(made)
    return made
  })
  wrap(prototype, 'run', (test, call) => {
    if (test.parent === null && !isRunnerHook(test)) endWithRoot(test, watcher)
    else if (isUserTest(test) && !test.skipped && !test.signal.aborted) {
      watcher.onBegin(test)
      endWithTest(test, watcher)
    }
    return call()
  })
  // Not on AsyncResource, whose method it is: everything else in the process stays as fast as it is.
  wrap(prototype, 'runInAsyncScope', (test, call, [code, receiver, ...parameters]) => {
    if (typeof code !== 'function') return call()
    return call([
      (...given: unknown[]): unknown =>
        watcher.run(ownerOf(test, parameters), () => Reflect.apply(code, receiver, given)),
      receiver,
      ...parameters,
    ])
  })
}

// Added when all others are, so that it comes last.
function endWithRoot(root: RunnerTest, watcher: TestWatcher): void {
  const createHookOf: unknown = Reflect.get(root, 'createHook')
  const file = root.entryFile ?? ''
  if (typeof createHookOf !== 'function') return
  Reflect.apply(createHookOf, root, [
    'after',
    () => watcher.onRootEnd(root),
    // Without a prototype, as node:test makes them.
    Object.assign(Object.create(null), { parent: root, hookType: 'after', loc: [1, 1, file], timeout: Infinity }),
  ])
}

/** Does nothing; node:test looks for hooks after a test only where there is one. */
const NO_HOOK = { run: () => Promise.resolve(), error: null } as const

function endWithTest(test: RunnerTest, watcher: TestWatcher): void {
  test.hooks.after.push(NO_HOOK)
  wrap(test, 'runHook', async (_test, call, [name]) => {
    try {
      await call()
    } finally {
      if (name === 'after') await end(test, watcher)
    }
  })
}

async function end(test: RunnerTest, watcher: TestWatcher): Promise<void> {
  const error = await watcher.onEnd(test)
  if (error !== undefined) throw error
}

type Around = (
  test: RunnerTest,
  call: (parameters?: readonly unknown[]) => unknown,
  parameters: readonly unknown[],
) => unknown

function wrap(holder: object, name: string, around: Around): void {
  replaceMethod(holder, name, ({ self, call, parameters }) =>
    isRunnerTest(self) ? around(self, call, parameters) : call(),
  )
}
