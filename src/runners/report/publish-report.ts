import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { styleText } from 'node:util'

import { clearPool, countPool } from '../../cassette/disk/import-pool.ts'
import { writeLastRun, type RunnerStart } from '../../cassette/disk/last-run.ts'
import { showPath } from '../../cassette/disk/store.ts'
import { messageOf, RewindError } from '../../errors.ts'
import { findProjectRoot, loadConfigFile } from '../../options/config/config-file.ts'
import { OptionLayers } from '../../options/option-layers.ts'
import type { ResolvedOptions } from '../../options/options.ts'
import { loadPrices, type Price } from '../../providers/prices/prices.ts'
import { addUp } from '../../report/add-up.ts'
import { testsAndFiles } from '../../report/by-test.ts'
import { warnOfIdleRules } from '../../report/idle-rules.ts'
import { keepReport } from '../../report/kept-report.ts'
import { renderAnnotations } from '../../report/render/render-annotations.ts'
import { renderMarkdown } from '../../report/render/render-markdown.ts'
import { renderTerminal } from '../../report/render/render-terminal.ts'
import type { RunReport } from '../../report/run-report.ts'
import type { PriceOf, TestReport } from '../../report/test-report.ts'
import { relativePath } from '../../text/relative-path.ts'
import { openGitHubFiles } from './github.ts'
import { makeRunPage } from './make-run-page.ts'
import { nameFromRoot } from './name-from-root.ts'
import { findObsoleteCassettes } from './obsolete-cassettes.ts'

/** What a reporter does beside printing. */
export interface ReporterOptions {
  /** File that the report is written to as JSON. @defaultValue the variable `REWIND_REPORT` */
  readonly json?: string
  /** File that the run is written to as a page, with all of its calls. */
  readonly html?: string
  /** Whether the summary is printed. @defaultValue `true` */
  readonly summary?: boolean
  /** Whether the step summary of GitHub Actions gets the report. @defaultValue `true` */
  readonly githubSummary?: boolean
}

/** Where a run's report goes. */
export interface Publication {
  readonly options: ReporterOptions
  /** Root folder of the run: that of the project, or of several. */
  readonly root: string
  /** Folders of the projects that the run covers beside it. */
  readonly projectFolders: readonly string[]
  /** What the summary is printed to: its colours and its width count. */
  readonly stream: NodeJS.WriteStream
  /** Prints the summary. */
  print(summary: string): void
  /**
   * How the set-up file is listed: said where tests ran and none reported. Without it, such a run is passed over in
   * silence.
   */
  readonly setUp?: string | undefined
  /** How the run was started. */
  readonly start: RunnerStart
  /** Whether another reporter shows failed tests as annotations of GitHub. */
  readonly isAnnotated?: boolean
  /** What the reporter itself has to say, each with its fix. */
  readonly warnings?: readonly string[]
  /** Whether every test of the project is known to this run: only then can a cassette be said to belong to none. */
  readonly isFullRun?: () => Promise<boolean>
}

/**
 * Publishes the report of a run: prints the summary, and writes the files that are asked for.
 *
 * @param collected - the reports of its tests
 * @throws {RewindError} `REWIND_REPORT` when a file cannot be written
 */
export async function publishReport(collected: readonly TestReport[], publication: Publication): Promise<void> {
  const { options, root, stream, setUp } = publication
  const reports = collected.map((report) => nameFromRoot(findProjectRoot(root), report))
  if (reports.length === 0 && setUp === undefined) return
  const optionsOf = createOptionsOf(root)
  const added = addUp(reports, await priceFor(reports, optionsOf))
  const report = {
    ...added,
    warnings: [...added.warnings, ...(publication.warnings ?? []), ...(await warnOfRules(reports, publication))],
    ...(await countObsolete(reports, publication, optionsOf)),
    imported: { ...added.imported, waiting: countWaiting(rootsOf(reports, publication)) },
    ...(reports.length === 0 && setUp !== undefined ? { reason: `no test file loaded rewind: ${setUp}` } : {}),
  }
  if (options.summary !== false) publication.print(render(report, stream) + annotate(report, publication))
  writeFiles(report, { options, root })
  await writePage(report, { options, root }, optionsOf)
  await keepLastRun(report, publication)
}

// For the command line. A project without calls gets no folder for it.
async function keepLastRun(report: RunReport, { start, isFullRun }: Publication): Promise<void> {
  const { byTest, obsoleteFiles } = report
  if (testsAndFiles(report).length === 0) return
  writeLastRun(findProjectRoot(start.cwd), {
    version: 1,
    ...start,
    isComplete: (await isFullRun?.()) ?? false,
    tests: byTest.map(({ name, file, cassette, calls: { replayed, recorded, live, diverged } }) => ({
      name,
      file,
      cassette,
      calls: replayed + recorded + live,
      recorded,
      diverged,
    })),
    obsolete: obsoleteFiles,
    report: keepReport(report),
  })
}

function writeFiles(report: RunReport, { options, root }: Pick<Publication, 'options' | 'root'>): void {
  const json = options.json ?? process.env['REWIND_REPORT']
  if (json !== undefined && json !== '') {
    const path = resolve(root, json)
    const text = `${JSON.stringify(report, undefined, 2)}\n`
    // In watch mode, Jest runs again for each JSON file of the project that is written, whatever is in it.
    writeReport(path, () => {
      if (!isWritten(path, text)) writeFileSync(path, text)
    })
  }
  const summary = process.env['GITHUB_STEP_SUMMARY']
  if (options.githubSummary !== false && summary !== undefined && summary !== '') {
    const { linkTo } = openGitHubFiles(findProjectRoot(root), process.env)
    writeReport(summary, () => appendFileSync(summary, `${renderMarkdown(report, linkTo)}\n`))
  }
}

