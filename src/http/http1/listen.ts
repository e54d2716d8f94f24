import type { HttpResponseEvent } from '@mswjs/interceptors'
import type * as httpModule from '@mswjs/interceptors/http'
import type * as netModule from '@mswjs/interceptors/net'

import { withRealFiles } from '../../process/with-real-files.ts'
import { isInterceptorShared } from '../gate/shared-source.ts'
import type { Captured, InterceptedRequest, Interceptor } from '../interceptor.ts'
import { originHere, type Origin, type Origins } from '../origins/origins.ts'
import { allowCrossOrigin } from '../special-requests.ts'
import { speakWebSocket } from '../websocket/speak-web-socket.ts'
import { captureResponse } from '../wire/capture-response.ts'
import { replayResponse } from '../wire/replay-response.ts'
import { unanswered } from '../wire/unanswered.ts'
import { claimUpgrade } from './claim-upgrade.ts'
import { grantContinue } from './grant-continue.ts'
import { holdIdleConnections, type HoldRules } from './hold-idle-connections.ts'
import { requestHeaders } from './request-headers.ts'
import { requestUrl } from './request-url.ts'
import { takeBody } from './written-bodies.ts'

interface LiveExchange {
  readonly origin: Origin
  readonly onCaptured: (captured: Captured) => void
}

/** `RequestController.PENDING`. */
const UNHANDLED = 0

/** What is loaded of the interceptors. */
interface LoadedInterceptor {
  readonly http: httpModule.HttpRequestInterceptor
  readonly sockets: typeof netModule.SocketInterceptor
}

/**
 * Loads the interceptors, in one synchronous step: nothing may connect in between.
 *
 * @returns what is used of them
 */
export function loadInterceptor(): LoadedInterceptor {
  const require = process.getBuiltinModule('node:module').createRequire(import.meta.url)
  return withRealFiles(() => {
    const http: typeof httpModule = require('@mswjs/interceptors/http')
    const net: typeof netModule = require('@mswjs/interceptors/net')
    return { http: new http.HttpRequestInterceptor(), sockets: net.SocketInterceptor }
  })
}

/**
 * Applies the interceptors.
 *
 * @returns lets go of their connections, where other users of the interceptors stay
 */
export function applyInterceptor(
  source: LoadedInterceptor,
  interceptor: Interceptor,
  calls: Pick<HoldRules, 'isTunnelLive' | 'isCallWaiting'>,
): () => void {
  source.http.apply()
  return holdIdleConnections(source.http, {
    socketInterceptor: source.sockets,
    isCandidate: (host, port) => interceptor.isCandidateHost(host, port),
    refuse: (target) => interceptor.refuse(target),
    ...calls,
  })
}

/**
 * Listens to the requests that the interceptors see, and answers them.
 *
 * @param origins - find the origin of a request, and the one that waits for a connection
 */
export function listen(
  source: httpModule.HttpRequestInterceptor,
  interceptor: Interceptor,
  { take, findPending }: Pick<Origins, 'take' | 'findPending'>,
): void {
  const live = listenToLive(source)
  const isCandidateHost: Interceptor['isCandidateHost'] = (host, port) => interceptor.isCandidateHost(host, port)
  // oxlint-disable-next-line typescript/no-misused-promises -- the interceptor waits for its listeners
  source.on('request', async ({ request, requestId, controller, initiator }) => {
    const url = requestUrl(request, initiator, { isCandidateHost, findPending })
    const dropped = takeBody(request)
    const origin = take(request, url) ?? originHere(interceptor.context())
    // Mocked by the test itself: nothing that is recorded, replayed or counted.
    if (controller.readyState !== UNHANDLED) return origin.noteDecided()
    // The caller may have gone away meanwhile, or have written something that is not a request.
    const respond = (response: Response): void => {
      if (!request.signal.aborted && controller.readyState === UNHANDLED) controller.respondWith(response)
    }
    // An error thrown here would become a 500, which SDKs retry.
    try {
      const intercepted = describe(request, { url: origin.url ?? url, origin, initiator, dropped })
      const given = await interceptor.answer(intercepted)
      if (given.kind === 'capture')
        watch({ origin, onCaptured: given.onCaptured }, { live, requestId, signal: request.signal })
      if (given.kind === 'capture' || given.kind === 'pass') return
      if (given.kind === 'socket') {
        return await claimUpgrade(
          () => controller.passthrough(),
          (serverSocket, connect) => speakWebSocket(intercepted, given.socket, { serverSocket, connect }),
        )
      }
      respond(
        given.kind === 'respond'
          ? given.response
          : allowCrossOrigin(
              await replayResponse(given.response, { ...given, method: request.method, signal: request.signal }),
              intercepted,
            ),
      )
    } catch (error) {
      respond(interceptor.onError(error))
    } finally {
      origin.noteDecided()
    }
  })
}

/** The exchanges that went live and have no response yet. */
interface LiveExchanges {
  add(requestId: string, exchange: LiveExchange): void
  /** Says whether it was there. */
  delete(requestId: string): boolean
}

// Listens only while there are some: with a listener, the interceptor tees the body of every response, also of those
// that are replayed.
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
  if (signal.aborted) return exchange.onCaptured(unanswered(exchange.origin.startedAt, 'aborted'))
  live.add(requestId, exchange)
  exchange.origin.ended?.then(
    (end) => {
      // A response that arrived is captured to its own end.
      if (live.delete(requestId)) exchange.onCaptured(unanswered(exchange.origin.startedAt, end))
      return end
    },
    () => {},
  )
}

async function capture(response: Response, { origin, onCaptured }: LiveExchange): Promise<void> {
  onCaptured({ kind: 'response', response: await captureResponse(response, origin) })
}

function describe(
  request: Request,
  {
    url,
    origin,
    initiator,
    dropped,
  }: {
    readonly url: URL
    readonly origin: Origin
    readonly initiator: unknown
    readonly dropped: Promise<Uint8Array> | undefined
  },
): InterceptedRequest {
  let body: Promise<Uint8Array> | undefined
  return {
    method: request.method,
    url,
    headers: requestHeaders(request, initiator),
    origin,
    signal: request.signal,
    // What goes live is written from the socket's own buffers, so the body may be used up here. A clone costs half a
    // millisecond.
    body: () => {
      if (body === undefined) grantContinue(request, initiator)
      return (body ??=
        dropped ??
        (isInterceptorShared() ? request.clone() : request).arrayBuffer().then((bytes) => new Uint8Array(bytes)))
    },
  }
}
