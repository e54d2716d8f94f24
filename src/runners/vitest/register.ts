import type { aroundAll, aroundEach, expect, RunnerTask, RunnerTestCase, RunnerTestFile } from 'vitest'

import type { Outcome } from '../../decide.ts'
import { RewindError } from '../../errors.ts'
import { environment, runInScope, setFileScope } from '../../scope/active-scopes.ts'
import { wrapStarters } from '../../scope/inherit/wrap-starters.ts'
import { interceptSandbox, startInterception } from '../../scope/interception.ts'
import { isEcho, isSaidBy } from '../../session/explain/failures/echo.ts'
import { memberOf } from '../../text/unknown/member-of.ts'
import { leaveOrSay } from '../report/leave-or-say.ts'
import { hasReporter } from '../report/reporter-presence.ts'
import type { TestIdentity } from '../test-file-rules.ts'
import { TestFile } from '../test-file.ts'
import { TestLimits } from '../test-limits.ts'
import { uniteErrors } from '../unite-errors.ts'
import { withoutOwnFrames } from '../without-own-frames.ts'
import { isFiltered } from './is-filtered.ts'
import { lengthenTimeouts, type RunnerClass } from './lengthen-timeouts.ts'
import { ownImports } from './own-imports.ts'

/** What the set-up file hands over: the runner's own functions, from the realm of the tests. */
interface VitestApi {
  /** Their `globalThis`: that of the process, except in vm pools. */
  readonly sandbox: object
  readonly aroundAll: typeof aroundAll
  readonly aroundEach: typeof aroundEach
  readonly expect: typeof expect
  readonly TestRunner: RunnerClass
}

/** One run of a test file. */
interface FileRun {
  readonly testPath: string
  readonly file: TestFile
  /** What Vitest would turn into passes. */
  readonly failures: Error[]
  /** Known once a test begins. */
  task: RunnerTestFile | undefined
}

/** The file that was set up last, until its tests begin: the set-up file may be listed twice. */
let prepared: FileRun | undefined
/** The file that runs: one after the other in each worker. */
let current: TestFile | undefined
/** Tests and files whose hooks are running: listed twice, the inner hooks leave them to the outer ones. */
const running = new WeakSet<object>()

/**
 * Ties the sessions to the tests of the file that is being set up. Called once for every evaluation of the set-up file.
 *
 * @throws {RewindError} `REWIND_RUNNER` where no test file runs or this Vitest is too old, `REWIND_OPTIONS` or
 *   `REWIND_CONFIG` when options are wrong
 */
export function registerVitest(api: VitestApi): void {
  if (typeof api.aroundEach !== 'function' || typeof api.aroundAll !== 'function') {
    throw new RewindError('REWIND_RUNNER', {
      summary: 'this Vitest has no aroundEach(), which rewind needs',
      remedy: 'npm install --save-dev vitest@latest   (4.1 or newer)',
    })
  }
  const { testPath } = api.expect.getState()
  if (testPath === undefined) {
    throw new RewindError('REWIND_RUNNER', {
      summary: "'rewind/vitest' was loaded where no test file runs",
      remedy: "list it in test.setupFiles, not in globalSetup or in a test's imports",
    })
  }
  startInterception()
  wrapStarters()
  interceptSandbox(api.sandbox)
  if (prepared?.testPath !== testPath)
    prepared = { testPath, file: openTestFile(testPath, api.sandbox), failures: [], task: undefined }
  setFileScope(prepared.file.scope)
  current = prepared.file
  ownImports(api.TestRunner, () => current?.scope)
  lengthenTimeouts(api.TestRunner, () => current?.limits ?? new TestLimits())
  registerHooks(api, prepared)
}

function openTestFile(testPath: string, sandbox: object): TestFile {
  const surroundings = { ...environment, isUpdate: updatesSnapshots(sandbox) }
  return withoutOwnFrames(() => new TestFile(testPath, { surroundings }))
}

// Known to a set-up file by the worker's own state only: Vitest hands it to `expect` when the first test begins. It is
// 'all' under -u, and for the run that follows u in watch mode.
function updatesSnapshots(sandbox: object): boolean {
  return (
    memberOf(
      memberOf(memberOf(Reflect.get(sandbox, '__vitest_worker__'), 'config'), 'snapshotOptions'),
      'updateSnapshot',
    ) === 'all'
  )
}

