import type { Cassette } from '../cassette/cassette.ts'
import type { ImportPool } from '../cassette/disk/import-pool.ts'
import type { Spending } from '../cassette/disk/spending.ts'
import type { CassetteStore } from '../cassette/disk/store.ts'
import type { UnfinishedCalls } from '../cassette/disk/unfinished.ts'
import type { Outcome } from '../decide.ts'
import type { ResolvedOptions } from '../options/options.ts'
import type { TestReport } from '../report/test-report.ts'
import type { ShownDivergences } from './explain/failures/shown-divergences.ts'
import type { SessionNames } from './explain/session-names.ts'
import type { Guests } from './guests.ts'
import type { InFlightObserver } from './in-flight.ts'
import type { Claims } from './playback.ts'

/** The cassette of one test, shared by its attempts: each starts from what was on disk before the first. */
export interface CassetteHandle {
  readonly path: string
  /** As messages show it: relative to the project root where it lies inside. */
  readonly shownPath: string
  /**
   * Reads the cassette, once.
   *
   * @returns what was on disk; undefined where there was none
   * @throws {RewindCassetteError} when it cannot be read
   */
  base(): Cassette | undefined
  /** Reads, once, what earlier runs have recorded without finishing; undefined where that is nothing. */
  resumable(): Cassette | undefined
  /** What was imported from other tools. */
  readonly pool: ImportPool
  /** Where this run's calls are kept until the test has passed. */
  readonly unfinished: UnfinishedCalls
  /** Who has asked for its calls in this run. */
  readonly claims: Claims
  /** What the run has spent so far. */
  readonly spending: Spending
}

/** What a session is made of. */
export interface SessionInput {
  readonly names: SessionNames
  readonly cassette: CassetteHandle
  /** Gives the cassettes of the other tests of its file, and of the file itself. */
  readonly siblings?: () => readonly CassetteHandle[]
  /** Cassettes of no test: one of them may be that of this test, before it was renamed or moved. */
  readonly orphans?: () => readonly CassetteHandle[]
  readonly store: CassetteStore
  readonly options: () => ResolvedOptions
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  /** How the attempt ended, where it did so before its first call: then all of its calls are late. */
  readonly closedAs?: Outcome | undefined
  /** What other tests of the file have failed with. */
  readonly shown?: ShownDivergences | undefined
  /** Other processes that make calls for it, once there may be some. */
  readonly guests?: (() => Guests | undefined) | undefined
  /** Called with what changes, where another process judges the session. */
  readonly observer?: SessionObserver | undefined
  /** Called with every call that goes to the network. */
  readonly onLive?: (() => void) | undefined
}

/** Follows a session for another process. */
export interface SessionObserver extends InFlightObserver {
  /** Something may have come of a call. */
  readonly onChange: () => void
}

/** What a session came to. */
export interface SessionResult {
  /** What the test fails with, whatever its own outcome. */
  readonly error: Error | undefined
  readonly report: TestReport
}
