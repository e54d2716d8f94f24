import type { Mode } from '../decide.ts'
import type { DivergenceReason, RequestDifference, RewindErrorCode } from '../errors.ts'
import type { CallCounts } from './call-counts.ts'
import type { PlaceOfCode } from './test-report.ts'

/** One model's calls: those that were replayed, or those that went to the network. */
export interface ModelCalls {
  readonly provider: string
  readonly model: string
  readonly calls: number
  readonly input: number
  readonly output: number
  readonly cachedInput: number
  readonly reasoning: number
  /** US dollars saved or spent, as far as prices are known; null where none is, never 0 for it. */
  readonly usd: number | null
  /** Those of the calls whose price is not known. */
  readonly unpriced: number
}

/** Calls whose responses were not kept for one cause. */
export interface NotRecordedCause {
  readonly cause: string
  readonly host: string
  readonly calls: number
}

/** Requests that were not sent for one cause. */
export interface RefusedCause {
  readonly code: RewindErrorCode
  readonly cause: string
  readonly calls: number
  /** Tests that made them. */
  readonly tests: number
}

/** What one test did. */
export interface ReportOfTest {
  /** Names of its suites and its own, joined by ` › `. */
  readonly name: string
  /** Its file and its cassette, relative to the project root, with `/`. */
  readonly file: string
  readonly cassette: string
  readonly mode: Mode
  readonly calls: CallCounts
  readonly tokens: { readonly input: number; readonly output: number }
  /** US dollars, as far as prices are known. */
  readonly usd: { readonly saved: number; readonly spent: number }
  /** Milliseconds that its calls took on the network, now or when they were recorded. */
  readonly ms: number
  /** Why its cassette was written: `new`, or the path that changed; null where it was not. */
  readonly recorded: string | null
  /** Whether it recorded streams that count tokens only with `stream_options`. */
  readonly lacksStreamOptions: boolean
  readonly divergences: readonly DivergenceOfTest[]
  /** 1-based numbers of the recorded calls that were not asked for. */
  readonly unusedCalls: readonly number[]
}

/** A request without a recorded answer. */
export interface DivergenceOfTest {
  readonly reason: DivergenceReason
  readonly differences: readonly RequestDifference[]
  /** A command that can be pasted. */
  readonly remedy: string
  /** The line that made the request, else that of the test. */
  readonly place: PlaceOfCode | null
  /** What the test failed with, in full. */
  readonly message: string
  /** US dollars that it takes to record it and what follows, about; null where no price is known. */
  readonly usd: number | null
  /** 1-based position of the request among those of the test; null where it is not known. */
  readonly call: number | null
  /** 1-based number of the most similar call on the cassette; null where there is none. */
  readonly nearest: number | null
  /** The body of the request, redacted; null where it is not text, or longer than 200,000 bytes. */
  readonly received: string | null
}

/** The whole run as data: what `REWIND_REPORT` writes. */
export interface RunReport {
  readonly version: 1
  /** The mode of every test; 'mixed' where they differ, 'none' where no test reported. */
  readonly mode: Mode | 'mixed' | 'none'
  /** Tests that made at least one call; hooks and the top level of a file do not count. */
  readonly tests: number
  readonly calls: CallCounts
  /** Those of the live calls that earlier attempts of tests made: a retry came after them. */
  readonly retried: number
  /** Tokens of the replayed calls. */
  readonly tokens: {
    readonly input: number
    readonly output: number
    readonly cachedInput: number
    readonly reasoning: number
  }
  /** US dollars, as far as prices are known: of the replayed calls, and of those that went to the network. */
  readonly usd: { readonly saved: number; readonly spent: number }
  /** Milliseconds that the replayed calls had taken on the network. */
  readonly ms: { readonly saved: number }
  /** Every test that made a call, by file and name. */
  readonly byTest: readonly ReportOfTest[]
  /** Every file that made a call outside of its tests, in hooks around them or at its top level; named by its path. */
  readonly byFile: readonly ReportOfTest[]
  /** Replayed calls by provider and model, in alphabetical order. */
  readonly models: readonly ModelCalls[]
  /** Calls that went to the network, by provider and model. */
  readonly spentModels: readonly ModelCalls[]
  /** Cassettes of no test that became those of renamed or moved tests; paths are relative to the project root. */
  readonly moved: readonly { readonly from: string; readonly to: string }[]
  /**
   * Calls of other tools: those that tests took in this run, and those that still wait for theirs in `.rewind/import`.
   */
  readonly imported: { readonly adopted: number; readonly waiting: number }
  /** Requests that were not sent: a key is missing, the budget is spent, a cassette cannot be read. */
  readonly refusedCauses: readonly RefusedCause[]
  /** Calls, replayed or not, whose response counted no tokens. */
  readonly unknownUsage: number
  /** Calls, replayed or not, with tokens but without a known price. */
  readonly unpriced: number
  /** The models of those calls. */
  readonly unpricedModels: readonly string[]
  /** Replayed calls whose response counted no tokens. */
  readonly savedUnknown: number
  /** Calls that went to the network and whose cost is not in `usd.spent`. */
  readonly spentUnknown: number
  /** Cassettes older than `maxAge`. */
  readonly stale: number
  /** Commands that record those anew: one a test. */
  readonly renewals: readonly string[]
  /** Cassettes that belong to no test; counted in full runs only, where every test is known. */
  readonly obsolete: number
  /** Those cassettes, relative to the project root. */
  readonly obsoleteFiles: readonly string[]
  /** Responses that were not kept. */
  readonly notRecorded: number
  readonly notRecordedCauses: readonly NotRecordedCause[]
  readonly unmatchedHosts: readonly string[]
  /** Options in force in any test that make matching weaker than the default, spelled as in a configuration. */
  readonly weakenings: readonly string[]
  readonly warnings: readonly string[]
  /** Why nothing was captured, as far as it is known, and what to do about it. */
  readonly reason?: string
}
