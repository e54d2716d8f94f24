import { statSync } from 'node:fs'

import type { Outcome } from '../../decide.ts'
import { assertNode } from '../../process/assert-node.ts'
import { environment, runInScope, setFileScope } from '../../scope/active-scopes.ts'
import { isGuest } from '../../scope/inherit/start-guest.ts'
import { wrapStarters } from '../../scope/inherit/wrap-starters.ts'
import { startInterception } from '../../scope/interception.ts'
import type { Scope } from '../../scope/scope.ts'
import { isEcho } from '../../session/explain/failures/echo.ts'
import { isObject } from '../../text/unknown/is-object.ts'
import { memberOf } from '../../text/unknown/member-of.ts'
import { hideFields } from '../hide-fields.ts'
import { leaveOrSay } from '../report/leave-or-say.ts'
import { TestFile } from '../test-file.ts'
import { uniteErrors } from '../unite-errors.ts'
import { beginRun } from './begin-run.ts'
import { commandLineOf, roleOf, type CommandLine } from './command-line.ts'
import { chosenBy, idOf, pathOf, type RunnerTest } from './runner-test.ts'
import { watchTests } from './watch-tests.ts'

/** One run of a test file. */
interface FileRun {
  readonly file: TestFile
  /** All that are known, in the order they are written. */
  readonly tests: RunnerTest[]
  /** What node:test would turn into passes. */
  readonly failures: Error[]
}

const state = { isRegistered: false }

/**
 * Ties the sessions to the tests that node:test runs in this process, or collects what its processes report where this
 * is the one that starts them. Harmless when repeated.
 *
 * @throws {RewindError} `REWIND_RUNNER` in a runtime that cannot be intercepted or is too old, `REWIND_OPTIONS` or
 *   `REWIND_CONFIG` when options are wrong
 */
export function registerNodeTest(): void {
  if (state.isRegistered || isGuest()) return
  assertNode()
  state.isRegistered = true
  const line = commandLineOf(process)
  const role = roleOf(line, process.env)
  // In watch mode it never ends: each process says by itself what went live.
  if (role !== 'worker' && !line.flags.includes('--watch')) beginRun(line)
  if (role === 'starter') return
  const [, script] = process.argv
  // The folder of a test file's cassettes is named like it, and some patterns of node:test find folders too.
  if (role === 'worker' && script !== undefined && isFolder(script)) process.exit()
  startInterception()
  wrapStarters()
  const run = new Run(line)
  if (script !== undefined && !line.flags.includes('--test')) setFileScope(run.fileOf(script).file.scope)
  watchTests(run)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** The test files of this process: one, or all under `--test-isolation=none`. */
class Run {
  readonly #line: CommandLine
  readonly #files = new Map<string, FileRun>()
  readonly #attempts = new Map<RunnerTest, Scope>()

  constructor(line: CommandLine) {
    this.#line = line
  }

  fileOf(path: string): FileRun {
    const known = this.#files.get(path)
    if (known !== undefined) return known
    const surroundings = { ...environment, isUpdate: this.#line.isUpdate }
    const made: FileRun = { file: new TestFile(path, { surroundings, known: 'after' }), tests: [], failures: [] }
    this.#files.set(path, made)
    return made
  }

  onDefined(test: RunnerTest): void {
    const run = this.#runOf(test)
    run.tests.push(test)
    // Where one process runs all files, they load one after the other.
    if (!this.#attempts.has(test.parent ?? test)) setFileScope(run.file.scope)
  }

  onBegin(test: RunnerTest): void {
    const { file, tests } = this.#runOf(test)
    // The first test may be older than what watches it.
    if (!tests.includes(test)) tests.unshift(test)
    const identity = { id: idOf(test), path: pathOf(test), chosenBy: chosenBy(test) }
    this.#attempts.set(
      test,
      file.openAttempt(identity, () => tests.map((known) => ({ id: idOf(known), path: pathOf(known) }))),
    )
  }

  run<Result>(owner: RunnerTest, code: () => Result): Result {
    const scope = this.#attempts.get(owner) ?? this.#findRun(owner)?.file.scope
    return scope === undefined ? code() : runInScope(scope, code)
  }

  async onEnd(test: RunnerTest): Promise<Error | undefined> {
    const attempt = this.#attempts.get(test)
    if (attempt === undefined) return undefined
    this.#attempts.delete(test)
    const run = this.#runOf(test)
    const { error } = await run.file.closeAttempt(attempt, outcomeOf(test))
    if (error === undefined) return undefined
    hideFields(error)
    if (test.expectFailure !== undefined && test.expectFailure !== false) run.failures.push(error)
    else if (test.error === null) return error
    else addTo(test, error)
    return undefined
  }

  async onRootEnd(): Promise<void> {
    const errors: Error[] = []
    for (const { file, tests, failures } of this.#files.values()) {
      const results = await file.close({ isComplete: ranCompletely(tests) })
      const reports = [...file.testReports(), ...results.map(({ report }) => report)]
      leaveOrSay(reports, { subject: file.name })
      errors.push(...failures, ...results.flatMap(({ error }) => error ?? []))
    }
    setFileScope(undefined)
    const error = uniteErrors(errors)
    if (error === undefined) return
    // Where one process does it all, node:test prints the error, and ends well.
    process.exitCode = 1
    throw hideFields(error)
  }

  #runOf(test: RunnerTest): FileRun {
    return this.#findRun(test) ?? this.fileOf(test.loc?.file ?? '')
  }

  // Undefined for what is around all files of a process.
  #findRun(test: RunnerTest): FileRun | undefined {
    const script = this.#line.flags.includes('--test') ? undefined : process.argv[1]
    const path = test.entryFile ?? test.loc?.file ?? script ?? ''
    return path === '' ? undefined : this.fileOf(path)
  }
}

function outcomeOf(test: RunnerTest): Outcome {
  if (test.skipped) return 'skipped'
  return test.error === null || test.passed ? 'passed' : 'failed'
}

// Tests that a filter left out had no chance to make the calls of hooks around them; `skip` and `todo` are not filters.
function ranCompletely(tests: readonly RunnerTest[]): boolean {
  return tests.every(({ filtered, passed, skipped }) => !filtered && (passed || skipped))
}

// A failed test shows one error. The client's repeats what ours says in full; any other keeps its place.
function addTo(test: RunnerTest, error: Error): void {
  const cause = memberOf(test.error, 'cause')
  const message = isObject(cause) ? memberOf(cause, 'message') : cause
  if (isObject(test.error) && isEcho(String(message))) Reflect.set(test.error, 'cause', error)
  else test.diagnostic(error.message)
}
