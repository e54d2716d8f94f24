import type { TestReport } from '../../report/test-report.ts'
import { sayWhatWentLive } from './say-what-went-live.ts'
import { isCollected, leaveReports } from './worker-reports.ts'
import type { LiveWords } from './write-live-line.ts'

/** Leaves the reports of a test file for the process that collects them; where none does, says what went live. */
export function leaveOrSay(reports: readonly TestReport[], words: LiveWords): void {
  if (isCollected()) leaveReports(reports)
  else sayWhatWentLive(reports, words)
}
