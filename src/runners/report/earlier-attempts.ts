import type { TestReport } from '../../report/test-report.ts'

/**
 * Adds what earlier attempts of a test have spent to the report of the one that counts: only that one has saved
 * anything, and what the others recorded was given up.
 */
export function addSpent(report: TestReport, earlier: TestReport | undefined): TestReport {
  const spent = earlier?.calls.filter(({ kind }) => kind !== 'replayed') ?? []
  return {
    ...report,
    calls: [
      ...spent.map((call) => ({ ...call, kind: 'live' as const, isOfEarlierAttempt: true as const })),
      ...report.calls,
    ],
  }
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
