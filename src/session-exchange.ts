import type { RecordedRequest, RecordedResponse } from './cassette/call.ts'
import type { InterceptedRequest } from './http/intercept.ts'
import type { ResolvedOptions } from './options.ts'
import type { RedactedRequest } from './redact-request.ts'
import type { Slot } from './staging.ts'

/** The place of a request among those of the session: the calls of a cassette are in this order. */
export interface Place {
  /** 1-based. */
  readonly number: number
  slot: Slot
  /** Whether it came after the end of the test. */
  readonly isLate: boolean
}

/** One request on its way through a session. */
export interface Exchange {
  readonly intercepted: InterceptedRequest
  readonly provider: string
  readonly place: Place
  readonly options: ResolvedOptions
}

/** A call whose key is known. */
export interface KeyedExchange extends Exchange, RedactedRequest {
  readonly key: string
}

/** A call that is answered from the cassette. */
export interface ReplayedCall {
  readonly provider: string
  readonly request: RecordedRequest
  readonly response: RecordedResponse
  /** Of a request that took one already. */
  readonly place?: Place
}
