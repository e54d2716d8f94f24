import type { MediaFile } from '../answers/parts/measure-answer.ts'
import type { Cassette } from '../cassette/cassette.ts'
import type { CallChange, RemovedCall } from './data/test-detail.ts'
import type { TestRun } from './data/test-run.ts'

/** A test that is shown: its cassette, and what a run did with it. */
export interface ViewedTest {
  readonly name: string
  /** Its test file, relative to the project root. */
  readonly file: string
  /** Its cassette, relative to the project root, with `/`. */
  readonly cassette: string
  /**
   * Reads the cassette; undefined where there is none.
   *
   * @throws {RewindCassetteError} when it cannot be read
   */
  readonly open: () => Cassette | undefined
  /** Changes with the cassette, which is not read for it; undefined where there is none. */
  readonly version: () => string | undefined
  /** 1-based numbers of the calls that are shown; all where it is left out. */
  readonly calls?: ReadonlySet<number> | undefined
  readonly run: TestRun | null
  /** The bodies of the requests that diverged, each beside its divergence; null where one was not kept. */
  readonly received: readonly (string | null)[]
  /** Finds how it differs from a base; undefined where it is compared with none. */
  readonly changes: () => TestChanges | undefined
}

/** How the calls of a test differ from those of the base. */
export interface TestChanges {
  /** By the number of the call. */
  readonly calls: ReadonlyMap<number, CallChange>
  readonly removed: readonly RemovedCall[]
  /** Those of the answers of the base, by digest. */
  readonly media: ReadonlyMap<string, MediaFile>
}
