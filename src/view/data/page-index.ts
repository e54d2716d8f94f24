import type { CallCounts } from '../../report/call-counts.ts'
import type { TestRun } from './test-run.ts'

/** What the page holds before anything is opened: plain JSON data. */
export interface PageIndex {
  readonly version: 1
  /** Name of the project's folder. */
  readonly project: string
  /** ISO 8601 time at which the page was made. */
  readonly madeAt: string
  /** What the run did; null where none is known. */
  readonly run: RunTotals | null
  /** What the recordings are compared with: a branch, a tag or a commit; null where nothing. */
  readonly base: string | null
  /** By file and name. */
  readonly tests: readonly IndexedTest[]
  /** Where the page is served: whether it follows what changes on the disk. */
  readonly isServed: boolean
}

/** The totals of a run. */
export interface RunTotals {
  readonly mode: string
  readonly tests: number
  readonly calls: CallCounts
  /** US dollars, as far as they are known. */
  readonly usd: { readonly saved: number; readonly spent: number }
  /** Calls that are not in these sums, since their tokens or their price are not known. */
  readonly unknown: { readonly saved: number; readonly spent: number }
  /** Milliseconds that the replayed calls had taken on the network. */
  readonly msSaved: number
  /** What else there is to say of it, as its summary says it. */
  readonly notes: readonly RunNote[]
}

/** One thing that the summary of a run says. */
export interface RunNote {
  readonly label: string
  readonly tone: 'good' | 'loud' | 'bad' | 'quiet'
  readonly lines: readonly string[]
}

/** A test as the list shows it. */
export interface IndexedTest {
  /** Of its cassette: the same in every page, so that links last. */
  readonly id: string
  /** Names of its suites and its own, joined by ` › `. */
  readonly name: string
  /** Its test file, relative to the project root; empty where it is not known. */
  readonly file: string
  /** Its cassette, relative to the project root. */
  readonly cassette: string
  readonly calls: number
  readonly models: readonly string[]
  /** Null where no call counted any. */
  readonly tokens: Tokens | null
  /** US dollars at today's prices; null where no price is known. */
  readonly usd: number | null
  /** Milliseconds that its calls took on the network. */
  readonly ms: number
  /** The call that took longest: its 1-based number and its milliseconds; null where there is none. */
  readonly slowest: { readonly call: number; readonly ms: number } | null
  /** Kinds of media in its calls: `image`, `audio`, `video`, `file`. */
  readonly media: readonly string[]
  /** ISO 8601; null where nothing is recorded. */
  readonly recordedAt: string | null
  /** Calls that differ from those of the base, and those that are gone. */
  readonly changed: number
  /** What the run did with it; null where it was not in the run. */
  readonly run: TestRun | null
  /** Why its cassette cannot be shown; null where it can. */
  readonly problem: string | null
}

/** Tokens as the provider counted them. */
export interface Tokens {
  readonly input: number
  readonly output: number
}
