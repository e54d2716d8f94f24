import type { Outcome } from '../decide.ts'
import { createBudget, type Budget } from './answer/budget.ts'
import type { BorrowedCall, RequestRecord } from './answer/exchange.ts'
import { createFailures, type Failures } from './explain/failures/failures.ts'
import { createInFlight, type InFlight } from './in-flight.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createLookUp, type LookUp } from './look-up.ts'
import type { CassetteHandle, SessionInput } from './session-input.ts'
import { createSockets, type Sockets } from './socket/sockets.ts'

/** What the parts of one session share. */
export interface SessionState {
  readonly input: SessionInput
  readonly ledger: Ledger
  readonly failures: Failures
  readonly inFlight: InFlight
  readonly lookUp: LookUp
  readonly sockets: Sockets
  readonly budget: Budget
  /** Cassettes of no test that it took calls from. */
  readonly adopted: Set<CassetteHandle>
  /** What it was answered with from cassettes of other tests, as far as that was not judged. */
  borrowed: readonly BorrowedCall[]
  /** Every request so far, in the order they were made. */
  readonly requests: RequestRecord[]
  /** How the attempt ended, once it did: requests that come later are late. */
  closedAs: Outcome | undefined
}

/** Begins a session. The cassette is read with the first request. */
export function createSessionState(input: SessionInput): SessionState {
  const ledger = createLedger()
  return {
    input,
    ledger,
    failures: createFailures(input.shown),
    inFlight: createInFlight(input.observer),
    lookUp: createLookUp(input, (rule) => ledger.noteUsedRule(rule)),
    sockets: createSockets(),
    budget: createBudget(input),
    adopted: new Set(),
    borrowed: [],
    requests: [],
    closedAs: input.closedAs,
  }
}
