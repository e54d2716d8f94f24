/** Calls by what became of them. */
export interface CallCounts {
  readonly replayed: number
  /** Went to the network and onto a cassette. */
  readonly recorded: number
  /** Recorded by tests that did not pass: on no cassette, and found by the next run. */
  readonly unfinished: number
  /** Went to the network, and were not kept. */
  readonly live: number
  readonly diverged: number
  /** Not sent for another reason. */
  readonly refused: number
  readonly unused: number
  /** Those of the replayed calls that an earlier run had recorded without finishing. */
  readonly resumed: number
}
