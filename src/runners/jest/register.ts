import { isOff, mayGoLive } from '../../decide.ts'
import { asRewindError, RewindError } from '../../errors.ts'
import { emptyReport, type TestReport } from '../../report/test-report.ts'
import { enterScope as enterContext, environment, runInScope, setFileScope } from '../../scope/active-scopes.ts'
import { wrapStarters } from '../../scope/inherit/wrap-starters.ts'
import { interceptSandbox, startInterception } from '../../scope/interception.ts'
import type { Scope } from '../../scope/scope.ts'
import { hasReporter } from '../report/reporter-presence.ts'
import { sayWhatWentLive } from '../report/say-what-went-live.ts'
import { leaveReports } from '../report/worker-reports.ts'
import type { TestIdentity } from '../test-file-rules.ts'
import { TestFile } from '../test-file.ts'
import { withoutOwnFrames } from '../without-own-frames.ts'
import {
  addCircusHandler,
  hooksOf,
  pathOf,
  testsOf,
  type CircusEvent,
  type CircusState,
  type CircusTest,
} from './circus.ts'
import { leaveOutOwnFrames } from './leave-out-own-frames.ts'
import { canBeLimited, limitUserFunction } from './limit-user-function.ts'
import { leaveOutEchoes, shortenEchoes } from './shorten-echoes.ts'
import { wrapUserFunction, type Enter } from './wrap-user-function.ts'

/** What the set-up file hands over, from the sandbox of the test file. */
interface JestApi {
  /** Its `globalThis`. */
  readonly sandbox: object
  /** Absolute path of the test file. */
  readonly testPath: string | undefined
  /** Its `process.env`: a copy, which the tests change and read. */
  readonly variables: Record<string, string | undefined>
  /** Whether `--ci` is given. */
  readonly isCI: boolean
  /** Whether snapshots are updated: `-u`, and `u` in watch mode. */
  readonly isUpdate: boolean
}

/** Sandboxes that are listened to: the set-up file may be listed twice. */
const registered = new WeakSet<object>()

/**
 * Ties the sessions to the tests of the file that is being set up. Called once for every evaluation of the set-up file.
 *
 * @throws {RewindError} `REWIND_RUNNER` where no test file runs or this is not Jest 30, `REWIND_OPTIONS` or
 *   `REWIND_CONFIG` when options are wrong
 */
export function registerJest(api: JestApi): void {
  const { testPath } = api
  if (testPath === undefined) {
    throw new RewindError('REWIND_RUNNER', {
      summary: "'rewind/jest' was loaded where no test file runs",
      remedy: 'list it in setupFilesAfterEnv, not in setupFiles or globalSetup',
    })
  }
  if (registered.has(api.sandbox)) return
  const surroundings = {
    ...environment,
    variables: api.variables,
    isCI: environment.isCI || api.isCI,
    isUpdate: api.isUpdate,
  }
  const run = new FileRun(withoutOwnFrames(() => new TestFile(testPath, { surroundings })))
  if (!addCircusHandler(api.sandbox, (event, state) => run.handle(event, state))) {
    throw new RewindError('REWIND_RUNNER', {
      summary: 'this Jest does not report test events, which rewind needs to know whose call it is',
      remedy: 'npm install --save-dev jest@latest   (30 or newer, with its own test runner, jest-circus)',
    })
  }
  registered.add(api.sandbox)
  // One worker runs test files of several projects, with and without rewind.
  startInterception({ kind: 'pass', failRun })
  wrapStarters()
  interceptSandbox(api.sandbox)
  run.enter()
}

// Jest takes the exit code of its own process. That of a worker it does not see, but its reporter reads what this leaves.
function failRun(error: Error): void {
  process.emitWarning(error)
  process.exitCode = 1
  leaveReports([{ ...emptyReport('strict'), outsideTests: true, failsRun: true }])
}

/** One run of a test file. */
class FileRun {
  readonly #file: TestFile
  readonly #ids = new Map<CircusTest, TestIdentity>()
  readonly #attempts = new Map<CircusTest, Scope>()
  readonly #reports = new Map<CircusTest, TestReport>()
  /** The test that hooks around tests run for: none run for concurrent ones. */
  #current: CircusTest | undefined

  constructor(file: TestFile) {
    this.#file = file
  }

