import type { Usage } from '../cassette/call.ts'
import type { Mode } from '../decide.ts'
import type { DivergenceReason, RequestDifference, RewindErrorCode } from '../errors.ts'

/** What became of one call that got an answer. */
export interface CallOutcome {
  /**
   * `recorded` went to the network and onto the cassette, `unfinished` to the network and no further, since its test
   * did not pass: the next run finds it. `live` went only to the network.
   */
  readonly kind: 'replayed' | 'recorded' | 'unfinished' | 'live'
  readonly provider: string
  /** Unset where the response counted no tokens. */
  readonly usage?: Usage
  /** Set for calls that cost no tokens (a list of models, an upload, an error): no usage of theirs can be missing. */
  readonly unmetered?: boolean
  /** What would make the response count tokens, where it counted none. */
  readonly countedWith?: 'stream_options'
  /** Set for live calls whose response was not looked at: what they cost is not known. */
  readonly unread?: true
  /** Set where a `withCassette()` in the test judged it, and wrote it to a cassette of its own. */
  readonly settled?: true
  /** Set where an earlier attempt of the test made it. */
  readonly isOfEarlierAttempt?: true
  /** Milliseconds that the call took on the network, now or when it was recorded. */
  readonly ms: number
}

/** A response that was not kept. */
export interface NotRecorded {
  /** Why, and what to look at: `401: is OPENAI_API_KEY set?`. */
  readonly cause: string
  readonly host: string
}

/** A request that was answered with an error instead of being sent. */
export interface RefusedRequest {
  readonly code: RewindErrorCode
  /** Such as `OPENAI_API_KEY is not set`. */
  readonly cause: string
}

/** A line of the user's code. */
export interface PlaceOfCode {
  /** An absolute path at first; in the report of a run relative to the project root, with `/`. */
  readonly file: string
  /** 1-based. */
  readonly line: number
}

/** A request without a recorded answer. */
export interface DivergenceReport {
  readonly reason: DivergenceReason
  /** Paths with what was recorded and what came; none where there was nothing to compare with. */
  readonly differences: readonly RequestDifference[]
  /** What to do about it: a command that can be pasted. */
  readonly remedy: string
  /** The line that made the request, else that of the test. */
  readonly place?: PlaceOfCode
  /** The whole message, without colours. */
  readonly message: string
  /** Of the nearest recorded call, and of those that the test did not come to: about what it takes to record them. */
  readonly usages?: readonly Usage[]
  /** 1-based position of the request among those of the test, where it is known. */
  readonly call?: number
  /** 1-based number of the most similar call on the cassette, where there is one. */
  readonly nearest?: number
  /** Path of a cassette of no test that has the call, relative to the project root. */
  readonly orphan?: string
  /** The body of the request, redacted; missing where it is not text, or very long. */
  readonly received?: string
}

/** A cassette that a test took over. Paths are relative to the project root. */
export interface MovedCassette {
  readonly from: string
  readonly to: string
}

/** A test as the report names it. */
export interface ReportedTest {
  /** Names of its suites and its own, joined by ` › `. */
  readonly name: string
  /** Its file and its cassette, relative to the project root, with `/`. */
  readonly file: string
  readonly cassette: string
}

/** What one test reports, as plain JSON data: it travels from the worker to the reporter. */
export interface TestReport {
  readonly mode: Mode
  readonly calls: readonly CallOutcome[]
  /** Requests without a recorded answer, where none may go live. */
  readonly diverged: number
  /** What those were, each with what it fails with. */
  readonly divergences: readonly DivergenceReport[]
  /** Requests that were not sent for another reason: a missing key, a spent budget, a cassette that cannot be read. */
  readonly refused: readonly RefusedRequest[]
  /** Recorded calls that were not asked for. */
  readonly unused: number
  /** Their 1-based numbers in the cassette. */
  readonly unusedCalls: readonly number[]
  /** Replayed calls that an earlier run had recorded without finishing. */
  readonly resumed: number
  /** Cassettes of no test whose calls became this test's: it was renamed or moved. */
  readonly moved: readonly MovedCassette[]
  /** Calls of another tool that are on its cassette now: `rewind import` had brought them in. */
  readonly imported: number
  readonly notRecorded: readonly NotRecorded[]
  /** Hosts that look like an LLM API but fall under no host rule. */
  readonly unmatchedHosts: readonly string[]
  readonly warnings: readonly string[]
  /** Cassettes older than `maxAge`. */
  readonly stale: number
  /** Commands that record those anew. */
  readonly renewals?: readonly string[]
  /** Options that make matching weaker than the default. */
  readonly weakenings: readonly string[]
  /** Those of the weakenings that are rules of the key. */
  readonly keyRules?: readonly string[]
  /** Those of the rules that changed a key: one that matches nothing is a mistake. */
  readonly usedRules?: readonly string[]
  /** Which test it was; of what came outside of tests, the file. */
  readonly test?: ReportedTest
  /** Where every attempt of a test has a process of its own: what they have in common, and which one it was, from 0. */
  readonly attempt?: { readonly test: string; readonly number: number }
  /** Why its cassette was written: `new`, or the path that changed; missing where it was not. */
  readonly reason?: string
  /** Root folder of the project that the test belongs to: its prices are that project's. */
  readonly project?: string
  /** Set on what a file's hooks and its top level did, outside of its tests. */
  readonly outsideTests?: true
  /** Set where something came after its test file, which has its result: the run as a whole fails. */
  readonly failsRun?: true
  /** Cassettes of the file that belong to none of its tests: absolute paths. */
  readonly obsolete?: readonly string[]
}

/** The weakening that a mode is: a report leaves it out where it names that mode. */
export const MODE_OFF = "mode: 'off'"

/** Prices a call of a test in US dollars; undefined where its price is not known. */
export type PriceOf = (usage: Usage, report: TestReport) => number | undefined

/** Makes the report of a test that has nothing to report. */
export function emptyReport(mode: Mode): TestReport {
  return {
    mode,
    calls: [],
    diverged: 0,
    divergences: [],
    refused: [],
    unused: 0,
    unusedCalls: [],
    resumed: 0,
    moved: [],
    imported: 0,
    notRecorded: [],
    unmatchedHosts: [],
    warnings: [],
    stale: 0,
    weakenings: [],
  }
}
