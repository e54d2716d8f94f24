import type { HttpResponseEvent } from '@mswjs/interceptors'
import type * as httpModule from '@mswjs/interceptors/http'
import type * as netModule from '@mswjs/interceptors/net'

import type { Headers as RecordedHeaders, RecordedResponse } from '../cassette/call.ts'
import type { OriginEnd } from './announce.ts'
import { captureResponse, type CapturedResponse } from './capture-response.ts'
import { createGate } from './connection-gate.ts'
import { grantContinue } from './grant-continue.ts'
import { holdIdleConnections } from './hold-idle-connections.ts'
import { createOrigins, originHere, type Origin, type Origins } from './origins.ts'
import { now } from './real-time.ts'
import { recordHeaders } from './record-headers.ts'
import { refreshGlobalDispatchers } from './refresh-global-dispatchers.ts'
import { replayResponse } from './replay-response.ts'
import { isBeingApplied, isInterceptorShared, stayLast } from './shared-source.ts'
import { openShortWay, type ShortWayRules } from './short-way.ts'
import { allowCrossOrigin } from './special-requests.ts'
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

interface LiveExchange {
  readonly origin: Origin
  readonly onCaptured: (captured: Captured) => void
}

/** `RequestController.PENDING`. */
const UNHANDLED = 0

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
  const source = once(loadInterceptor)
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
        place = stayLast(() => applyInterceptor(source(), interceptor))
        listen(source().http, { interceptor, take: origins.take })
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

interface LoadedInterceptor {
  readonly http: httpModule.HttpRequestInterceptor
  readonly sockets: typeof netModule.SocketInterceptor
}

// Loaded in one synchronous step: nothing may connect in between.
function loadInterceptor(): LoadedInterceptor {
  const require = process.getBuiltinModule('node:module').createRequire(import.meta.url)
  const http: typeof httpModule = require('@mswjs/interceptors/http')
  const net: typeof netModule = require('@mswjs/interceptors/net')
  return { http: new http.HttpRequestInterceptor(), sockets: net.SocketInterceptor }
}

function applyInterceptor(source: LoadedInterceptor, interceptor: Interceptor): void {
  source.http.apply()
  holdIdleConnections(source.http, {
    socketInterceptor: source.sockets,
    isCandidate: (host, port) => interceptor.isCandidateHost(host, port),
    refuseOtherProtocol: (host) => interceptor.refuseOtherProtocol(host),
  })
}

function listen(
  source: httpModule.HttpRequestInterceptor,
  { interceptor, take }: { interceptor: Interceptor; take: Origins['take'] },
): void {
  const live = listenToLive(source)
  // oxlint-disable-next-line typescript/no-misused-promises -- the interceptor waits for its listeners
  source.on('request', async ({ request, requestId, controller, initiator }) => {
    const origin = take(request) ?? originHere(interceptor.context())
    // Mocked by the test itself: nothing that is recorded, replayed or counted.
    if (controller.readyState !== UNHANDLED) return origin.noteDecided()
    // An error thrown here would become a 500, which SDKs retry.
    try {
      const intercepted = describe(request, { origin, initiator })
      const given = await interceptor.answer(intercepted)
      if (given.kind === 'capture') watch({ origin, onCaptured: given.onCaptured }, { live, requestId, signal: request.signal })
      if (given.kind === 'capture' || given.kind === 'pass') return
      const response = given.kind === 'respond' ? given.response : await replayResponse(given.response, { ...given, method: request.method, signal: request.signal })
      if (!request.signal.aborted) controller.respondWith(given.kind === 'respond' ? response : allowCrossOrigin(response, intercepted))
    } catch (error) {
      if (!request.signal.aborted) controller.respondWith(interceptor.onError(error))
    } finally {
      origin.noteDecided()
    }
  })
}

/** The exchanges that went live and have no response yet. */
interface LiveExchanges {
  add(requestId: string, exchange: LiveExchange): void
  /** Tells whether it was there. */
  delete(requestId: string): boolean
}

// Listens only while there are some: with a listener, the interceptor tees the body of every response, also of those that are replayed.
function listenToLive(source: httpModule.HttpRequestInterceptor): LiveExchanges {
  const live = new Map<string, LiveExchange>()
  const remove = (requestId: string): boolean => {
    const wasThere = live.delete(requestId)
    if (wasThere && live.size === 0) source.removeListener('response', onResponse)
    return wasThere
  }
  // Returns at once: the caller gets nothing until this listener has settled.
  function onResponse({ response, responseType, requestId }: HttpResponseEvent): void {
    const exchange = live.get(requestId)
    if (responseType !== 'original' || exchange === undefined || response.status < 200) return
    remove(requestId)
    void capture(response, exchange)
  }
  return {
    add(requestId, exchange) {
      if (live.size === 0) source.on('response', onResponse)
      live.set(requestId, exchange)
    },
    delete: remove,
  }
}

// Waits beside the exchange for an end without a response: aborted, refused, reset.
function watch(
  exchange: LiveExchange,
  { live, requestId, signal }: { live: LiveExchanges; requestId: string; signal: AbortSignal },
): void {
  // The caller may have gone away while the request was looked at; then it never goes live.
  if (signal.aborted) return exchange.onCaptured(noResponse(exchange.origin, 'aborted'))
  live.add(requestId, exchange)
  exchange.origin.ended?.then(
    (end) => {
      // A response that arrived is captured to its own end.
      if (live.delete(requestId)) exchange.onCaptured(noResponse(exchange.origin, end))
      return end
    },
    () => {},
  )
}

function noResponse({ startedAt }: Origin, end: OriginEnd): Captured {
  return { kind: 'none', cause: end === 'aborted' ? 'aborted' : 'cut', duration: Math.round(now() - startedAt) }
}

async function capture(response: Response, { origin, onCaptured }: LiveExchange): Promise<void> {
  onCaptured({ kind: 'response', response: await captureResponse(response, origin) })
}

function describe(request: Request, { origin, initiator }: { readonly origin: Origin; readonly initiator: unknown }): InterceptedRequest {
  let body: Promise<Uint8Array> | undefined
  return {
    method: request.method,
    url: targetOf(request),
    headers: recordHeaders(request.headers),
    origin,
    signal: request.signal,
    // What goes live is written from the socket's own buffers, so the body may be used up here. A clone costs half a millisecond.
    body: () => {
      if (body === undefined) grantContinue(request, initiator)
      return (body ??= (isInterceptorShared() ? request.clone() : request).arrayBuffer().then((bytes) => new Uint8Array(bytes)))
    },
  }
}

// The target of a CONNECT request is an authority; the interceptor gives it as it came, or as the path of the proxy's URL.
function targetOf(request: Request): URL {
  if (request.method !== 'CONNECT') return new URL(request.url)
  const authority = request.url.slice(request.url.lastIndexOf('/') + 1)
  return new URL(`https://${authority}`)
}
