import { divergenceSurvivesRetry } from '../../decide.ts'
import type { TestReport } from '../../report/test-report.ts'
import { addLine } from '../../session/explain/failures.ts'

/**
 * Adds what earlier attempts of a test have spent to the report of the one that counts: only that one has saved
 * anything, and what the others recorded was given up.
 */
export function addSpent(report: TestReport, earlier: TestReport | undefined): TestReport {
  const spent = earlier?.calls.filter(({ kind }) => kind !== 'replayed') ?? []
  return { ...report, calls: [...spent.map((call) => ({ ...call, kind: 'live' as const })), ...report.calls] }
}

/** Adds what was held against an earlier attempt of a test: a retry that passes does not change that. */
export function addHeldAgainst(report: TestReport, earlier: TestReport): TestReport {
  return {
    ...report,
    diverged: earlier.diverged + report.diverged,
    divergences: [...earlier.divergences, ...report.divergences],
    unused: earlier.unused + report.unused,
    unusedCalls: [...earlier.unusedCalls, ...report.unusedCalls],
  }
}

/** Says in an error that a retry passed without it. */
export function sayEarlierAttempt(error: Error): Error {
  return addLine(error, '  note      an earlier attempt failed with this: a retry that passes does not change that')
}

/** Unites the reports of one test whose attempts ran in processes of their own, as those of Playwright do. */
export function uniteAttempts(reports: readonly TestReport[]): readonly TestReport[] {
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
