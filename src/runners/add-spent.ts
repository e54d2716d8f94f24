import type { TestReport } from '../report/test-report.ts'

/**
 * Adds what earlier attempts of a test have spent to the report of the one that counts: only that one has saved
 * anything, and what the others recorded was given up.
 */
export function addSpent(report: TestReport, earlier: TestReport | undefined): TestReport {
  const spent = earlier?.calls.filter(({ kind }) => kind !== 'replayed') ?? []
  return { ...report, calls: [...spent.map((call) => ({ ...call, kind: 'live' as const })), ...report.calls] }
}
