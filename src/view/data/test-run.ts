import type { CallCounts } from '../../report/call-counts.ts'

/** What a run did with one test. */
export interface TestRun {
  readonly mode: string
  readonly calls: CallCounts
  /** Why calls were recorded: `new`, or the path that changed; null where none was. */
  readonly recorded: string | null
  readonly divergences: readonly Divergence[]
  /** 1-based numbers of recorded calls that were not made. */
  readonly unusedCalls: readonly number[]
  /** The command that takes them off the cassette. */
  readonly update: string
}

/** A request without a recorded answer. */
export interface Divergence {
  /** Where the request was made, else the test; null where that is not known. */
  readonly place: { readonly file: string; readonly line: number } | null
  /** 1-based position among the requests of the test; null where it is not known. */
  readonly call: number | null
  /** 1-based number of the most similar call on the cassette; null where there is none. */
  readonly nearest: number | null
  readonly differences: readonly TextDifference[]
  /** A command, or another remedy, that can be pasted. */
  readonly remedy: string
  /** What the test failed with, in full. */
  readonly message: string
  /** US dollars that it takes to record it, about; null where the price is not known. */
  readonly usd: number | null
}

/** One place where a request differs from the nearest recorded one. */
interface TextDifference {
  readonly path: string
  /** Left out where it was not there. */
  readonly recorded?: string | undefined
  /** Left out where it is gone. */
  readonly received?: string | undefined
}
