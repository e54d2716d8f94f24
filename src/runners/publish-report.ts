import { appendFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { styleText } from 'node:util'

import { findProjectRoot, loadConfigFile } from '../config-file.ts'
import { RewindError } from '../errors.ts'
import { addUp } from '../report/add-up.ts'
import { loadPrices } from '../report/prices.ts'
import { renderMarkdown } from '../report/render-markdown.ts'
import { renderTerminal } from '../report/render-terminal.ts'
import type { RunReport } from '../report/run-report.ts'
import type { TestReport } from '../report/test-report.ts'

/** What a reporter does beside printing. */
export interface ReporterOptions {
  /** File that the report is written to as JSON. @defaultValue the variable `REWIND_REPORT` */
  readonly json?: string
  /** Whether the summary is printed. @defaultValue `true` */
  readonly summary?: boolean
  /** Whether the step summary of GitHub Actions gets the report. @defaultValue `true` */
  readonly githubSummary?: boolean
}

/** Where a run's report goes. */
export interface Publication {
  readonly options: ReporterOptions
  /** Root folder of the project. */
  readonly root: string
  /** What the summary is printed to: its colours and its width count. */
  readonly stream: NodeJS.WriteStream
  /** Prints the summary. */
  print(summary: string): void
}

/**
 * Publishes the report of a run: prints the summary, and writes the files that are asked for.
 *
 * @param reports - the reports of its tests
 * @param publication - where it goes
 * @throws {RewindError} `REWIND_REPORT` when a file cannot be written
 */
export async function publishReport(reports: readonly TestReport[], publication: Publication): Promise<void> {
  if (reports.length === 0) return
  const { options, root, stream } = publication
  const report = addUp(reports, await loadPrices(pricesOf(root)))
  if (options.summary !== false) publication.print(render(report, stream))
  const json = options.json ?? process.env['REWIND_REPORT']
  if (json !== undefined && json !== '') {
    const path = resolve(root, json)
    writeReport(path, () => writeFileSync(path, `${JSON.stringify(report, undefined, 2)}\n`))
  }
  const summary = process.env['GITHUB_STEP_SUMMARY']
  if (options.githubSummary !== false && summary !== undefined && summary !== '') {
    writeReport(summary, () => appendFileSync(summary, `${renderMarkdown(report)}\n`))
  }
}

// A configuration that cannot be loaded has failed every test file already.
function pricesOf(root: string): Parameters<typeof loadPrices>[0] {
  try {
    return loadConfigFile(findProjectRoot(root))?.options.prices ?? {}
  } catch {
    return {}
  }
}

function render(report: RunReport, stream: NodeJS.WriteStream): string {
  return renderTerminal(report, {
    width: stream.columns ?? 80,
    style: (format, text) => styleText(isFormat(format) ? format : 'reset', text, { stream, validateStream: true }),
  })
}

function isFormat(format: string): format is 'bold' | 'dim' | 'green' | 'yellow' | 'red' {
  return ['bold', 'dim', 'green', 'yellow', 'red'].includes(format)
}

function writeReport(path: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw new RewindError('REWIND_REPORT', {
      summary: `the report cannot be written to ${path}: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'make the folder and let this process write there, or name another file',
      cause: error,
    })
  }
}
