import { appendFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { styleText } from 'node:util'

import type { Reporter, TestModule, Vitest } from 'vitest/node'

import { findProjectRoot, loadConfigFile } from '../config-file.ts'
import { RewindError } from '../errors.ts'
import { addUp } from '../report/add-up.ts'
import { loadPrices } from '../report/prices.ts'
import { renderMarkdown } from '../report/render-markdown.ts'
import { renderTerminal } from '../report/render-terminal.ts'
import type { RunReport } from '../report/run-report.ts'
import type { TestReport } from '../report/test-report.ts'

/** What the reporter does beside printing. */
export interface ReporterOptions {
  /** File that the report is written to as JSON. @defaultValue the variable `REWIND_REPORT` */
  readonly json?: string
  /** Whether the summary is printed. @defaultValue `true` */
  readonly summary?: boolean
  /** Whether the step summary of GitHub Actions gets the report. @defaultValue `true` */
  readonly githubSummary?: boolean
}

const REPORTED = new WeakSet<Vitest>()

/** Vitest reporter: after Vitest's own summary, tells what replay saved and what went live. */
export class RewindReporter implements Reporter {
  readonly #options: ReporterOptions
  #vitest: Vitest | undefined

  /** @param options - what it does beside printing */
  constructor(options: ReporterOptions = {}) {
    this.#options = options
  }

  /** @param vitest - the runner; a second reporter for the same one stays silent */
  onInit(vitest: Vitest): void {
    if (REPORTED.has(vitest)) return
    REPORTED.add(vitest)
    this.#vitest = vitest
  }

  /** @param modules - the test files that ran */
  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const vitest = this.#vitest
    if (vitest === undefined) return
    const reports = modules.flatMap(reportsOf)
    if (reports.length === 0) return
    const report = addUp(reports, await loadPrices(pricesOf(vitest.config.root)))
    if (this.#options.summary !== false) vitest.logger.log(render(report))
    this.#write(report, vitest.config.root)
  }

  #write(report: RunReport, root: string): void {
    const json = this.#options.json ?? process.env['REWIND_REPORT']
    if (json !== undefined && json !== '') {
      const path = resolve(root, json)
      writeReport(path, () => writeFileSync(path, `${JSON.stringify(report, undefined, 2)}\n`))
    }
    const summary = process.env['GITHUB_STEP_SUMMARY']
    if (this.#options.githubSummary !== false && summary !== undefined && summary !== '') {
      writeReport(summary, () => appendFileSync(summary, `${renderMarkdown(report)}\n`))
    }
  }
}

function reportsOf(module: TestModule): TestReport[] {
  const metas = [module.meta(), ...[...module.children.allTests()].map((test) => test.meta())]
  return metas.flatMap((meta) => ('rewind' in meta && isReport(meta.rewind) ? [meta.rewind] : []))
}

function isReport(value: unknown): value is TestReport {
  return typeof value === 'object' && value !== null && 'calls' in value && 'mode' in value
}

// A configuration that cannot be loaded has failed every test file already.
function pricesOf(root: string): Parameters<typeof loadPrices>[0] {
  try {
    return loadConfigFile(findProjectRoot(root))?.options.prices ?? {}
  } catch {
    return {}
  }
}

function render(report: RunReport): string {
  const stream = process.stdout
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
