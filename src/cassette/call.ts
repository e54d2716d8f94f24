import type { PlainValue } from './form/write-yaml.ts'

/** Header values by lower-case name; a repeated header keeps its values apart. */
export type Headers = Readonly<Record<string, string | readonly string[]>>

/** One piece of a response body as the wire delivered it. */
export interface Chunk {
  /** Bytes, after content-decoding. */
  readonly size: number
  /** Milliseconds between the response headers and this piece. */
  readonly at: number
}

/** A request as it is kept: redacted, with allow-listed headers only. */
export interface RecordedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: Uint8Array
}

/**
 * How a response body ended: `complete` by its framing, `aborted` by the caller, `cut` by the server
 * (recorded only under `recordErrors`).
 */
export type ResponseEnd = 'complete' | 'aborted' | 'cut'

/** One message of a WebSocket session. */
export interface SocketMessage {
  readonly from: 'client' | 'server'
  /** A text, or the bytes of a binary message. */
  readonly data: string | Uint8Array
  /** Milliseconds since the connection opened. */
  readonly at: number
}

/** What one end of a WebSocket closes with; 1005 means without a code (RFC 6455, section 7.4.1). */
export interface CloseCode {
  readonly code: number
  readonly reason: string
}

/** How a WebSocket session ended. */
export interface SocketClose extends CloseCode {
  readonly by: 'client' | 'server'
  /** How many of the messages the server sent after its client had closed; unset for none. */
  readonly messagesAfter?: number
  /** What the server answered to the close of its client, where that is something else. */
  readonly reply?: CloseCode
}

/** What was said over a WebSocket, whose handshake is the request and response of its call. */
export interface RecordedSocket {
  /** Subprotocol that the server chose; empty where it chose none. */
  readonly protocol: string
  readonly messages: readonly SocketMessage[]
  /** Unset where the session was still open at the end of the test. */
  readonly close?: SocketClose
}

/** A response as it is kept: content-decoded, redacted, with allow-listed headers only. */
export interface RecordedResponse {
  /** 0 where the caller went away before an answer came. */
  readonly status: number
  /** Reason phrase, where it is not the standard one of the status. */
  readonly statusText?: string
  readonly headers: Headers
  readonly body: Uint8Array
  /**
   * Set when the body came in pieces (chunked); unset when it came under a content-length. Sizes add up to the body.
   */
  readonly chunks?: readonly Chunk[]
  readonly end: ResponseEnd
  /** Header fields that came after the body: over HTTP/2, and only where there were some. */
  readonly trailers?: Headers
  /** Set where the response opened a WebSocket: status 101, and no body. */
  readonly socket?: RecordedSocket
  /** Milliseconds from the request to the response headers. */
  readonly latency: number
  /** Milliseconds from the request to the last byte. */
  readonly duration: number
}

/** Tokens that a provider counted for one call; a count it did not give is left out. */
export interface Usage {
  readonly provider: string
  readonly model: string
  /** Service tier that served the call, in lower case: `flex`, `batch`, `priority`; unset for the usual one. */
  readonly tier?: string
  /** All input tokens, cached ones included. */
  readonly input?: number
  readonly output?: number
  /** Input tokens read from the provider's cache; part of `input`. */
  readonly cachedInput?: number
  /** Input tokens written to the provider's cache; part of `input`. */
  readonly cacheWriteInput?: number
  /** Those of `cacheWriteInput` that are kept for an hour, which costs more. */
  readonly hourCacheWriteInput?: number
  /** Output tokens spent on reasoning; part of `output`. */
  readonly reasoning?: number
  /** Input tokens of sound; part of `input`. */
  readonly audioInput?: number
  /** Those of `audioInput` that were read from the provider's cache. */
  readonly cachedAudioInput?: number
  /** Output tokens of sound; part of `output`. */
  readonly audioOutput?: number
  /** Input tokens of pictures; part of `input`. */
  readonly imageInput?: number
  /** Output tokens of pictures; part of `output`. */
  readonly imageOutput?: number
  /** Searches of the web that the provider made, which cost by themselves. */
  readonly webSearches?: number
  /** Searches that a reranker bills instead of tokens. */
  readonly searches?: number
  /** Seconds of sound, where a transcription is billed by them. */
  readonly audioSeconds?: number
  /** Pages of documents, where these are what is billed. */
  readonly pages?: number
  /** US dollars that the provider itself says the call has cost. */
  readonly statedUsd?: number
}

/** The counts of a usage, in the order they are written. */
export const USAGE_COUNTS = [
  'input',
  'output',
  'cachedInput',
  'cacheWriteInput',
  'hourCacheWriteInput',
  'reasoning',
  'audioInput',
  'cachedAudioInput',
  'audioOutput',
  'imageInput',
  'imageOutput',
  'webSearches',
  'searches',
  'audioSeconds',
  'pages',
  'statedUsd',
] as const

/** A usage without its names. */
export type TokenCounts = Omit<Usage, 'provider' | 'model' | 'tier'>

/** One request and its response, as a cassette holds them. */
export interface Call {
  /** Hash that the request is found by: 20 lower-case hex digits. */
  readonly key: string
  readonly request: RecordedRequest
  readonly response: RecordedResponse
  /** What the model said, put together from the response: a person reads it first. */
  readonly answer?: PlainValue
  readonly usage?: Usage
  /** ISO 8601 time of the recording. */
  readonly recordedAt: string
  /** Made after its test had ended: may stay unplayed without failing the test. */
  readonly late?: boolean
}

/** First document of a cassette. */
export interface CassetteHeader {
  /** Format version, 2. */
  readonly rewind: number
  /** Full name of the test, segments joined by " › ". */
  readonly test: string
  /** Of the rules that its keys were computed under; undefined where there were none. */
  readonly rules?: string
}
