/** What a test is called in messages, and how only it is run again. */
export interface SessionNames {
  /** Full name of the test. */
  readonly test: string
  /** Path of the cassette, relative to the project root. */
  readonly cassette: string
  /** The folder of that root as a command names it, with a `/` at its end; empty where it is typed there. */
  readonly folder?: string
  /** Command that records just this test again, and leaves what has not changed. */
  readonly rerecord: string
  /** Command that records all calls of just this test again. */
  readonly rerecordAll: string
}
