import { relative, sep } from 'node:path'

import type { aroundAll, aroundEach, expect, RunnerTask, RunnerTestCase, RunnerTestFile } from 'vitest'

import type { Outcome } from '../decide.ts'
import { RewindError } from '../errors.ts'
import { runInScope, setFileScope, startInterception } from './engine.ts'
import { TestFile, type TestIdentity } from './test-file.ts'

/** What the set-up file hands over: the runner's own functions, from the realm of the tests. */
interface VitestApi {
  readonly aroundAll: typeof aroundAll
  readonly aroundEach: typeof aroundEach
  readonly expect: typeof expect
}

/** The state of every run of a file that has its hooks: each run begins with a new one, and the set-up file may be listed twice. */
const registered = new WeakSet<object>()

/**
 * Ties the sessions to the tests of the file that is being set up. Called once for every evaluation of the set-up file.
 *
 * @param api - the runner
 * @throws {RewindError} `REWIND_RUNNER` when this Vitest is too old, `REWIND_OPTIONS` or `REWIND_CONFIG` when options are wrong
 */
export function registerVitest(api: VitestApi): void {
  if (typeof api.aroundEach !== 'function' || typeof api.aroundAll !== 'function') {
    throw new RewindError('REWIND_RUNNER', {
      summary: 'this Vitest has no aroundEach(), which rewind ties its sessions to',
      remedy: 'npm install --save-dev vitest@latest   (4.1 or newer)',
    })
  }
  const run = api.expect.getState()
  const { testPath } = run
  if (testPath === undefined) {
    throw new RewindError('REWIND_RUNNER', {
      summary: "'rewind/vitest' was loaded where no test file runs",
      remedy: "list it in test.setupFiles, not in globalSetup or in a test's imports",
    })
  }
  if (registered.has(run)) return
  registered.add(run)
  startInterception()
  const file = new TestFile(testPath, commandOf)
  setFileScope(file.scope)
  registerHooks(api, file)
}

function registerHooks(api: VitestApi, file: TestFile): void {
  let fileTask: RunnerTestFile | undefined
  const failures: Error[] = []

  // oxlint-disable-next-line no-empty-pattern -- Vitest reads the parameter's text and demands a pattern
  api.aroundAll(async (runSuite, {}, suite) => {
    await runInScope(file.scope, runSuite)
    const verdicts = await file.close(fileTask === undefined ? false : ranCompletely(fileTask))
    setFileScope(undefined)
    if (verdicts[0] !== undefined) suite.meta.rewind = verdicts[0].report
    const errors = [...failures, ...verdicts.flatMap(({ error }) => (error === undefined ? [] : [error]))]
    if (errors[0] !== undefined) throw errors[0]
  })

  // The context must be destructured: a plain parameter breaks the fixtures of a user's test.extend().
  api.aroundEach(async (runTest, { task }) => {
    fileTask = task.file
    const attempt = file.openAttempt(identify(task), () => identifyAll(task.file))
    await runInScope(attempt, runTest)
    const { error, report } = await file.closeAttempt(attempt, outcomeOf(task))
    task.meta.rewind = report
    if (error === undefined) return
    // Vitest turns any error of a test.fails() into a pass: a divergence must not hide there.
    if (task.fails === true) failures.push(error)
    else throw error
  })
}

function identify(task: RunnerTask): TestIdentity {
  const path: string[] = []
  for (let node: RunnerTask | undefined = task; node !== undefined && node !== node.file; node = node.suite ?? undefined) path.unshift(node.name)
  return { id: task.id, path }
}

// All tests of the file in the order they were written: ids hold their positions, which neither `-t` nor shuffle changes.
function identifyAll(file: RunnerTestFile): TestIdentity[] {
  return testsOf(file).toSorted((left, right) => comparePositions(positionsOf(left), positionsOf(right))).map(identify)
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

// Tests that a filter left out had no chance to make the calls of hooks around them.
function ranCompletely(file: RunnerTestFile): boolean {
  return testsOf(file).every((test) => test.mode === 'run' && test.result?.state === 'pass')
}

// The state, not the errors: those of an earlier attempt stay beside a later one that passes.
function outcomeOf(task: RunnerTestCase): Outcome {
  const state = task.result?.state
  if (state === 'skip') return 'skipped'
  return state === 'fail' && task.fails !== true ? 'failed' : 'passed'
}

function commandOf(file: string, testName: string | undefined): string {
  const path = relative(process.cwd(), file).split(sep).join('/')
  if (testName === undefined) return `npx vitest run ${quote(path)}`
  // Vitest reads the name as a regular expression.
  return `npx vitest run ${quote(path)} -t ${quote(testName.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`))}`
}

function quote(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `"${word.replaceAll(/["$`\\]/g, String.raw`\$&`)}"`
}
