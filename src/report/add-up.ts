import type { Usage } from '../cassette/call.ts'
import { compareTexts } from '../text/compare-texts.ts'
import { reportByFile, reportByTest } from './by-test.ts'
import type { ModelCalls, NotRecordedCause, RefusedCause, RunReport } from './run-report.ts'
import { sum } from './sums.ts'
import {
  MODE_OFF,
  type CallOutcome,
  type NotRecorded,
  type PriceOf,
  type RefusedRequest,
  type TestReport,
} from './test-report.ts'

/**
 * Adds the reports of all tests up. Only replayed calls count as saved; recorded and live calls count as spent. Each
 * call is priced by itself, because prices can depend on its size.
 *
 * @param reports - one report a test, in any order
 * @param price - the price of a usage in US dollars
 * @returns the report of the run, with `obsolete` and `imported.waiting` 0: who can look at the disk sets them
 */
export function addUp(reports: readonly TestReport[], price: PriceOf): RunReport {
  const calls = reports.flatMap((report) => report.calls.map((call) => priceCall(call, report, price)))
  const replayed = calls.filter(({ kind }) => kind === 'replayed')
  const spent = calls.filter(({ kind }) => kind !== 'replayed')
  const models = addUpModels(replayed)
  const unpriced = calls.filter(isUnpriced)
  const count = (kind: CallOutcome['kind']): number => calls.filter((call) => call.kind === kind).length
  const causes = addUpCauses(reports.flatMap((report) => report.notRecorded))
  const reason = reasonForNothing(reports)
  return {
    version: 1,
    mode: commonMode(reports),
    tests: reports.filter((report) => report.outsideTests !== true && countRequests(report) > 0).length,
    calls: {
      replayed: count('replayed'),
      recorded: count('recorded'),
      unfinished: count('unfinished'),
      live: count('live'),
      diverged: sum(reports.map((report) => report.diverged)),
      refused: sum(reports.map(({ refused }) => refused.length)),
      unused: sum(reports.map((report) => report.unused)),
      resumed: sum(reports.map((report) => report.resumed)),
    },
    retried: calls.filter(({ isOfEarlierAttempt }) => isOfEarlierAttempt === true).length,
    tokens: {
      input: sum(models.map((model) => model.input)),
      output: sum(models.map((model) => model.output)),
      cachedInput: sum(models.map((model) => model.cachedInput)),
      reasoning: sum(models.map((model) => model.reasoning)),
    },
    usd: { saved: sum(replayed.map(({ usd }) => usd ?? 0)), spent: sum(spent.map(({ usd }) => usd ?? 0)) },
    ms: { saved: sum(replayed.map(({ ms }) => ms)) },
    models,
    spentModels: addUpModels(spent),
    byTest: reportByTest(reports, price),
    byFile: reportByFile(reports, price),
    moved: reports.flatMap((report) => report.moved),
    imported: { adopted: sum(reports.map((report) => report.imported)), waiting: 0 },
    refusedCauses: addUpRefused(reports),
    unknownUsage: calls.filter(isUnknown).length,
    unpriced: unpriced.length,
    unpricedModels: distinct(unpriced.map(({ usage }) => usage?.model ?? 'unknown')),
    savedUnknown: replayed.filter(isUnknown).length,
    spentUnknown: spent.filter((call) => call.unread === true || isUnknown(call) || isUnpriced(call)).length,
    stale: sum(reports.map((report) => report.stale)),
    renewals: distinct(reports.flatMap(({ renewals = [] }) => renewals)),
    obsolete: 0,
    obsoleteFiles: [],
    notRecorded: sum(causes.map((cause) => cause.calls)),
    notRecordedCauses: causes,
    unmatchedHosts: distinct(reports.flatMap((report) => report.unmatchedHosts)),
    weakenings: weakeningsOf(reports),
    warnings: distinct(reports.flatMap((report) => report.warnings)),
    ...(reason === undefined ? {} : { reason }),
  }
}

function countRequests({ calls, diverged, refused, notRecorded }: TestReport): number {
  return calls.length + diverged + refused.length + notRecorded.length
}

