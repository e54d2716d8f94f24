import { hostOfUrl } from '../text/urls/host-of-url.ts'
import { portOfUrl } from '../text/urls/port-of-url.ts'
import type { answerFetch } from './fetch/answer-fetch.ts'
import { interceptFetch, type FetchRules } from './fetch/intercept-fetch.ts'
import { createGate } from './gate/connection-gate.ts'
import { refreshGlobalDispatchers } from './gate/refresh-global-dispatchers.ts'
import { isBeingApplied, isInterceptorShared, stayLast } from './gate/shared-source.ts'
import type * as listenModule from './http1/listen.ts'
import type { takeHttp2Connection } from './http2/take-connection.ts'
import type { Interceptor } from './interceptor.ts'
import { isBuiltinLoaded } from './internals.ts'
import { createOrigins, type Origin } from './origins/origins.ts'
import { pairServers } from './origins/pair-servers.ts'
import { isUndiciWatched } from './origins/watch-undici.ts'

/** What the first call to a candidate needs. */
export interface CallHandlers extends Pick<typeof listenModule, 'applyInterceptor' | 'listen' | 'loadInterceptor'> {
  readonly takeHttp2Connection: typeof takeHttp2Connection
  readonly answerFetch: typeof answerFetch
}

/** A running interception. */
export interface Interception {
  /** Lets the `fetch` of another global object take the short way as well: of the sandbox of a test file. */
  interceptFetch(realm: object): void
  stop(): void
}

/**
 * Starts to intercept the HTTP traffic of this process.
 *
 * @param interceptor - what is looked at, and the answers
 * @param load - loads what the first call to a candidate needs, in one synchronous step
 */
export function intercept(interceptor: Interceptor, load: () => CallHandlers): Interception {
  let place: ReturnType<typeof stayLast> | undefined
  let release: (() => void) | undefined
  let isStopped = false
  const source = once(() => load().loadInterceptor())
  const origins = createOrigins({
    isCandidate: (url) => interceptor.isAnyHostCandidate() || isCandidateUrl(interceptor, url),
    context: () => interceptor.context(),
    onCandidate() {
      gate.open()
      place?.restore()
    },
    refuse: (url) => interceptor.refuse({ host: hostOfUrl(url), port: portOfUrl(url) }),
    trackPending: (url, context) => interceptor.trackPending(url, context),
    onOther: (url, method) => interceptor.onOther(url, method, interceptor.context()),
    onBypassed: (url, origin) => interceptor.onBypassed(url, origin),
    isStranger: (socket) => gate.isStranger(socket),
    refuseUnseen: (url, origin) => interceptor.refuseUnseen(url, origin),
  })
  const gate = createGate(
    {
      isCandidate: (host, port) => interceptor.isCandidateHost(host, port),
      isAnyCandidate: () => interceptor.isAnyHostCandidate() || origins.hasPending(),
      isEveryCandidate: () => interceptor.isAnyHostCandidate(),
      takeHttp2(socket, options) {
        const isTaken = interceptor.takesHttp2()
        if (isTaken) load().takeHttp2Connection(socket, options, { interceptor, take: origins.take })
        return isTaken
      },
      refuse: (target) => interceptor.refuse(target),
    },
    { isBeingApplied: () => isBeingApplied(source().sockets), apply },
  )
  const unpairServers = pairServers(interceptor)
  function apply(): void {
    const { applyInterceptor, listen } = load()
    place = stayLast(() => {
      const isLive = (): Promise<boolean> => isTunnelLive(origins.findPending(), interceptor)
      release = applyInterceptor(source(), interceptor, { isTunnelLive: isLive, isCallWaiting: origins.hasPending })
    })
    listen(source().http, interceptor, origins)
  }
  // Its agents may keep connections from before, which only the applied interceptor takes out of use: no request on
  // them connects.
  if (isBuiltinLoaded('http')) gate.open()
  refreshGlobalDispatchers()
  const shortWay = rulesOfFetch(interceptor, load, () => !isStopped && gate.isFirst())
  const restoreFetch = interceptFetch(globalThis, shortWay)
  return {
    // Not taken away again: a sandbox ends by itself, and must not be held until then.
    interceptFetch: (realm) => void interceptFetch(realm, shortWay),
    stop() {
      isStopped = true
      restoreFetch()
      gate.dispose()
      place?.dispose()
      release?.()
      if (place !== undefined) source().http.dispose()
      origins.dispose()
      unpairServers()
    },
  }
}

function rulesOfFetch(interceptor: Interceptor, load: () => CallHandlers, isFirst: () => boolean): FetchRules {
  return {
    isOpen: () => isFirst() && !isInterceptorShared() && !isUndiciWatched(),
    isCandidate: (url) => isCandidateUrl(interceptor, url),
    answer: (input, init) => load().answerFetch(input, init, (request) => interceptor.replay(request)),
  }
}

// A SOCKS proxy is answered before it learns a target: what decides is the call that waits for it.
async function isTunnelLive(origin: Origin | undefined, interceptor: Interceptor): Promise<boolean> {
  if (origin?.url === undefined) return true
  const handling = await interceptor.answer({
    method: 'CONNECT',
    url: new URL(`https://${origin.url.host}`),
    headers: {},
    origin,
    signal: new AbortController().signal,
    body: () => Promise.resolve(new Uint8Array()),
  })
  return handling.kind === 'pass'
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

function isCandidateUrl(interceptor: Interceptor, url: URL): boolean {
  return interceptor.isCandidateHost(hostOfUrl(url), portOfUrl(url))
}
