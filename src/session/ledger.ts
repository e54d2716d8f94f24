import type { RecordedRequest, RecordedResponse, Usage } from '../cassette/call.ts'
import { RewindReplayDivergenceError, type RewindError } from '../errors.ts'
import type { ResolvedOptions } from '../options/options.ts'
import { keyRulesOf, weakeningsOf } from '../options/weakenings.ts'
import { findUserPlace } from '../process/own-frames.ts'
import { isMetered } from '../providers/looks-like-llm-api.ts'
import { countsWithStreamOptions } from '../providers/usage/counts-with-stream-options.ts'
import { extractUsage } from '../providers/usage/extract-usage.ts'
import type {
  CallOutcome,
  DivergenceReport,
  MovedCassette,
  NotRecorded,
  RefusedRequest,
  TestReport,
} from '../report/test-report.ts'
import { decodeUtf8 } from '../text/decode/decode-utf8.ts'

/** Keeps account of what a session does, for the report. */
export interface Ledger {
  /** @returns the call as the report has it */
  noteCall(kind: CallOutcome['kind'], call: NotedCall): CallOutcome
  noteNotRecorded(entry: NotRecorded): void
  /** Notes a live call whose answer nobody looked at. */
  noteUnread(provider: string): void
  noteUnmatched(host: string): void
  /** @param error - what the test fails with for it */
  noteDiverged(error: RewindError, request?: DivergedRequest): void
  /** Notes the recorded calls that a test did not come to: recording what diverged anew goes on with them. */
  noteLeft(calls: readonly RecordedUsage[]): void
  /** Notes a request that was neither sent nor answered with a recording. */
  noteRefused(request: RefusedRequest): void
  /** Notes why the cassette was written. */
  noteReason(reason: string): void
  /** @param calls - their numbers in the cassette, where they are whole calls */
  noteUnused(count: number, calls?: readonly number[]): void
  /** Notes a call that an unfinished run had recorded, and that was not asked again. */
  noteResumed(): void
  /** Notes that calls were taken over from a cassette of no test. */
  noteMoved(moved: MovedCassette): void
  /** Notes calls of another tool that are on the cassette now. */
  noteImported(count: number): void
  /** Notes that what was recorded is on no cassette, since the test did not pass. */
  noteUnfinished(): void
  /**
   * Notes that the cassette is older than `maxAge`.
   *
   * @param command - records it again
   */
  noteStale(command: string): void
  /** Notes that a rule of the key changed something; under the name that its weakening has. */
  noteUsedRule(rule: string): void
  /** Notes a call that was let through without a look, under `mode: 'off'`. */
  notePassed(): void
  warn(text: string): void
  /** Adds what a `withCassette` inside came to: its runner asks for one report a test. */
  include(report: TestReport): void
  /** Says whether nothing was noted since the last time. */
  isEmpty(): boolean
  /** Gives what was noted since the last time. */
  take(options: ResolvedOptions): TestReport
}

/** A call that got an answer. */
interface NotedCall {
  readonly provider: string
  /** As stored with the call; extracted now where a cassette lacks it. */
  readonly usage: Usage | undefined
  readonly request: RecordedRequest
  readonly response: RecordedResponse
}

/** What is known of a request that diverged. */
interface DivergedRequest {
  /** Redacted. */
  readonly body?: Uint8Array
  /** Of the nearest recorded call: about what it takes to record it again. */
  readonly usage?: Usage | undefined
}

/** What one call of the cassette took. */
interface RecordedUsage {
  /** 1-based. */
  readonly number: number
  readonly usage: Usage | undefined
}

/** Characters of a request that a report may hold. */
const LARGEST_BODY = 200_000

/** Opens an empty ledger. */
export function createLedger(): Ledger {
  let page = emptyPage()
  return {
    noteCall(kind, call) {
      const outcome = outcomeOf(kind, call)
      page.calls.push(outcome)
      return outcome
    },
    noteNotRecorded: (entry) => void page.notRecorded.push(entry),
    noteUnread: (provider) => void page.calls.push({ kind: 'live', provider, unread: true, ms: 0 }),
    noteUnmatched: (host) => void page.unmatchedHosts.add(host),
    noteReason: (reason) => void (page.why.reason = reason),
    noteDiverged(error, request = {}) {
      page.diverged += 1
      page.divergences.push(describeDivergence(error, request))
    },
    noteLeft: (calls) => addFollowing(page.divergences, calls),
    noteUnused(count, calls = []) {
      page.unused += count
      page.unusedCalls.push(...calls)
    },
    noteMoved: (moved) => void page.moved.push(moved),
    noteImported: (count) => void (page.imported += count),
    noteResumed: () => void (page.resumed += 1),
    noteUnfinished: () => void page.calls.splice(0, page.calls.length, ...page.calls.map(leaveUnfinished)),
    noteRefused: (request) => void page.refused.push(request),
    noteStale(command) {
      page.stale += 1
      page.renewals.push(command)
    },
    noteUsedRule: (rule) => void page.usedRules.add(rule),
    notePassed: () => void (page.hasPassed = true),
    warn: (text) => void page.warnings.push(text),
    include: (report) => addReport(page, report),
    isEmpty: () => isBlank(page),
    take(options) {
      const { unmatchedHosts, weakenings, keyRules, usedRules, hasPassed, why, ...rest } = page
      page = emptyPage()
      // Options of a test without calls weakened nothing.
      const hasCalls = rest.calls.length + rest.diverged > 0 || hasPassed
      return {
        mode: options.mode,
        ...rest,
        unmatchedHosts: [...unmatchedHosts],
        weakenings: [...weakenings, ...(hasCalls ? weakeningsOf(options) : [])],
        keyRules: [...keyRules, ...(hasCalls ? keyRulesOf(options) : [])],
        usedRules: [...usedRules],
        ...why,
      }
    },
  }
}