function registerHooks(api: VitestApi, run: FileRun): void {
  const { file } = run
  // oxlint-disable-next-line no-empty-pattern -- Vitest reads the parameter's text and demands a pattern
  api.aroundAll(async (runSuite, {}, suite) => {
    if (running.has(suite)) return runSuite()
    running.add(suite)
    prepared = undefined
    await runInScope(file.scope, runSuite)
    const results = await file.close({ isComplete: run.task !== undefined && ranCompletely(run.task, api.sandbox) })
    setFileScope(undefined)
    const reports = results.map(({ report }) => report)
    suite.meta.rewind = reports
    // Only a reporter of Vitest's gets what its workers know.
    if (!hasReporter())
      leaveOrSay([...file.testReports(), ...reports], { subject: file.name, reporter: '--reporter=rewind/reporter' })
    const error = uniteErrors([...run.failures, ...results.flatMap((result) => result.error ?? [])])
    if (error !== undefined) throw error
  })

  // The context must be destructured: a plain parameter breaks the fixtures of a user's test.extend().
  api.aroundEach(async (runTest, { task }) => {
    if (running.has(task)) return runTest()
    running.add(task)
    run.task = task.file
    const attempt = file.openAttempt(identify(task), () => identifyAll(task.file))
    const earlier = task.result?.errors?.length ?? 0
    await runInScope(attempt, runTest)
    const { error, report } = await file.closeAttempt(attempt, outcomeOf(task))
    running.delete(task)
    task.meta.rewind = report
    if (error === undefined) return
    leaveOutEchoes(task, earlier, error)
    // Vitest turns any error of a test.fails() into a pass, and drops that of a skipped test: a divergence must not
    // hide there.
    if (task.fails === true || task.result?.state === 'skip') run.failures.push(error)
    else throw error
  })
}

// The client's error repeats what ours says in full, and that of a `withCassette()` is ours. Those of earlier attempts
// stay.
function leaveOutEchoes({ result }: RunnerTestCase, earlier: number, error: Error): void {
  const errors = result?.errors ?? []
  const others = errors.filter(
    ({ name, message }, index) =>
      index < earlier || name === 'AssertionError' || !(isEcho(message) || isSaidBy(error, message)),
  )
  errors.splice(0, errors.length, ...others)
}

function identify(task: RunnerTask): TestIdentity {
  const path: string[] = []
  for (
    let node: RunnerTask | undefined = task;
    node !== undefined && node !== node.file;
    node = node.suite ?? undefined
  )
    path.unshift(node.name)
  return { id: task.id, path }
}

// All tests of the file in the order they were written: ids hold their positions, which neither `-t` nor shuffle
// changes.
function identifyAll(file: RunnerTestFile): TestIdentity[] {
  return testsOf(file)
    .toSorted((left, right) => comparePositions(positionsOf(left), positionsOf(right)))
    .map(identify)
}

function testsOf(task: RunnerTask): RunnerTestCase[] {
  return task.type === 'test' ? [task] : task.tasks.flatMap(testsOf)
}

function positionsOf(task: RunnerTask): number[] {
  return task.id.split('_').slice(1).map(Number)
}

function comparePositions(left: readonly number[], right: readonly number[]): number {
  const index = left.findIndex((position, place) => position !== right[place])
  return index === -1 ? left.length - right.length : (left[index] ?? 0) - (right[index] ?? 0)
}

// Tests that a filter left out had no chance to make the calls of hooks around them; `skip` and `todo` are not filters.
function ranCompletely(file: RunnerTestFile, sandbox: object): boolean {
  const tests = testsOf(file)
  if (tests.some(({ mode }) => mode !== 'run') && isFiltered(file, sandbox)) return false
  return tests.every(({ mode, result }) => mode !== 'run' || result?.state === 'pass' || result?.state === 'skip')
}

// The state, not the errors: those of an earlier attempt stay beside a later one that passes.
function outcomeOf(task: RunnerTestCase): Outcome {
  const state = task.result?.state
  if (state === 'skip') return 'skipped'
  return state === 'fail' && task.fails !== true ? 'failed' : 'passed'
}
