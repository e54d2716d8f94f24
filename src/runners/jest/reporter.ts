import { mkdtempSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'

import { closeSpending } from '../../cassette/disk/spending.ts'
import { asRewindError } from '../../errors.ts'
import { findProjectRoot } from '../../options/config/config-file.ts'
import { RUN_VARIABLE } from '../../process/run-id.ts'
import { emptyReport, type TestReport } from '../../report/test-report.ts'
import { loadGlobalSetup } from '../load-global-setup.ts'
import { checkReporterOptions } from '../report/check-reporter-options.ts'
import { collectReports } from '../report/collect-reports.ts'
import { publishReport, type Publication, type ReporterOptions } from '../report/publish-report.ts'
import { announceReporter } from '../report/reporter-presence.ts'
import { REPORTS_VARIABLE } from '../report/worker-reports.ts'

/** The parts of Jest's global configuration that are used. */
interface JestGlobalConfig {
  readonly rootDir: string
  readonly globalSetup?: string | null
  /** Folders of the projects, or files of their configuration, or their configuration itself. */
  readonly projects?: readonly (string | { readonly rootDir?: string })[]
  readonly testNamePattern?: string
  readonly reporters?: readonly (string | readonly unknown[])[]
  readonly testPathPatterns?: { readonly patterns?: readonly string[] }
  readonly shard?: object
  readonly filter?: string
  readonly onlyChanged?: boolean
  readonly onlyFailures?: boolean
  readonly findRelatedTests?: boolean
  readonly runTestsByPath?: boolean
  readonly watch?: boolean
  readonly watchAll?: boolean
}

/** The parts of the results of a run that are used. */
interface JestResults {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numTotalTestSuites: number
  readonly testResults: readonly { readonly testExecError?: unknown }[]
  /** Whether `u` has anything to update. */
  readonly snapshot?: { failure: boolean }
}

/** Folder of the run that is under way in this process: a second reporter of it stays silent. */
let claimed: string | undefined

/** Jest reporter: after Jest's own summary, prints what replay saved and what went live. */
export class RewindJestReporter {
  readonly #config: JestGlobalConfig
  readonly #options: ReporterOptions
  readonly #folder: string | undefined
  #summary = ''
  #error: Error | undefined

  /**
   * Made before the workers start: they inherit the variable that names the folder for their reports.
   *
   * @param options - what it does beside printing
   */
  constructor(config: JestGlobalConfig, options: ReporterOptions = {}) {
    this.#config = config
    this.#options = checkReporterOptions(options)
    if (claimed !== undefined) return
    this.#folder = mkdtempSync(join(tmpdir(), 'rewind-jest-'))
    claimed = this.#folder
    process.env[REPORTS_VARIABLE] = this.#folder
    announceReporter()
    process.env[RUN_VARIABLE] = basename(this.#folder)
  }

  /**
   * Adds up what the workers left, and writes the report files.
   *
   * @param results - the results of the run
   */
  async onRunComplete(_contexts: unknown, results: JestResults): Promise<void> {
    const folder = this.#folder
    if (folder === undefined || claimed !== folder) return
    claimed = undefined
    // Jest asks for the last error after its own summary; it does not where --bail ends the process.
    process.once('exit', this.#printAtExit)
    // An error that is thrown here would keep the other reporters, Jest's summary among them, from their turn.
    try {
      const reports = [...collectReports(folder), ...takeSetUpReports(this.#config)]
      if (reports.some(({ failsRun }) => failsRun === true)) process.exitCode = 1
      if (this.#config.watch === true || this.#config.watchAll === true) offerUpdate(reports, results)
      await publishReport(reports, {
        options: this.#options,
        root: this.#config.rootDir,
        projectFolders: projectFolders(this.#config),
        stream: process.stderr,
        start: startOf(process),
        isAnnotated: this.#config.reporters?.some((reporter) => [reporter].flat()[0] === 'github-actions') ?? false,
        setUp:
          results.numPassedTests + results.numFailedTests > 0
            ? "list 'rewind/jest' in setupFilesAfterEnv of jest.config.js"
            : undefined,
        isFullRun: async () => isFullRun(this.#config, results),
        print: (summary) => {
          this.#summary = `\n${summary}`
        },
      })
    } catch (error) {
      this.#error = asRewindError(error, 'report a run')
      this.#summary += `\n${this.#error.message}\n`
    } finally {
      rmSync(folder, { recursive: true, force: true })
      closeSpending(findProjectRoot(this.#config.rootDir), basename(folder))
      delete process.env[REPORTS_VARIABLE]
      delete process.env[RUN_VARIABLE]
    }
  }

  /**
   * Prints the summary: Jest calls this once, after every reporter has printed.
   *
   * @returns why the report could not be written, so that the run fails
   */
  getLastError(): Error | undefined {
    process.off('exit', this.#printAtExit)
    // Where Jest's summary goes, whatever --silent says of the tests.
    process.stderr.write(this.#summary)
    this.#summary = ''
    return this.#error
  }

  // Past the stream: Jest has closed it by then, so that tests print no more.
  readonly #printAtExit = (): void => {
    writeSync(process.stderr.fd, this.#summary)
  }
}

// In watch mode, Jest takes the key u only where it counts a snapshot as failed. What diverged elsewhere than in replay
// would diverge after it, too.
function offerUpdate(reports: readonly TestReport[], { snapshot }: JestResults): void {
  if (snapshot !== undefined && reports.some(({ mode, diverged }) => mode === 'replay' && diverged > 0))
    snapshot.failure = true
}

// Only the preset is there before globalSetup runs.
function takeSetUpReports({ globalSetup, rootDir }: JestGlobalConfig): readonly TestReport[] {
  if (typeof globalSetup !== 'string') return []
  const { findGlobalSetupWatch, optionsOfProject } = loadGlobalSetup()
  const watch = findGlobalSetupWatch()
  if (watch !== undefined) return watch.take()
  const { mode } = optionsOfProject(rootDir, process.argv.includes('--ci') ? { isCI: true } : {})
  return mode === 'strict' ? [{ ...emptyReport(mode), warnings: [UNSEEN], outsideTests: true }] : []
}

const UNSEEN =
  "globalSetup ran where rewind was not loaded: calls to an LLM that it made went live, and are not counted. To have them refused: preset: 'rewind' in jest.config.js"

function projectFolders({ rootDir, projects = [] }: JestGlobalConfig): readonly string[] {
  return projects
    .flatMap((project) => (typeof project === 'string' ? project : (project.rootDir ?? [])))
    .map((folder) => resolve(rootDir, folder.replace('<rootDir>', rootDir)))
}

const CONFIGURATION = /^(?:-c|--config|--rootDir|--projects)$/

// Jest does not say which configuration it has read: the words it was started with do.
function startOf({ argv, env }: NodeJS.Process): Publication['start'] {
  const parameters = argv.flatMap((word, index) => {
    if (/^--(?:config|rootDir)=/.test(word)) return [word]
    const value = argv[index + 1]
    return CONFIGURATION.test(word) && value !== undefined ? [word, value] : []
  })
  return { runner: 'jest', cwd: process.cwd(), parameters, nodeOptions: env['NODE_OPTIONS'] ?? '' }
}

// Names of tests, paths, shards and changes leave tests out, and a file that could not be loaded shows none.
function isFullRun(config: JestGlobalConfig, { testResults, numTotalTestSuites }: JestResults): boolean {
  const isNarrowed = [
    config.testNamePattern,
    config.testPathPatterns?.patterns?.[0],
    config.shard,
    config.filter,
    config.onlyChanged,
    config.onlyFailures,
    config.findRelatedTests,
    config.runTestsByPath,
  ].some(Boolean)
  return (
    !isNarrowed &&
    testResults.length === numTotalTestSuites &&
    testResults.every(({ testExecError }) => testExecError === undefined || testExecError === null)
  )
}
