import { portOfUrl } from '../text/port-of-url.ts'
import { interceptFetch, type FetchRules } from './fetch/answer-fetch.ts'
import type { takeHttp2Connection } from './http2/take-connection.ts'
import type { Interceptor } from './interceptor.ts'
import { createOrigins } from './origins/origins.ts'
import { pairServers } from './origins/pair-servers.ts'
import { isUndiciWatched } from './origins/watch-undici.ts'
import { createGate } from './sockets/connection-gate.ts'
import type * as listenModule from './sockets/listen.ts'
import { refreshGlobalDispatchers } from './sockets/refresh-global-dispatchers.ts'
import { isBeingApplied, isInterceptorShared, stayLast } from './sockets/shared-source.ts'

/** What the first connection to a candidate needs. */
export interface ConnectionHandlers extends Pick<
  typeof listenModule,
  'applyInterceptor' | 'listen' | 'loadInterceptor'
> {
  readonly takeHttp2Connection: typeof takeHttp2Connection
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
 * @param load - loads what the first connection to a candidate needs, in one synchronous step
 */
export function intercept(interceptor: Interceptor, load: () => ConnectionHandlers): Interception {
  let place: ReturnType<typeof stayLast> | undefined
  let isStopped = false
  const source = once(() => load().loadInterceptor())
  const origins = createOrigins({
    isCandidate: (url) => interceptor.isAnyHostCandidate() || isCandidateUrl(interceptor, url),
    context: () => interceptor.context(),
    onCandidate() {
      gate.open()
      place?.restore()
    },
    trackPending: (context) => interceptor.trackPending(context),
    onOther: (url, method) => interceptor.onOther(url, method, interceptor.context()),
    onBypassed: (url, origin) => interceptor.onBypassed(url, origin),
  })
  const gate = createGate(
    {
      isCandidate: (host, port) => interceptor.isCandidateHost(host, port),
      isAnyCandidate: () => interceptor.isAnyHostCandidate() || origins.hasPending(),
      takeHttp2(socket, options) {
        const isTaken = interceptor.takesHttp2()
        if (isTaken) load().takeHttp2Connection(socket, options, { interceptor, take: origins.take })
        return isTaken
      },
    },
    {
      isBeingApplied: () => isBeingApplied(source().sockets),
      apply() {
        const { applyInterceptor, listen } = load()
        place = stayLast(() => applyInterceptor(source(), interceptor))
        listen(source().http, interceptor, origins.take)
      },
    },
  )
  const unpairServers = pairServers({
    context: () => interceptor.context(),
    enter: (context) => interceptor.enter(context),
  })
  if (isHttpLoaded()) gate.open()
  refreshGlobalDispatchers()
  const shortWay: FetchRules = {
    isOpen: () => !isStopped && gate.isFirst() && !isInterceptorShared() && !isUndiciWatched(),
    replay: (request) => interceptor.replay(request),
  }
  const restoreFetch = interceptFetch(globalThis, shortWay)
  return {
    // Not taken away again: a sandbox ends by itself, and must not be held until then.
    interceptFetch: (realm) => void interceptFetch(realm, shortWay),
    stop() {
      isStopped = true
      restoreFetch()
      gate.dispose()
      place?.dispose()
      if (place !== undefined) source().http.dispose()
      origins.dispose()
      unpairServers()
    },
  }
}

// Its agents may keep connections from before, which only the applied interceptor takes out of use: no request on them
// connects.
function isHttpLoaded(): boolean {
  const loaded: unknown = Reflect.get(process, 'moduleLoadList')
  return !Array.isArray(loaded) || loaded.includes('NativeModule http')
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

function isCandidateUrl(interceptor: Interceptor, url: URL): boolean {
  return interceptor.isCandidateHost(url.hostname.replaceAll(/^\[|\]$/g, ''), portOfUrl(url))
}
