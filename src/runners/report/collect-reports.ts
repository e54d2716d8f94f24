import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { divergenceSurvivesRetry } from '../../decide.ts'
import type { TestReport } from '../../report/test-report.ts'
import { addHeldAgainst, addSpent } from './earlier-attempts.ts'

/**
 * Collects what the workers left.
 *
 * @returns the reports of all tests and test files
 */
export function collectReports(folder: string): readonly TestReport[] {
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
  return uniteAttempts(lines.filter((line) => line !== '').map(parseReport))
}

function parseReport(line: string): TestReport {
  const report: TestReport = JSON.parse(line)
  return report
}

// Of one test whose attempts ran in processes of their own, as those of Playwright do.
function uniteAttempts(reports: readonly TestReport[]): readonly TestReport[] {
  const united = new Map<string, TestReport>()
  const attempts = reports.filter(({ attempt }) => attempt !== undefined)
  for (const report of attempts.toSorted((a, b) => numberOf(a) - numberOf(b))) {
    const id = report.attempt?.test ?? ''
    const earlier = united.get(id)
    const isHeld =
      earlier !== undefined && report.diverged + report.unused === 0 && divergenceSurvivesRetry(report.mode)
    united.set(id, addSpent(isHeld ? addHeldAgainst(report, earlier) : report, earlier))
  }
  return [...reports.filter(({ attempt }) => attempt === undefined), ...united.values()]
}

function numberOf({ attempt }: TestReport): number {
  return attempt?.number ?? 0
}
