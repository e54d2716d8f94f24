import { dirname, join, relative, sep } from 'node:path'

import { cassetteDirectory, cassetteFileNames, FILE_CASSETTE } from '../cassette/file-name.ts'
import { diskStore, hashText } from '../cassette/store.ts'
import { findProjectRoot, loadConfigFile } from '../config-file.ts'
import type { Outcome } from '../decide.ts'
import type { TestReport } from '../report/test-report.ts'
import type { OptionsLayer } from '../resolve-options.ts'
import { baseLayers, environment, keepReport } from './engine.ts'
import { openCassette, type OpenCassette } from './open-cassette.ts'
import { openScope, type Scope } from './scope.ts'

/** A test as its runner knows it. */
export interface TestIdentity {
  /** Unique in the file. */
  readonly id: string
  /** Names of its suites, then its own. */
  readonly path: readonly string[]
}

/** What an ended scope came to. */
export interface Verdict {
  readonly error: Error | undefined
  readonly report: TestReport
}

/** One test file during its run: its own scope, and those of the attempts of its tests. */
export interface TestFile {
  readonly scope: Scope
  /** Opens an attempt of a test. `tests` are all tests of the file, also those that do not run. */
  openAttempt(test: TestIdentity, tests: () => readonly TestIdentity[]): Attempt
  /** Ends the file. `isComplete` tells whether all of its tests ran. */
  close(isComplete: boolean): Promise<Verdict[]>
}

/** One attempt of a test. */
export interface Attempt {
  readonly scope: Scope
  close(outcome: Outcome): Promise<Verdict>
}

/** How a runner is told to run one test of one file. */
export type RunCommand = (file: string, testName: string | undefined) => string

/**
 * Opens a test file: finds its project, loads the configuration, and prepares a cassette for calls outside of tests.
 *
 * @param testPath - absolute path of the test file
 * @param command - builds the command that runs a test again
 * @returns the file
 * @throws {RewindOptionsError} when the configuration or the environment is wrong
 */
export function openTestFile(testPath: string, command: RunCommand): TestFile {
  const root = findProjectRoot(dirname(testPath))
  const config = loadConfigFile(root)
  const file = relative(root, testPath).split(sep).join('/')
  let seen: readonly OptionsLayer[] | undefined
  let outer: readonly OptionsLayer[] = []
  const layers = (): readonly OptionsLayer[] => {
    const base = baseLayers()
    if (seen !== base) {
      seen = base
      // What a set-up file configured stands over the configuration file.
      outer = config === undefined ? base : [config, ...base]
    }
    return outer
  }
  const handles = new Map<string, OpenCassette>()
  const attempts: Scope[] = []
  let names: ReadonlyMap<string, string> | undefined

  const openFor = (input: { id: string; title: string; testName: string | undefined; fileName: () => string; outer: () => readonly OptionsLayer[] }): Scope => {
    const handle = handles.get(input.id) ?? openCassette(root, () => join(opened.options().cassettes, cassetteDirectory(file), input.fileName()))
    handles.set(input.id, handle)
    const opened: Scope = openScope({
      names: {
        test: input.title,
        get cassette() {
          return handle.shownPath
        },
        rerecord: `REWIND_MODE=record ${command(file, input.testName)}`,
      },
      cassette: handle,
      store: diskStore,
      variables: environment.variables,
      now: () => new Date(),
      outer: input.outer,
      environment,
    })
    return opened
  }
  const scope: Scope = openFor({ id: '', title: file, testName: undefined, fileName: () => FILE_CASSETTE, outer: layers })

  return {
    scope,
    openAttempt(test, tests) {
      const attempt = openFor({
        id: test.id,
        title: test.path.join(' › '),
        testName: test.path.at(-1),
        fileName() {
          const known = (names ??= cassetteFileNames(tests(), hashText))
          return known.get(test.id) ?? FILE_CASSETTE
        },
        outer: () => scope.layers(),
      })
      attempts.push(attempt)
      return {
        scope: attempt,
        async close(outcome) {
          const verdict = await attempt.session.close(outcome)
          keepReport(verdict.report)
          return verdict
        },
      }
    },
    async close(isComplete) {
      const verdicts = [await scope.session.close(isComplete ? 'passed' : 'skipped')]
      for (const attempt of attempts) {
        const late = await attempt.session.closeLate()
        if (late !== undefined) verdicts.push(late)
      }
      for (const verdict of verdicts) keepReport(verdict.report)
      return verdicts
    },
  }
}