  enter(): void {
    // Also of what the top level of the file starts, such as a timer, and what it does when the file has ended.
    enterContext(this.#file.scope)
    setFileScope(this.#file.scope)
  }

  handle(event: CircusEvent, state: CircusState): Promise<void> | undefined {
    switch (event.name) {
      case 'run_start':
        return guard(state.unhandledErrors, async () => this.#begin(state))
      case 'test_started':
        if (!event.test.concurrent) this.#current = event.test
        return undefined
      case 'test_done':
        return guard(event.test.errors, () => this.#endTest(event.test))
      case 'test_skip':
      case 'test_todo':
        shortenEchoes(event.test)
        return undefined
      case 'run_finish':
        return guard(state.unhandledErrors, () => this.#endFile(state))
      default:
        return undefined
    }
  }

  // Nothing can be added from now on. Hooks around each test do not run for concurrent ones: the functions themselves
  // are wrapped.
  #begin({ rootDescribeBlock, testTimeout }: CircusState): void {
    for (const [index, test] of testsOf(rootDescribeBlock).entries()) {
      this.#ids.set(test, { id: String(index), path: pathOf(test) })
      this.#ownLimit(test, String(index), testTimeout)
      test.fn = wrapUserFunction(test.fn, () => this.#enterTest(test))
    }
    for (const hook of hooksOf(rootDescribeBlock)) {
      const isOfTest = hook.type === 'beforeEach' || hook.type === 'afterEach'
      hook.fn = wrapUserFunction(hook.fn, () =>
        isOfTest ? this.#enterTest(this.#current) : enterScope(this.#file.scope),
      )
    }
  }

  // Only where a call may go live: any other test keeps the limit that Jest gives it.
  #ownLimit(test: CircusTest, id: string, testTimeout: number): void {
    const { mode, recordTimeout } = this.#file.scope.options()
    const limit = test.timeout ?? testTimeout
    if (!mayGoLive(mode, { hasRecordings: false }) || isOff(mode) || limit >= recordTimeout || !canBeLimited(test.fn))
      return
    test.fn = limitUserFunction(test.fn, { milliseconds: limit, open: () => this.#file.limits.open(id) })
    // A second more, so that our limit is the one that fails the test.
    test.timeout = recordTimeout + 1000
  }

  #enterTest(test: CircusTest | undefined): Enter {
    return enterScope(test === undefined ? this.#file.scope : this.#attemptOf(test))
  }

  // Opened by whatever comes first: a hook, the test, or its end. Before Jest 30.5 concurrent tests run ahead of their
  // start.
  #attemptOf(test: CircusTest): Scope {
    const known = this.#attempts.get(test)
    if (known !== undefined) return known
    const identity = this.#ids.get(test) ?? { id: '', path: pathOf(test) }
    const attempt = this.#file.openAttempt(identity, () => [...this.#ids.values()])
    this.#attempts.set(test, attempt)
    return attempt
  }

  async #endTest(test: CircusTest): Promise<void> {
    leaveOutOwnFrames(test.errors)
    const attempt = this.#attemptOf(test)
    this.#attempts.delete(test)
    const { error, report } = await this.#file.closeAttempt(attempt, test.errors.length > 0 ? 'failed' : 'passed')
    this.#reports.set(test, report)
    // Pushed, not thrown: this counts for test.failing too, and a retry is decided after it.
    if (error !== undefined) {
      leaveOutEchoes(test, error)
      test.errors.push(error)
    } else shortenEchoes(test)
  }

  async #endFile({ unhandledErrors, hasFocusedTests, testNamePattern }: CircusState): Promise<void> {
    leaveOutOwnFrames(unhandledErrors)
    const tests = [...this.#ids.keys()]
    // Tests that a filter left out had no chance to make the calls of hooks around them; `skip` and `todo` are not
    // filters.
    const isFiltered = hasFocusedTests === true || (testNamePattern ?? undefined) !== undefined
    const results = await this.#file.close({
      isComplete: tests.every(({ status, errors }) => (status === 'done' || !isFiltered) && errors.length === 0),
    })
    setFileScope(undefined)
    const reports = [...this.#reports.values(), ...results.map(({ report }) => report)]
    leaveReports(reports)
    if (!hasReporter())
      sayWhatWentLive(reports, { subject: this.#file.name, reporter: '--reporters=rewind/jest-reporter' })
    for (const { error } of results) if (error !== undefined) unhandledErrors.push(error)
  }
}

function enterScope(scope: Scope): Enter {
  return (run) => runInScope(scope, run)
}

// An error that is thrown at an event ends the whole file, without a word on its tests.
async function guard(errors: unknown[], step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch (error) {
    errors.push(asRewindError(error, 'follow the tests of a file'))
  }
}
