import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

import { cassetteDirectory, FILE_CASSETTE } from '../cassette/file-name.ts'
import { divergenceSurvivesRetry, type Outcome } from '../decide.ts'
import { findProjectRoot, loadConfigFile } from '../options/config/config-file.ts'
import { OptionLayers } from '../options/option-layers.ts'
import { turn } from '../process/clock.ts'
import { sha256 } from '../process/sha256.ts'
import type { TestReport } from '../report/test-report.ts'
import { baseLayers, environment, keepReport, endScopes } from '../scope/active-scopes.ts'
import { loadCalls } from '../scope/load-calls.ts'
import { openScope, type Scope, type ScopeEnvironment } from '../scope/scope.ts'
import type { ShownDivergences } from '../session/explain/failures/shown-divergences.ts'
import type { OpenCassette } from '../session/open-cassette.ts'
import type { SessionResult } from '../session/session-input.ts'
import { relativePath } from '../text/relative-path.ts'
import { CassetteNames } from './cassette-names.ts'
import { loadRarelyNeeded } from './load-rarely-needed.ts'
import { addHeldAgainst, addSpent } from './report/earlier-attempts.ts'
import type { ScopeNames, TestFileRules, TestIdentity } from './test-file-rules.ts'
import { TestLimits } from './test-limits.ts'

/** One test file during its run: a scope of its own, and those of the attempts of its tests. */
export class TestFile {
  /** Where calls outside of tests belong. */
  readonly scope: Scope
  /** How long its tests may take. */
  readonly limits = new TestLimits()
  readonly #rules: TestFileRules
  readonly #testPath: string
  readonly #root: string
  /** Path relative to the project root, with `/`. */
  readonly #file: string
  readonly #environment: ScopeEnvironment
  readonly #cassettes = new Map<string, OpenCassette>()
  readonly #attempts = new Map<Scope, TestIdentity>()
  /** Attempts that have not ended. */
  readonly #running = new Set<Scope>()
  /** What tests of this file have failed with, once one of them opened its session. */
  #shown: ShownDivergences | undefined
  /** What was taken of attempts before they ended. */
  readonly #taken = new Map<Scope, Error>()
  /** What attempts failed with that no later one makes up for, by test. */
  readonly #divergences = new Map<string, SessionResult>()
  /** What the attempts of each test came to, so far. */
  readonly #reports = new Map<string, TestReport>()
  readonly #names: CassetteNames

