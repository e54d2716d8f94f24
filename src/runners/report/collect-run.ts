import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { closeSpending } from '../../cassette/disk/spending.ts'
import { asRewindError } from '../../errors.ts'
import { findProjectRoot } from '../../options/config/config-file.ts'
import { RUN_VARIABLE } from '../../process/run-id.ts'
import { collectReports } from './collect-reports.ts'
import type { Publication } from './publish-report.ts'
import { announceReporter } from './reporter-presence.ts'
import { REPORTS_VARIABLE } from './worker-reports.ts'

/** A run whose processes leave their reports for the one that began it. */
export interface CollectedRun {
  /**
   * Adds up what the processes left, and prints the summary on stderr: what a program or a reporter prints on stdout may
   * be read by another program.
   *
   * @returns how many requests had no recorded answer, and why the report could not be written
   */
  publish(): Promise<{ readonly error?: Error; readonly diverged: number }>
}

/** What is known of a run where it begins. */
export type RunInput = Pick<Publication, 'start' | 'isFullRun'>

/**
 * Begins to collect the reports of the processes that this one starts, which inherit the variables.
 *
 * @returns undefined where another process collects them: it then prints the one summary
 */
export function collectRun(input: RunInput): CollectedRun | undefined {
  if ((process.env[REPORTS_VARIABLE] ?? '') !== '') return undefined
  const folder = mkdtempSync(join(tmpdir(), 'rewind-run-'))
  process.env[REPORTS_VARIABLE] = folder
  process.env[RUN_VARIABLE] = basename(folder)
  announceReporter()
  let isPublished = false
  return {
    async publish() {
      if (isPublished) return { diverged: 0 }
      isPublished = true
      const { start } = input
      const reports = collectReports(folder)
      const diverged = reports.reduce((sum, report) => sum + report.diverged, 0)
      try {
        const { publishReport } = await import('./publish-report.ts')
        await publishReport(reports, {
          ...input,
          options: {},
          root: start.cwd,
          projectFolders: [],
          stream: process.stderr,
          print: (summary) => void process.stderr.write(`\n${summary}\n`),
        })
        return { diverged }
      } catch (error) {
        return { diverged, error: asRewindError(error, 'report a run') }
      } finally {
        rmSync(folder, { recursive: true, force: true })
        closeSpending(findProjectRoot(start.cwd), basename(folder))
      }
    },
  }
}
