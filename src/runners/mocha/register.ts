import type { Outcome } from '../../decide.ts'
import { assertNode } from '../../process/assert-node.ts'
import { runInScope, setFileScope } from '../../scope/active-scopes.ts'
import { wrapStarters } from '../../scope/inherit/wrap-starters.ts'
import { startInterception } from '../../scope/interception.ts'
import type { Scope } from '../../scope/scope.ts'
import { isEcho } from '../../session/explain/failures/echo.ts'
import { leaveOrSay } from '../report/leave-or-say.ts'
import { TestFile } from '../test-file.ts'
import type { TestLimit } from '../test-limits.ts'
import { findMocha, isRunnable, pathOf, type MochaRunnable } from './mocha-classes.ts'
import { watchMocha, type MochaWatcher } from './watch-mocha.ts'

const state = { isRegistered: false }

/**
 * Ties the sessions to the tests that Mocha runs in this process. Harmless when repeated.
 *
 * @throws {RewindError} `REWIND_RUNNER` where no Mocha runs, Node.js is too old, or the runtime cannot be intercepted
 */
export function registerMocha(): void {
  if (state.isRegistered) return
  assertNode()
  const mocha = findMocha(process.argv)
  state.isRegistered = true
  startInterception()
  wrapStarters()
  watchMocha(mocha, new Run())
}

/** One run of a test file. */
interface FileRun {
  readonly file: TestFile
  /** All of its tests, in the order they are written. */
  readonly tests: MochaRunnable[]
  /** How those ended that ran. */
  readonly outcomes: Map<MochaRunnable, Outcome>
}

interface Attempt {
  readonly scope: Scope
  readonly limit: TestLimit
  /** What Mocha already fails it with. */
  reported?: Error | undefined
}

class Run implements MochaWatcher {
  readonly #files = new Map<string, FileRun>()
  readonly #attempts = new Map<MochaRunnable, Attempt>()
  /** The files of hooks: Mocha keeps none of those that are outside of every suite. */
  readonly #hookFiles = new WeakMap<MochaRunnable, string>()
  /** The file that is being loaded, or was loaded last. */
  #loading = ''

  onFile(file: string): void {
    this.#loading = file
    setFileScope(this.#fileOf(file).file.scope)
  }

  onDefined(test: MochaRunnable): void {
    // Mocha names the file a moment later.
    this.#fileOf(test.file ?? this.#loading).tests.push(test)
  }

  onHook(hook: MochaRunnable): void {
    this.#hookFiles.set(hook, hook.file ?? this.#loading)
  }

  onBegin(test: MochaRunnable): void {
    const { file, tests } = this.#fileOf(test.file ?? this.#loading)
    const identities = (): readonly { readonly id: string; readonly path: readonly string[] }[] =>
      tests.map((known, index) => ({ id: String(index), path: pathOf(known) }))
    const id = String(tests.indexOf(originalOf(test)))
    const limit = file.limits.open(id, (milliseconds) => {
      const own = test.timeout()
      if (typeof own === 'number' && own > 0 && own < milliseconds) test.timeout(milliseconds)
    })
    this.#attempts.set(test, { scope: file.openAttempt({ id, path: pathOf(test) }, identities), limit })
    setFileScope(file.scope)
  }

  run(runnable: MochaRunnable, test: MochaRunnable | undefined, code: () => unknown): unknown {
    const attempt = this.#attempts.get(runnable) ?? (test === undefined ? undefined : this.#attempts.get(test))
    const path = this.#hookFiles.get(runnable) ?? runnable.file ?? this.#loading
    return runInScope(attempt?.scope ?? this.#fileOf(path).file.scope, code)
  }

  // Known before Mocha decides on a retry: the hooks after the test are still to come.
  afterBody(test: MochaRunnable, error: unknown): unknown {
    const attempt = this.#attempts.get(test)
    const own = attempt && this.#fileOf(test.file ?? this.#loading).file.takeFailure(attempt.scope)
    if (attempt === undefined || own === undefined) return error
    attempt.reported = own
    // Mocha shows one error of a test, and its cause. The client's repeats what ours says in full.
    if (error instanceof Error && !isEcho(error.message)) own.cause ??= error
    return own
  }

  async onEnd(test: MochaRunnable): Promise<Error | undefined> {
    const attempt = this.#attempts.get(test)
    if (attempt === undefined) return undefined
    this.#attempts.delete(test)
    attempt.limit.close()
    const { file, outcomes } = this.#fileOf(test.file ?? this.#loading)
    const outcome = outcomeOf(test, attempt)
    outcomes.set(originalOf(test), outcome)
    const { error } = await file.closeAttempt(attempt.scope, outcome)
    return error === attempt.reported ? undefined : error
  }

  async onRootEnd(): Promise<readonly Error[]> {
    const errors: Error[] = []
    for (const { file, tests, outcomes } of this.#files.values()) {
      const isComplete = tests.every((test) => test.pending || ['passed', 'skipped'].includes(outcomes.get(test) ?? ''))
      const results = await file.close({ isComplete })
      const reports = [...file.testReports(), ...results.map(({ report }) => report)]
      leaveOrSay(reports, { subject: file.name })
      errors.push(...results.flatMap(({ error }) => error ?? []))
    }
    // In watch mode the same process runs them again.
    this.#files.clear()
    setFileScope(undefined)
    return errors
  }

  #fileOf(path: string): FileRun {
    const known = this.#files.get(path)
    if (known !== undefined) return known
    const made: FileRun = { file: new TestFile(path), tests: [], outcomes: new Map() }
    this.#files.set(path, made)
    return made
  }
}

function outcomeOf({ state: outcome, pending }: MochaRunnable, { reported }: Attempt): Outcome {
  if (pending || outcome === 'pending') return 'skipped'
  return outcome === 'passed' && reported === undefined ? 'passed' : 'failed'
}

// A retry is a copy.
function originalOf(test: MochaRunnable): MochaRunnable {
  const original = test.retriedTest?.()
  return isRunnable(original) ? original : test
}