  /**
   * Finds the project of a test file and loads its configuration.
   *
   * @param testPath - absolute path of the test file
   * @param rules - what its runner does in a way of its own
   * @throws {RewindOptionsError} when the configuration or the environment is wrong
   */
  constructor(testPath: string, rules: TestFileRules = {}) {
    const { surroundings = environment } = rules
    this.#rules = rules
    this.#testPath = testPath
    this.#names = new CassetteNames(rules.known ?? 'before')
    this.#root = findProjectRoot(dirname(testPath))
    this.#file = relativePath(this.#root, testPath)
    this.#environment = surroundings
    this.scope = this.#open({
      id: '',
      title: this.#file,
      path: [],
      fileName: () => FILE_CASSETTE,
      // What a set-up file configured is stronger than the configuration file.
      layers: new OptionLayers({ process: surroundings, outer: baseLayers, config: loadConfigFile(this.#root) }),
    })
    // A wrong environment shows now, not with the first call.
    this.scope.options()
  }

  /**
   * Opens an attempt of a test. Attempts of one test share its cassette as it was before the first.
   *
   * @param tests - gives all tests of the file, also those that do not run, in the order they are written
   */
  openAttempt(test: TestIdentity, tests: () => readonly TestIdentity[]): Scope {
    if (this.#attempts.size === 0) this.#names.learnFrom(tests)
    const scope = this.#open({
      id: test.id,
      title: test.path.join(' › '),
      path: test.chosenBy ?? test.path,
      fileName: () => this.#names.of(test.id),
      layers: new OptionLayers({ process: this.#environment, outer: this.scope.layers }),
    })
    this.#attempts.set(scope, test)
    this.#running.add(scope)
    return scope
  }

  /** Path of the file from the project root, with `/`. */
  get name(): string {
    return this.#file
  }

  /** Absolute path of the cassette of what is outside of its tests. */
  get cassette(): string {
    return join(this.#folderOf(this.scope), FILE_CASSETTE)
  }

  /** Reports what is outside of tests as if it were one: a script is nothing else. */
  reportAsTest(report: TestReport): TestReport {
    const { outsideTests, ...asTest } = report
    return outsideTests === true ? asTest : report
  }

  /** What the attempts of each test came to: one report a test. */
  testReports(): readonly TestReport[] {
    return [...this.#reports.values()]
  }

  /**
   * Takes what an attempt fails with so far, for a runner that decides on a retry before the hooks after the test.
   *
   * @returns the error; `closeAttempt` gives the same one, unless more comes
   */
  takeFailure(attempt: Scope): Error | undefined {
    const error = attempt.sessionIfOpen?.takeFailure()
    if (error === undefined) return undefined
    this.#forRunner(error, this.#attempts.get(attempt)?.path ?? [])
    this.#taken.set(attempt, error)
    return error
  }

  /**
   * Ends an attempt.
   *
   * @param outcome - how it ended for the runner
   * @returns what the test fails with, and its report
   */
  async closeAttempt(attempt: Scope, outcome: Outcome): Promise<SessionResult> {
    this.#running.delete(attempt)
    const [closed, taken] = [await this.#closeScope(attempt, outcome), this.#taken.get(attempt)]
    const { error, report: own } = this.#addEarlier(attempt, { ...closed, error: closed.error ?? taken })
    const { id, path } = this.#attempts.get(attempt) ?? { id: '', path: [] }
    const earlier = this.#reports.get(id)
    const test = { name: path.join(' › '), file: this.#file, cassette: this.#cassetteOfTest(id, attempt) }
    const report = {
      ...addSpent(own, earlier),
      divergences: this.#place(own.divergences, path),
      project: this.#root,
      test,
    }
    this.#reports.set(id, report)
    keepReport(report, earlier)
    return { error: error === taken ? error : this.#forRunner(error, path), report }
  }

  /**
   * Ends the file.
   *
   * @param end - what is known of the run
   * @param end.isComplete - whether all of its tests ran: else calls of hooks may be missing for no fault of theirs
   * @returns what came of the calls outside of tests, then of those that came after their test's end
   */
  async close({ isComplete }: { readonly isComplete: boolean }): Promise<readonly SessionResult[]> {
    // A call that was made last, and not awaited, has not come to its client's diagnostics channel yet.
    await turn()
    await Promise.all(
      [this.scope, ...this.#attempts.keys()].flatMap(({ sessionIfOpen }) => sessionIfOpen?.settle() ?? []),
    )
    const closed = [await this.#closeScope(this.scope, isComplete ? 'passed' : 'skipped')]
    for (const attempt of this.#attempts.keys()) {
      const late = await attempt.sessionIfOpen?.closeLate({ isComplete })
      if (late !== undefined) closed.push(late)
    }
    const results = closed.map(({ error, report }, index) => ({
      error: this.#forRunner(error, []),
      report: this.#describeFile(report, index),
    }))
    for (const { report } of results) keepReport(report)
    endScopes([this.scope, ...this.#attempts.keys()])
    return results
  }

  // Relative to the root where it lies inside, with `/`.
  #cassetteOfTest(id: string, attempt: Scope): string {
    const path = join(this.#folderOf(attempt), this.#names.of(id))
    return relativePath(this.#root, path)
  }

  // As the runner shows it: with the user's lines alone, and in colours.
  #forRunner(error: Error | undefined, path: readonly string[]): Error | undefined {
    if (error === undefined) return undefined
    const { pointAtTest, paintError } = loadRarelyNeeded()
    if (this.#shown?.isShortened(error) !== true) pointAtTest(error, this.#testPath, path)
    return paintError(error, process.env)
  }

  #place(divergences: TestReport['divergences'], path: readonly string[]): TestReport['divergences'] {
    if (divergences.length === 0) return divergences
    return loadRarelyNeeded().placeDivergences(divergences, { root: this.#root, file: this.#testPath, names: path })
  }

  // Without a call and without a cassette there is nothing to judge, write or remove.
  async #closeScope(scope: Scope, outcome: Outcome): Promise<SessionResult> {
    if (scope.sessionIfOpen === undefined && !scope.isHandedOver && !existsSync(this.#folderOf(scope)))
      return scope.closeWithoutSession(outcome)
    // Tests that run side by side may be answered with each other's calls.
    const result = await scope.openSession().close(outcome, this.#running.size > 0 ? 'leave' : 'judge')
    scope.endHandOver()
    return result
  }

  #folderOf(scope: Scope): string {
    return resolve(this.#root, scope.options().cassettes, cassetteDirectory(this.#file, sha256))
  }

  #addEarlier(attempt: Scope, result: SessionResult): SessionResult {
    const id = this.#attempts.get(attempt)?.id ?? ''
    const earlier = this.#divergences.get(id)
    if (result.error !== undefined) {
      if (divergenceSurvivesRetry(result.report.mode)) this.#divergences.set(id, result)
      return result
    }
    if (earlier?.error === undefined) return result
    const error = loadRarelyNeeded().sayEarlierAttempt(earlier.error)
    return { error, report: addHeldAgainst(result.report, earlier.report) }
  }

  // The first report is that of the file: it also names the cassettes that none of its tests has.
  #describeFile(report: TestReport, index: number): TestReport {
    const folder = this.#folderOf(this.scope)
    const names = index === 0 && existsSync(folder) ? this.#names.all() : undefined
    const divergences = this.#place(report.divergences, [])
    const cassette = relativePath(this.#root, this.cassette)
    const test = { name: this.#file, file: this.#file, cassette }
    const ofFile = { ...report, divergences, test, project: this.#root, outsideTests: true } as const
    return names === undefined ? ofFile : { ...ofFile, obsolete: this.#unowned() }
  }

  #open(input: ScopeNames): Scope {
    const scope: Scope = openScope({
      test: input.title,
      root: this.#root,
      cassette: () =>
        this.#cassetteOf(input.id, {
          path: () => join(scope.options().cassettes, cassetteDirectory(this.#file, sha256), input.fileName()),
          folder: () => scope.options().cassettes,
        }),
      rerecord: (command) =>
        this.#rules.rerecord?.(command, input.path) ??
        loadRarelyNeeded().recordCommand(command, this.#testPath, input.path),
      siblings: () => this.#siblingsOf(input.id),
      orphans: () => this.#orphans(),
      layers: input.layers,
      environment: this.#environment,
      shown: () => (this.#shown ??= loadRarelyNeeded().createShownDivergences()),
      ...(input.id === '' && this.#rules.takenOver !== undefined ? { takenOver: this.#rules.takenOver } : {}),
      onLive: () => this.limits.lengthen(input.id, scope.options().recordTimeout),
    })
    return scope
  }

  // Of tests of this file that were renamed, and of test files that were moved.
  #orphans(): readonly OpenCassette[] {
    const folder = (): string => this.scope.options().cassettes
    const unowned = this.#unowned().filter((path) => !this.#names.mayStillBecomeKnown(basename(path)))
    const paths = [...unowned, ...loadRarelyNeeded().findOrphans({ root: this.#root, cassettes: folder() })]
    return paths.map((path) => this.#cassetteOf(path, { path: () => path, folder }))
  }

  #unowned(): readonly string[] {
    const folder = this.#folderOf(this.scope)
    const names = this.#names.all()
    // Before a test has begun, nobody knows which cassettes are whose.
    if (names === undefined) return []
    const known = new Set([...names.values(), FILE_CASSETTE])
    const listed = loadCalls().listCassettes(folder, 'flat')
    return listed.filter((name) => !known.has(name)).map((name) => join(folder, name))
  }

  // By their names: those of tests that did not run, or are not to run, as well.
  #siblingsOf(id: string): readonly OpenCassette[] {
    const folder = (): string => this.scope.options().cassettes
    const directory = join(folder(), cassetteDirectory(this.#file, sha256))
    const names = new Map([['', FILE_CASSETTE], ...(this.#names.all() ?? [])])
    names.delete(id)
    return [...names].map(([sibling, name]) => this.#cassetteOf(sibling, { path: () => join(directory, name), folder }))
  }

  #cassetteOf(
    id: string,
    { path, folder }: { readonly path: () => string; readonly folder: () => string },
  ): OpenCassette {
    const cassette = this.#cassettes.get(id) ?? loadCalls().openCassette(this.#root, path, { folderOf: folder })
    this.#cassettes.set(id, cassette)
    return cassette
  }
}
