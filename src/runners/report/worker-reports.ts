import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'

import type { TestReport } from '../../report/test-report.ts'

/**
 * Names the folder where the processes of a run leave their reports: only Vitest has a channel of its own from a test
 * to a reporter.
 */
export const REPORTS_VARIABLE = 'REWIND_REPORTS'

/** Says whether a process of the run collects reports. */
export function isCollected(): boolean {
  return (process.env[REPORTS_VARIABLE] ?? '') !== ''
}

/** Leaves the reports of a test file for the reporter, where there is one. */
export function leaveReports(reports: readonly TestReport[]): void {
  const folder = process.env[REPORTS_VARIABLE]
  if (folder === undefined || folder === '' || reports.length === 0) return
  // Workers are processes or threads; each has a file of its own, so that no two write at once.
  appendFileSync(
    join(folder, `${process.pid}-${threadId}.jsonl`),
    reports.map((report) => `${JSON.stringify(report)}\n`).join(''),
  )
}
