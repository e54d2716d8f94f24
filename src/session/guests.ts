import type { Call } from '../cassette/call.ts'
import type { TestReport } from '../report/test-report.ts'
import type { FailureData } from './explain/failures/failure-data.ts'

/** A request that another process made for a session, once it is known what came of it. */
export type GuestRequest = { readonly at: number } & (
  | { readonly kind: 'replayed'; readonly number: number }
  | { readonly kind: 'recorded' | 'adopted'; readonly call: Call }
)

/** What another process did for a session since its last note: plain data. */
export interface GuestNote {
  readonly report: TestReport
  readonly failure?: FailureData
  readonly requests: readonly GuestRequest[]
}

/** Other processes and threads that make calls for a session. */
export interface Guests {
  /**
   * Collects what they noted. Waits for the calls that are under way, but only for so long.
   *
   * @returns their notes, and how many calls were given up
   */
  collect(milliseconds: number): Promise<{ readonly notes: readonly GuestNote[]; readonly left: number }>
  /**
   * Takes a call of the cassette, in all processes.
   *
   * @returns whether no other one has taken it
   */
  claim(number: number): boolean
}
