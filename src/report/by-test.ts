import type { ReportOfTest } from './run-report.ts'
import type { PriceOf, ReportedTest, TestReport } from './test-report.ts'

/**
 * Lists what every test did that made a call, by file and name.
 *
 * @param price - the price of a usage in US dollars
 */
export function reportByTest(reports: readonly TestReport[], price: PriceOf): readonly ReportOfTest[] {
  return reports
    .flatMap((report) =>
      report.test === undefined || !didAnything(report) ? [] : [ofTest(report, report.test, price)],
    )
    .toSorted((a, b) => compare(a.file, b.file) || compare(a.name, b.name))
}

function didAnything({ calls, diverged, unused }: TestReport): boolean {
  return calls.length + diverged + unused > 0
}

function ofTest(report: TestReport, test: ReportedTest, price: PriceOf): ReportOfTest {
  const { calls, divergences, unused, reason } = report
  const replayed = calls.filter(({ kind }) => kind === 'replayed')
  const others = calls.filter(({ kind }) => kind !== 'replayed')
  const dollars = (of: TestReport['calls']): number =>
    sum(of.map(({ usage }) => (usage === undefined ? 0 : (price(usage, report) ?? 0))))
  const recorded = others.filter(({ kind }) => kind === 'recorded').length
  return {
    ...test,
    mode: report.mode,
    calls: { replayed: replayed.length, recorded, live: others.length - recorded, diverged: report.diverged, unused },
    tokens: {
      input: sum(calls.map(({ usage }) => usage?.input ?? 0)),
      output: sum(calls.map(({ usage }) => usage?.output ?? 0)),
    },
    usd: { saved: dollars(replayed), spent: dollars(others) },
    ms: sum(calls.map(({ ms }) => ms)),
    recorded: recorded === 0 ? null : (reason ?? 'not kept'),
    divergences: divergences.map(({ differences, remedy, message, usage }) => ({
      differences,
      remedy,
      message,
      usd: usage === undefined ? null : (price(usage, report) ?? null),
    })),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

// By code unit: the same on every machine, whatever its locale.
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
