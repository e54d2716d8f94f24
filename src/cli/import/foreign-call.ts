import type { Chunk, Headers, RecordedSocket } from '../../cassette/call.ts'

/** A call as another tool has recorded it: not redacted, and its bodies as that tool has stored them. */
export interface ForeignCall {
  readonly method: string
  readonly url: string
  readonly request: ForeignMessage
  readonly response: ForeignResponse
  /** Any date that JavaScript parses. */
  readonly recordedAt?: string | undefined
  /** Milliseconds from the request to the response headers. */
  readonly latency?: number | undefined
  /** Milliseconds from the request to the last byte. */
  readonly duration?: number | undefined
}

/** One side of a call. */
export interface ForeignMessage {
  /** Undefined where the format or a filter has left them out. */
  readonly headers?: Headers | undefined
  /** Undefined where it was left out; it may still be compressed, whatever the headers say. */
  readonly body?: Uint8Array | undefined
  /** Set where the tool had parsed the body, and its text was written anew. */
  readonly isRewritten?: boolean
}

/** The answer of a call. */
interface ForeignResponse extends ForeignMessage {
  readonly status: number
  readonly statusText?: string | undefined
  /** As they arrived, where the tool has kept that. */
  readonly chunks?: readonly Chunk[] | undefined
  /** Set where the chunks have no times. */
  readonly areTimesUnknown?: boolean
  /** What was said, where it opened a WebSocket. */
  readonly socket?: ForeignSocket | undefined
}

/** A WebSocket session as another tool has recorded it. */
export interface ForeignSocket extends RecordedSocket {
  /** Set where the times of messages were not kept. */
  readonly areTimesUnknown: boolean
}

/** A call that cannot be read, among others that can. */
export interface UnreadableCall {
  readonly unreadable: string
}