async function writePage(
  report: RunReport,
  { options, root }: Pick<Publication, 'options' | 'root'>,
  optionsOf: OptionsOf,
): Promise<void> {
  if (options.html === undefined || options.html === '') return
  const path = resolve(root, options.html)
  const page = await makeRunPage(report, root, optionsOf(root).prices)
  writeReport(path, () => writeFileSync(path, page))
}

// A run that counted no tokens does not load the table.
async function priceFor(reports: readonly TestReport[], optionsOf: OptionsOf): Promise<PriceOf> {
  const counted = reports.filter(
    ({ calls, divergences }) =>
      calls.some(({ usage }) => usage !== undefined) || divergences.some(({ usages = [] }) => usages.length > 0),
  )
  const prices = new Map<string | undefined, Price>()
  for (const project of new Set(counted.map((report) => report.project)))
    prices.set(project, await loadPrices(optionsOf(project).prices))
  return (usage, { project }) => prices.get(project)?.(usage)
}

/** Gives the options of a project by a folder of it, without one those of the run's root. */
type OptionsOf = (folder: string | undefined) => Pick<ResolvedOptions, 'prices' | 'cassettes'>

function createOptionsOf(root: string): OptionsOf {
  const known = new Map<string, ReturnType<OptionsOf>>()
  return (folder = root) => {
    const options = known.get(folder) ?? loadOptions(folder)
    known.set(folder, options)
    return options
  }
}

// A configuration that cannot be loaded has failed every test file already.
function loadOptions(folder: string): ReturnType<OptionsOf> {
  try {
    const config = loadConfigFile(findProjectRoot(folder))
    return new OptionLayers({ process: { variables: process.env, isCI: false, isUpdate: false }, config }).resolve()
  } catch {
    return { prices: {}, cassettes: 'cassettes' }
  }
}

// A part of the tests may not be the one that a rule was written for.
async function warnOfRules(reports: readonly TestReport[], { isFullRun }: Publication): Promise<readonly string[]> {
  const warnings = warnOfIdleRules(reports)
  return warnings.length === 0 || (isFullRun !== undefined && !(await isFullRun())) ? [] : warnings
}

async function countObsolete(
  reports: readonly TestReport[],
  { root, projectFolders, isFullRun }: Publication,
  optionsOf: OptionsOf,
): Promise<Pick<RunReport, 'obsolete' | 'obsoleteFiles'>> {
  const project = findProjectRoot(root)
  const covered = rootsOf(reports, { root, projectFolders }).map((folder) => ({
    root: folder,
    cassettes: optionsOf(folder).cassettes,
  }))
  const paths = findObsoleteCassettes(reports, covered).filter((path) => !isNeeded(path, reports))
  // Asked last: it may search the disk for test files.
  if (paths.length === 0 || isFullRun === undefined || !(await isFullRun())) return { obsolete: 0, obsoleteFiles: [] }
  return { obsolete: paths.length, obsoleteFiles: paths.map((path) => relativePath(project, path)) }
}

// What the command behind `fix` gives to a renamed test must not be removed before it is.
function isNeeded(path: string, reports: readonly TestReport[]): boolean {
  return reports.some(({ project = '', divergences }) =>
    divergences.some(({ orphan }) => orphan === showPath(project, path)),
  )
}

function rootsOf(
  reports: readonly TestReport[],
  { root, projectFolders }: Pick<Publication, 'root' | 'projectFolders'>,
): readonly string[] {
  return [
    ...new Set([
      ...[root, ...projectFolders].map(findProjectRoot),
      ...reports.flatMap((report) => report.project ?? []),
    ]),
  ]
}

// Imported calls that tests have taken are of use until the last one is: two tests may make the same call.
function countWaiting(roots: readonly string[]): number {
  const pools = roots.map((root) => ({ root, count: countPool(root) }))
  for (const { root, count } of pools) if (count?.waiting === 0) clearPool(root)
  return pools.reduce((sum, { count }) => sum + (count?.waiting ?? 0), 0)
}

function render(report: RunReport, stream: NodeJS.WriteStream): string {
  return renderTerminal(report, {
    width: stream.columns ?? 80,
    style: (format, text) => styleText(isFormat(format) ? format : 'reset', text, { stream, validateStream: true }),
  })
}

// Where the runner's own reporter annotates every failed test, one more says nothing new.
function annotate(report: RunReport, { root, isAnnotated }: Publication): string {
  if (process.env['GITHUB_ACTIONS'] !== 'true' || isAnnotated === true) return ''
  const { pathOf } = openGitHubFiles(findProjectRoot(root), process.env)
  return renderAnnotations(report, pathOf)
    .map((line) => `${line}\n`)
    .join('')
}

function isFormat(format: string): format is 'bold' | 'dim' | 'green' | 'yellow' | 'red' {
  return ['bold', 'dim', 'green', 'yellow', 'red'].includes(format)
}

function isWritten(path: string, text: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8') === text
}

function writeReport(path: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw new RewindError('REWIND_REPORT', {
      summary: `the report cannot be written to ${path}: ${messageOf(error)}`,
      remedy: 'make the folder and let this process write there, or name another file',
      cause: error,
    })
  }
}