// Where every test is off, the mode of the run says so.
function weakeningsOf(reports: readonly TestReport[]): readonly string[] {
  const isOff = reports.every(({ mode }) => mode === 'off')
  return distinct(reports.flatMap(({ weakenings }) => weakenings)).filter((name) => !isOff || name !== MODE_OFF)
}

// Undefined where something was captured, or where nobody reported.
function reasonForNothing(reports: readonly TestReport[]): string | undefined {
  if (reports.length === 0 || reports.some((report) => countRequests(report) > 0)) return undefined
  if (reports.every((report) => report.mode === 'off'))
    return "mode 'off' records and replays nothing: unset REWIND_MODE, or the option mode"
  if (reports.some((report) => report.unmatchedHosts.length > 0))
    return 'the calls to an LLM API went to hosts that are not in the list'
  return 'no test called a known LLM host: other hosts go into the option hosts, and a mocked client makes no calls'
}

interface PricedCall extends CallOutcome {
  readonly usd: number | undefined
}

function priceCall(call: CallOutcome, report: TestReport, price: PriceOf): PricedCall {
  return { ...call, usd: call.usage === undefined ? undefined : price(call.usage, report) }
}

function isUnknown(call: PricedCall): boolean {
  return call.usage === undefined && call.unmetered !== true && call.unread !== true
}

function isUnpriced(call: PricedCall): boolean {
  return call.usage !== undefined && call.usd === undefined
}

function commonMode(reports: readonly TestReport[]): RunReport['mode'] {
  const [first, ...others] = reports
  if (first === undefined) return 'none'
  return others.every((report) => report.mode === first.mode) ? first.mode : 'mixed'
}

function addUpModels(calls: readonly PricedCall[]): readonly ModelCalls[] {
  const groups = Map.groupBy(calls.filter(hasUsage), ({ usage }) => JSON.stringify([usage.provider, usage.model]))
  const models = [...groups.values()].map(addUpModel)
  return models.toSorted((a, b) => compareTexts(a.provider, b.provider) || compareTexts(a.model, b.model))
}

type CountedCall = PricedCall & { readonly usage: Usage }

function hasUsage(call: PricedCall): call is CountedCall {
  return call.usage !== undefined
}

function addUpModel(calls: readonly CountedCall[]): ModelCalls {
  const [first] = calls
  const prices = calls.map(({ usd }) => usd).filter((usd) => usd !== undefined)
  return {
    provider: first?.usage.provider ?? 'unknown',
    model: first?.usage.model ?? 'unknown',
    calls: calls.length,
    input: sum(calls.map(({ usage }) => usage.input ?? 0)),
    output: sum(calls.map(({ usage }) => usage.output ?? 0)),
    cachedInput: sum(calls.map(({ usage }) => usage.cachedInput ?? 0)),
    reasoning: sum(calls.map(({ usage }) => usage.reasoning ?? 0)),
    // A sum of nothing, beside calls without a price, would be taken for free.
    usd: prices.length === calls.length || sum(prices) > 0 ? sum(prices) : null,
    unpriced: calls.length - prices.length,
  }
}

function addUpCauses(notRecorded: readonly NotRecorded[]): readonly NotRecordedCause[] {
  const causes = new Map<string, NotRecordedCause>()
  for (const { cause, host } of notRecorded) {
    const key = JSON.stringify([host, cause])
    causes.set(key, { cause, host, calls: (causes.get(key)?.calls ?? 0) + 1 })
  }
  return [...causes.values()].toSorted((a, b) => compareTexts(a.host, b.host) || compareTexts(a.cause, b.cause))
}

function addUpRefused(reports: readonly TestReport[]): readonly RefusedCause[] {
  const all = reports.flatMap((report, test) => report.refused.map((request) => ({ ...request, test })))
  return [...Map.groupBy(all, kindOf).values()].flatMap((equal) =>
    equal.slice(0, 1).map(({ code, cause }) => ({
      code,
      cause,
      calls: equal.length,
      tests: new Set(equal.map(({ test }) => test)).size,
    })),
  )
}

// What a run has spent grows while calls are refused for it.
function kindOf({ code, cause }: RefusedRequest): string {
  return code === 'REWIND_BUDGET' ? code : JSON.stringify([code, cause])
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted(compareTexts)
}
