import type { Usage } from '../cassette/call.ts'
import type { RequestDifference } from '../errors.ts'
import { compareTexts } from '../text/compare-texts.ts'
import type { ReportOfTest, RunReport } from './run-report.ts'
import { sum, sumOfKnown } from './sums.ts'
import type { CallOutcome, PriceOf, ReportedTest, TestReport } from './test-report.ts'

/**
 * Lists what every test did that made a call, by file and name.
 *
 * @param price - the price of a usage in US dollars
 */
export function reportByTest(reports: readonly TestReport[], price: PriceOf): readonly ReportOfTest[] {
  return listOf(
    reports.filter(({ outsideTests }) => outsideTests !== true),
    price,
  )
}

/** Lists what every file did that made a call outside of its tests. */
export function reportByFile(reports: readonly TestReport[], price: PriceOf): readonly ReportOfTest[] {
  return listOf(
    reports.filter(({ outsideTests }) => outsideTests === true),
    price,
  )
}

/** Lists all that made calls: tests, then files. */
export function testsAndFiles({ byTest, byFile }: Pick<RunReport, 'byTest' | 'byFile'>): readonly ReportOfTest[] {
  return [...byTest, ...byFile]
}

function listOf(reports: readonly TestReport[], price: PriceOf): readonly ReportOfTest[] {
  return reports
    .flatMap((report) =>
      report.test === undefined || !didAnything(report) ? [] : [ofTest(report, report.test, price)],
    )
    .toSorted((a, b) => compareTexts(a.file, b.file) || compareTexts(a.name, b.name))
}

function didAnything({ calls, diverged, unused, refused }: TestReport): boolean {
  return calls.length + diverged + unused + refused.length > 0
}

function ofTest(report: TestReport, test: ReportedTest, price: PriceOf): ReportOfTest {
  const { calls, divergences, unused, unusedCalls, resumed, refused, reason } = report
  const replayed = calls.filter(({ kind }) => kind === 'replayed')
  const others = calls.filter(({ kind }) => kind !== 'replayed')
  const dollars = (of: TestReport['calls']): number =>
    sum(of.map(({ usage }) => (usage === undefined ? 0 : (price(usage, report) ?? 0))))
  const count = (kind: CallOutcome['kind']): number => calls.filter((call) => call.kind === kind).length
  return {
    ...test,
    mode: report.mode,
    calls: {
      replayed: count('replayed'),
      recorded: count('recorded'),
      unfinished: count('unfinished'),
      live: count('live'),
      diverged: report.diverged,
      refused: refused.length,
      unused,
      resumed,
    },
    tokens: {
      input: sum(calls.map(({ usage }) => usage?.input ?? 0)),
      output: sum(calls.map(({ usage }) => usage?.output ?? 0)),
    },
    usd: { saved: dollars(replayed), spent: dollars(others) },
    ms: sum(calls.map(({ ms }) => ms)),
    recorded: count('recorded') + resumed === 0 ? null : (reason ?? null),
    lacksStreamOptions: others.some(({ countedWith }) => countedWith === 'stream_options'),
    divergences: divergences.map(({ reason: why, differences, remedy, message, usages = [], ...known }) => ({
      reason: why,
      differences,
      remedy,
      place: known.place ?? null,
      message,
      usd: sumOfKnown(usages.map((usage) => price(withModel(usage, differences), report) ?? price(usage, report))),
      call: known.call ?? null,
      nearest: known.nearest ?? null,
      received: known.received ?? null,
    })),
    unusedCalls,
  }
}

// Recorded with another model, it costs what that one does.
function withModel(usage: Usage, differences: readonly RequestDifference[]): Usage {
  const model = differences.find(({ path }) => path === '$.model')?.received
  return model === undefined ? usage : { ...usage, model }
}
