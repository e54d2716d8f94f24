import type { RecordedRequest, RecordedResponse } from '../../cassette/call.ts'
import type { InterceptedRequest } from '../../http/interceptor.ts'
import type { ResolvedOptions } from '../../options/options.ts'
import type { SiblingCall } from '../find-in-siblings.ts'
import type { RequestResult } from '../write/staging.ts'
import type { RedactedRequest } from './redact-request.ts'

/** One request of the session, and what became of it: the calls of a cassette are in this order. */
export interface RequestRecord {
  /** 1-based. */
  readonly number: number
  /** `moment()` at which it was made. */
  readonly at: number
  result: RequestResult
  /** Whether it came after the end of the test. */
  readonly isLate: boolean
}

/** One request on its way through a session. */
export interface Exchange {
  readonly intercepted: InterceptedRequest
  readonly provider: string
  readonly record: RequestRecord
  readonly options: ResolvedOptions
}

/** A call whose key is known. */
export interface KeyedExchange extends Exchange, RedactedRequest {
  readonly key: string
}

/** A call that is answered from the cassette of another test. */
export interface BorrowedCall {
  readonly exchange: KeyedExchange
  readonly call: SiblingCall
}

/** A call that is answered from the cassette. */
export interface ReplayedCall {
  readonly provider: string
  readonly request: RecordedRequest
  readonly response: RecordedResponse
  /** Absent where the request was not counted yet. */
  readonly record?: RequestRecord
}
