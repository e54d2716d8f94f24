import { mkdtempSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { internalError, RewindError } from '../errors.ts'
import { collectReports, REPORTS_VARIABLE } from './jest-reports.ts'
import { publishReport, type ReporterOptions } from './publish-report.ts'

/** What of Jest's global configuration is used. */
interface JestGlobalConfig {
  readonly rootDir: string
}

/** Folder of the run that is under way in this process: a second reporter of it stays silent. */
let claimed: string | undefined

/** Jest reporter: after Jest's own summary, tells what replay saved and what went live. */
export class RewindJestReporter {
  readonly #root: string
  readonly #options: ReporterOptions
  readonly #folder: string | undefined
  #summary = ''
  #error: Error | undefined

  /**
   * Made before the workers start: they inherit the variable that names the folder for their reports.
   *
   * @param config - Jest's global configuration
   * @param options - what it does beside printing
   */
  constructor(config: JestGlobalConfig, options: ReporterOptions = {}) {
    this.#root = config.rootDir
    this.#options = options
    if (claimed !== undefined) return
    this.#folder = mkdtempSync(join(tmpdir(), 'rewind-jest-'))
    claimed = this.#folder
    process.env[REPORTS_VARIABLE] = this.#folder
  }

  /** Adds up what the workers left, and writes the report files. */
  async onRunComplete(): Promise<void> {
    const folder = this.#folder
    if (folder === undefined || claimed !== folder) return
    claimed = undefined
    // Jest asks for the last error when its own summary stands; it does not where --bail ends the process.
    process.once('exit', this.#printAtExit)
    // An error that is thrown here would keep the other reporters, Jest's summary among them, from their turn.
    try {
      await publishReport(collectReports(folder), {
        options: this.#options,
        root: this.#root,
        stream: process.stderr,
        print: (summary) => {
          this.#summary = `\n${summary}`
        },
      })
    } catch (error) {
      this.#error = error instanceof RewindError ? error : internalError('report a run', error)
      this.#summary += `\n${this.#error.message}\n`
    } finally {
      rmSync(folder, { recursive: true, force: true })
      delete process.env[REPORTS_VARIABLE]
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
