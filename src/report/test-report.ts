import type { Usage } from '../cassette/call.ts'
import type { Mode } from '../decide.ts'

/** What became of one call that got an answer. */
export interface CallOutcome {
  /** `recorded` went to the network and onto the cassette, `live` only to the network. */
  readonly kind: 'replayed' | 'recorded' | 'live'
  readonly provider: string
  /** Unset where the response counted no tokens. */
  readonly usage?: Usage
  /** Set for calls that cost no tokens (a list of models, an upload, an error): without usage they are no gap. */
  readonly unmetered?: boolean
  /** Set for live calls whose response was not looked at: what they cost is not known. */
  readonly unread?: true
  /** Milliseconds that the call took on the network, now or when it was recorded. */
  readonly ms: number
}

/** A response that was not kept. */
export interface NotRecorded {
  /** Why, and what to look at: `401: is OPENAI_API_KEY set?`. */
  readonly cause: string
  readonly host: string
}

/** What one test reports, as plain JSON data: it travels from the worker to the reporter. */
export interface TestReport {
  readonly mode: Mode
  readonly calls: readonly CallOutcome[]
  /** Requests without a recorded answer, where none may go live. */
  readonly diverged: number
  /** Recorded calls that were not asked for. */
  readonly unused: number
  /** Replayed calls that an earlier run had recorded without finishing. */
  readonly resumed: number
  /** Recorded calls that are on no cassette, since the test did not pass: the next run finds them. */
  readonly unfinished: number
  readonly notRecorded: readonly NotRecorded[]
  /** Hosts that look like an LLM API but fall under no host rule. */
  readonly unmatchedHosts: readonly string[]
  readonly warnings: readonly string[]
  /** Cassettes older than `maxAge`. */
  readonly stale: number
  /** Options that make matching weaker than the default. */
  readonly weakenings: readonly string[]
  /** Those of the weakenings that changed a key: rules that match nothing are a mistake. */
  readonly usedRules?: readonly string[]
  /** Root folder of the project that the test belongs to: its prices are that project's. */
  readonly project?: string
  /** Set on what a file's hooks and its top level did, outside of its tests. */
  readonly outsideTests?: true
  /** Cassettes of the file that belong to none of its tests: absolute paths. */
  readonly obsolete?: readonly string[]
}

/** Makes the report of a test that has nothing to report. */
export function emptyReport(mode: Mode): TestReport {
  return {
    mode,
    calls: [],
    diverged: 0,
    unused: 0,
    resumed: 0,
    unfinished: 0,
    notRecorded: [],
    unmatchedHosts: [],
    warnings: [],
    stale: 0,
    weakenings: [],
  }
}