function leaveUnfinished(call: CallOutcome): CallOutcome {
  return call.kind === 'recorded' && call.settled !== true ? { ...call, kind: 'unfinished' } : call
}

function describeDivergence(error: RewindError, { body, usage }: DivergedRequest): DivergenceReport {
  const { message, remedy, stack } = error
  const place = findUserPlace(stack)
  const received = body === undefined || body.byteLength > LARGEST_BODY ? undefined : decodeUtf8(body)
  const more = {
    usages: usage === undefined ? [] : [usage],
    ...(place === undefined ? {} : { place }),
    ...(received === undefined ? {} : { received }),
  }
  if (!(error instanceof RewindReplayDivergenceError))
    return { reason: 'read-further', differences: [], remedy, message, ...more }
  const { differences, reason, call, nearest, orphan } = error
  const found = { ...(nearest === undefined ? {} : { nearest }), ...(orphan === undefined ? {} : { orphan }) }
  return { reason, differences, remedy, message, ...more, call, ...found }
}

// What comes after the last request that diverged was not asked for because the test had failed.
function addFollowing(divergences: DivergenceReport[], left: readonly RecordedUsage[]): void {
  const last = divergences.pop()
  if (last === undefined) return
  const { nearest } = last
  const known = new Set(divergences.map((divergence) => divergence.nearest))
  const following = left.filter(({ number }) => nearest !== undefined && number > nearest && !known.has(number))
  divergences.push({ ...last, usages: [...(last.usages ?? []), ...following.flatMap(({ usage }) => usage ?? [])] })
}

function addReport(page: ReturnType<typeof emptyPage>, report: TestReport): void {
  page.calls.push(...report.calls)
  page.notRecorded.push(...report.notRecorded)
  page.warnings.push(...report.warnings)
  page.weakenings.push(...report.weakenings)
  page.keyRules.push(...(report.keyRules ?? []))
  for (const rule of report.usedRules ?? []) page.usedRules.add(rule)
  for (const host of report.unmatchedHosts) page.unmatchedHosts.add(host)
  page.diverged += report.diverged
  // Numbers of calls are those of another cassette.
  page.divergences.push(
    ...report.divergences.map(({ call: _call, nearest: _nearest, received: _received, ...rest }) => rest),
  )
  page.unused += report.unused
  page.resumed += report.resumed
  page.moved.push(...report.moved)
  page.imported += report.imported
  page.refused.push(...report.refused)
  page.stale += report.stale
  page.renewals.push(...(report.renewals ?? []))
}

function outcomeOf(kind: CallOutcome['kind'], { provider, usage, request, response }: NotedCall): CallOutcome {
  const known = usage ?? extractUsage({ url: request.url, provider, request, response })
  return {
    kind,
    provider,
    ...(known === undefined ? {} : { usage: known }),
    ...(known === undefined ? explainNoUsage(request, response.status) : {}),
    ms: response.duration,
  }
}

function explainNoUsage(request: RecordedRequest, status: number): Pick<CallOutcome, 'unmetered' | 'countedWith'> {
  if (!costsTokens(request, status)) return { unmetered: true }
  return countsWithStreamOptions(request) ? { countedWith: 'stream_options' } : {}
}

// A redacted URL may hold text that no parser takes; then the gap is shown.
function costsTokens(request: RecordedRequest, status: number): boolean {
  return !URL.canParse(request.url) || isMetered(new URL(request.url), request.method, status)
}

function emptyPage() {
  const calls: CallOutcome[] = []
  const notRecorded: NotRecorded[] = []
  const divergences: DivergenceReport[] = []
  const unusedCalls: number[] = []
  const moved: MovedCassette[] = []
  const refused: RefusedRequest[] = []
  const warnings: string[] = []
  const weakenings: string[] = []
  const keyRules: string[] = []
  const renewals: string[] = []
  const why: { reason?: string } = {}
  return {
    why,
    calls,
    notRecorded,
    warnings,
    weakenings,
    keyRules,
    unmatchedHosts: new Set<string>(),
    usedRules: new Set<string>(),
    hasPassed: false,
    diverged: 0,
    divergences,
    unused: 0,
    unusedCalls,
    resumed: 0,
    moved,
    imported: 0,
    refused,
    stale: 0,
    renewals,
  }
}

function isBlank({ why, unmatchedHosts, usedRules, ...rest }: ReturnType<typeof emptyPage>): boolean {
  const counts = Object.values(rest).map((value) => (Array.isArray(value) ? value.length : Number(value)))
  return counts.every((count) => count === 0) && unmatchedHosts.size + usedRules.size === 0 && why.reason === undefined
}
