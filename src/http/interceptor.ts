import type { Headers as RecordedHeaders, RecordedResponse } from '../cassette/call.ts'
import type { FindAnswer } from './fetch/answer-fetch.ts'
import type { ConnectionTarget } from './gate/connection-target.ts'
import type { Origin } from './origins/origins.ts'
import type { SocketHandling } from './websocket/socket-handling.ts'
import type { RawResponse } from './wire/capture-response.ts'

/** A request on its way to the network, held until it is answered. */
export interface InterceptedRequest {
  readonly method: string
  /** Of a CONNECT request, the host that the tunnel leads to. */
  readonly url: URL
  readonly headers: RecordedHeaders
  readonly origin: Origin
  /** Aborts when the caller goes away before the answer. */
  readonly signal: AbortSignal
  /** Reads the whole body, once; later calls give the same bytes. */
  body(): Promise<Uint8Array>
}

/** How a live exchange turned out. */
export type Captured =
  | { readonly kind: 'response'; readonly response: RawResponse }
  /**
   * No response came: connection refused, reset before the headers, aborted before the headers, after `duration`
   * milliseconds.
   */
  | { readonly kind: 'none'; readonly cause: 'aborted' | 'cut'; readonly duration: number }

/** How an intercepted request is handled. */
export type Handling =
  | { readonly kind: 'pass' }
  | { readonly kind: 'respond'; readonly response: Response }
  /** `onOverrun` is called when the caller still reads where the recording was stopped by its caller. */
  | {
      readonly kind: 'replay'
      readonly response: RecordedResponse
      readonly speed: number
      readonly onOverrun: () => void
    }
  /** Speaks WebSocket with the client from here on; only of a handshake. */
  | { readonly kind: 'socket'; readonly socket: SocketHandling }
  /** Goes live; `onCaptured` is called once, when the exchange is over. */
  | { readonly kind: 'capture'; readonly onCaptured: (captured: Captured) => void }

/** The user of the interception: says what is looked at, and answers. */
export interface Interceptor {
  /** Whether connections to this host may carry calls to an LLM. */
  isCandidateHost(host: string, port: number | undefined): boolean
  /** Whether every HTTP request is to be looked at, whatever its host. */
  isAnyHostCandidate(): boolean
  /** Read in the async context of a request's caller. */
  context(): unknown
  /** Makes a context that of the code that answers a request: a server in this process. */
  enter(context: unknown): void
  /**
   * Finds the context that a request to a server in this process names itself, and enters it.
   *
   * @returns whether that is decided; else a context that is paired with it is entered
   */
  enterNamed(
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    pair: { readonly isPaired: boolean },
  ): boolean
  /**
   * Called with each request to a candidate where it is made; what it returns is called once the request is decided.
   */
  trackPending(url: URL, context: unknown): () => void
  /** Called with each request to a host that is not a candidate. */
  onOther(url: URL, method: string, context: unknown): void
  /** Called with a request to a candidate that was answered over a connection which the interception never saw. */
  onBypassed(url: URL, origin: Origin): void
  /**
   * Says why a request to a candidate cannot be written on a connection that the interception never saw; undefined where
   * it may.
   */
  refuseUnseen(url: URL, origin: Origin): Error | undefined
  /** Finds what answers a request of the caller's async context, where a recording does; else nothing is decided. */
  replay: FindAnswer
  /** Answers one request. A rejection is answered as `onError` says. */
  answer(request: InterceptedRequest): Promise<Handling>
  /** Makes the response for a request whose handling failed by a defect. */
  onError(error: unknown): Response
  /** Whether the HTTP/2 connection that is being made to an LLM host is to be answered. */
  takesHttp2(): boolean
  /**
   * Says why a client that nobody can answer cannot write to a host: it speaks another protocol, or reaches the host by
   * a connection that leads elsewhere by its own address. Undefined where it may, as to every host that is not a
   * candidate.
   */
  refuse(target: ConnectionTarget): Error | undefined
}
