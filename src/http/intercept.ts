import type { Headers as RecordedHeaders, RecordedResponse } from '../cassette/call.ts'
import type { CapturedResponse } from './capture-response.ts'
import { createGate } from './connection-gate.ts'
import type * as listenModule from './listen.ts'
import { createOrigins, type Origin } from './origins.ts'
import { refreshGlobalDispatchers } from './refresh-global-dispatchers.ts'
import { isBeingApplied, isInterceptorShared, stayLast } from './shared-source.ts'
import { openShortWay, type ShortWayRules } from './short-way.ts'
import { isUndiciWatched } from './watch-undici.ts'

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
  | { readonly kind: 'response'; readonly response: CapturedResponse }
  /** No response came: connection refused, reset before the headers, aborted before the headers, after `duration` milliseconds. */
  | { readonly kind: 'none'; readonly cause: 'aborted' | 'cut'; readonly duration: number }

/** What becomes of an intercepted request. */
export type Answer =
  | { readonly kind: 'pass' }
  | { readonly kind: 'respond'; readonly response: Response }
  /** `onOverrun` is called when the caller still reads where the recording was stopped by its caller. */
  | { readonly kind: 'replay'; readonly response: RecordedResponse; readonly speed: number; readonly onOverrun: () => void }
  /** Goes live; `onCaptured` is called once, when the exchange is over. */
  | { readonly kind: 'capture'; readonly onCaptured: (captured: Captured) => void }

/** The user of the interception: says what is looked at, and answers. */
export interface Interceptor {
  /** Loads what the first connection to a candidate needs, in one synchronous step. */
  load(): typeof listenModule
  /** Whether connections to this host may carry calls to an LLM. */
  isCandidateHost(host: string, port: number | undefined): boolean
  /** Whether every HTTP request is to be looked at, whatever its host. */
  isEveryHostCandidate(): boolean
  /** Read in the async context of a request's caller. */
  context(): unknown
  /** Told of each request to a candidate where it is made; the function it gives is called when the request was decided. */
  expect(context: unknown): () => void
  /** Told of each request to a host that is no candidate. */
  onOther(url: URL, method: string, context: unknown): void
  /** Told of a request to a candidate that was answered over a connection which the interception never saw. */
  onBypassed(url: URL, origin: Origin): void
  /** Finds what answers a request of the caller's async context, where a recording does; else nothing is decided. */
  replay: ShortWayRules['replay']
  /** Answers one request. A rejection is answered as `onError` says. */
  answer(request: InterceptedRequest): Promise<Answer>
  /** Makes the response for a request whose handling failed by a defect. */
  onError(error: unknown): Response
  /** Says why an HTTP/2 connection cannot be made, or nothing if it may. */
  refuseHttp2(host: string): Error | undefined
  /** Says why a connection that does not speak HTTP cannot be made. */
  refuseOtherProtocol(host: string): Error
}

/** A running interception. */
export interface Interception {
  /** Lets the `fetch` of another global object take the short way as well: of the sandbox of a test file. */
  openShortWay(realm: object): void
  stop(): void
}

/**
 * Starts to intercept the HTTP traffic of this process.
 *
 * @param interceptor - what is looked at, and the answers
 * @returns the interception
 */
export function intercept(interceptor: Interceptor): Interception {
  let place: ReturnType<typeof stayLast> | undefined
  let isStopped = false
  const source = once(() => interceptor.load().loadInterceptor())
  const origins = createOrigins({
    isCandidate: (url) => interceptor.isEveryHostCandidate() || isCandidateUrl(interceptor, url),
    context: () => interceptor.context(),
    onCandidate() {
      gate.open()
      place?.restore()
    },
    expect: (context) => interceptor.expect(context),
    onOther: (url, method) => interceptor.onOther(url, method, interceptor.context()),
    onBypassed: (url, origin) => interceptor.onBypassed(url, origin),
  })
  const gate = createGate(
    {
      isCandidate: (host, port) => interceptor.isCandidateHost(host, port),
      isAnyCandidate: () => interceptor.isEveryHostCandidate() || origins.hasPending(),
      refuseHttp2: (host) => interceptor.refuseHttp2(host),
    },
    {
      isBeingApplied: () => isBeingApplied(source().sockets),
      apply() {
        const { applyInterceptor, listen } = interceptor.load()
        place = stayLast(() => applyInterceptor(source(), interceptor))
        listen(source().http, interceptor, origins.take)
      },
    },
  )
  if (isHttpLoaded()) gate.open()
  refreshGlobalDispatchers()
  const shortWay: ShortWayRules = {
    isOpen: () => !isStopped && gate.isFirst() && !isInterceptorShared() && !isUndiciWatched(),
    replay: (request) => interceptor.replay(request),
  }
  const closeShortWay = openShortWay(globalThis, shortWay)
  return {
    // Not taken away again: a sandbox ends by itself, and must not be held until then.
    openShortWay: (realm) => void openShortWay(realm, shortWay),
    stop() {
      isStopped = true
      closeShortWay()
      gate.dispose()
      place?.dispose()
      if (place !== undefined) source().http.dispose()
      origins.dispose()
    },
  }
}

// Its agents may keep connections from before, which only the applied interceptor takes out of use: no request on them connects.
function isHttpLoaded(): boolean {
  const loaded: unknown = Reflect.get(process, 'moduleLoadList')
  return !Array.isArray(loaded) || loaded.includes('NativeModule http')
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

function isCandidateUrl(interceptor: Interceptor, url: URL): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  return interceptor.isCandidateHost(url.hostname.replaceAll(/^\[|\]$/g, ''), port)
}
