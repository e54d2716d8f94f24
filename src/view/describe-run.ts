import type { ReportOfTest, RunReport } from '../report/run-report.ts'
import { summarize } from '../report/summary.ts'
import { quoteWord } from '../text/quote-word.ts'
import type { RunTotals } from './data/page-index.ts'
import type { ViewedTest } from './viewed-test.ts'

/** What the page shows in numbers, and test by test. */
const SHOWN_OTHERWISE: ReadonlySet<string> = new Set(['saved', 'recorded', 'diverged', 'unused'])

/** Takes the totals of a run from its report. */
export function describeRun(report: RunReport): RunTotals {
  const { mode, tests, calls, usd, ms, models, savedUnknown, spentUnknown } = report
  const notes = summarize(report).notes.filter(({ label }) => !SHOWN_OTHERWISE.has(label))
  return {
    mode,
    tests,
    calls,
    usd,
    unknown: {
      saved: models.reduce((sum, { unpriced }) => sum + unpriced, savedUnknown),
      spent: spentUnknown,
    },
    msSaved: ms.saved,
    notes: notes.map(({ label, tone, parts, more = [] }) => ({
      label,
      tone,
      lines: [parts, ...more].map((line) => line.join(' · ')),
    })),
  }
}

/** Takes what a run did with one test from its report: whole requests are shown when they are asked for. */
export function describeTestRun(report: ReportOfTest): Pick<ViewedTest, 'run' | 'received'> {
  const { file, mode, calls, recorded, divergences, unusedCalls } = report
  return {
    run: {
      mode,
      calls,
      recorded,
      divergences: divergences.map(({ received: _received, ...divergence }) => divergence),
      unusedCalls,
      update: `npx rewind update ${quoteWord(file)}`,
    },
    received: divergences.map(({ received }) => received),
  }
}
