import type { Socket } from 'node:net'

import { now } from '../../process/clock.ts'
import type { Announce, OriginEnd } from './announce.ts'
import { ORIGIN_TAG } from './origin-tag.ts'
import { watchHttpClient } from './watch-http-client.ts'
import { watchHttp2 } from './watch-http2.ts'
import { watchUndici } from './watch-undici.ts'

/** What was known where the caller made a request, before any socket saw it. */
export interface Origin {
  /** What `context()` returned in the caller's async context. */
  readonly context: unknown
  /** What the request is for, whatever it is connected to; undefined where the client announces nothing. */
  readonly url: URL | undefined
  /** An error made there; its stack leads to the caller's line. */
  readonly stack: Error
  /** `now()` of that moment. */
  readonly startedAt: number
  /** Settles once the client is done with the exchange; undefined where the client announces nothing. */
  readonly ended: Promise<OriginEnd> | undefined
  /** Notes that the request was answered or is on its way: until then the end of its test waits for it. */
  readonly noteDecided: () => void
}

/** Requests to LLM hosts from the moment their client made them until the wire carried them. */
export interface Origins {
  /** Finds the origin of an intercepted request and takes the tag off its headers, so that no server sees it. */
  readonly take: (request: TaggedRequest, url: URL) => Origin | undefined
  /** Whether a request to an LLM host was made that no socket has carried yet. */
  readonly hasPending: () => boolean
  /** Finds the request to an LLM host that was made last and that no socket has carried yet. */
  readonly findPending: () => Origin | undefined
  readonly dispose: () => void
}

/** The parts of an intercepted request that lead to its origin. */
interface TaggedRequest {
  readonly method: string
  readonly headers: { get(name: string): string | null | undefined; delete(name: string): unknown }
}

interface PendingOrigin extends Origin {
  readonly url: URL
  readonly ended: Promise<OriginEnd>
  readonly settle: (end: OriginEnd) => void
}

const STACK_FRAMES = 60

/**
 * Tags every request to an LLM host where it is made.
 *
 * Async context alone gives another test's session on limited or pipelining undici pools, since the queue writes the
 * request from somebody else's context; the clients' diagnostics channels always fire in the caller's.
 *
 * @param input - which requests are of interest, and what is called with them
 * @returns the requests that no socket has carried yet; `dispose` stops the tagging
 */
export function createOrigins(input: {
  /** Whether a URL may be an LLM's. */
  readonly isCandidate: (url: URL) => boolean
  /** Read in the async context of a request's caller. */
  readonly context: () => unknown
  /** Called before a request to a candidate is sent. */
  readonly onCandidate: () => void
  /** Says why a request over a connection that nobody answers cannot be sent; undefined where it may. */
  readonly refuse: (url: URL) => Error | undefined
  /** Called with each request to a candidate; what it returns is called once the request is decided. */
  readonly trackPending: (url: URL, context: unknown) => () => void
  /** Called with each request to a host that is not a candidate. */
  readonly onOther: (url: URL, method: string) => void
  /** Called with a request to a candidate that was answered though no intercepted socket carried it. */
  readonly onBypassed: (url: URL, origin: Origin) => void
  /** Whether nobody sees what is written on a socket. */
  readonly isStranger: (socket: Socket) => boolean
  /** Says why a request to a candidate cannot be written there; undefined where it may. */
  readonly refuseUnseen: (url: URL, origin: Origin) => Error | undefined
}): Origins {
  const byTag = new Map<string, PendingOrigin>()
  const untagged = new Set<Untagged>()
  let count = 0

  const announce: Announce = ({ urls, method, tag, refuse }) => {
    const url = urls.find((candidate) => input.isCandidate(candidate))
    if (url === undefined) {
      if (urls[0] !== undefined) input.onOther(urls[0], method)
      return undefined
    }
    if (refuse !== undefined) {
      const refusal = input.refuse(url)
      if (refusal !== undefined) refuse(refusal)
      return undefined
    }
    count += 1
    const value = String(count)
    input.onCandidate()
    const context = input.context()
    const origin = createOrigin({ context, url, noteDecided: input.trackPending(url, context) })
    const entry = { target: `${method} ${url.href}`, origin }
    if (tag(ORIGIN_TAG, value)) byTag.set(value, origin)
    else untagged.add(entry)
    const drop = (): boolean => byTag.delete(value) || untagged.delete(entry)
    return {
      refusalOn(socket) {
        const refusal = input.isStranger(socket) ? input.refuseUnseen(url, origin) : undefined
        if (refusal !== undefined) drop()
        return refusal
      },
      settle(end) {
        if (drop() && end !== 'aborted') input.onBypassed(url, origin)
        origin.settle(end)
        origin.noteDecided()
      },
    }
  }
  const stops = [watchUndici(announce), watchHttpClient(announce), watchHttp2(announce)]

  return {
    take: (request, url) => takeOrigin(request, url, { byTag, untagged }),
    hasPending: () => byTag.size > 0 || untagged.size > 0,
    findPending: () => [...untagged].at(-1)?.origin ?? [...byTag.values()].at(-1),
    dispose() {
      for (const stop of stops) stop()
    },
  }
}

interface Untagged {
  readonly target: string
  readonly origin: PendingOrigin
}

function takeOrigin(
  request: TaggedRequest,
  url: URL,
  { byTag, untagged }: { readonly byTag: Map<string, PendingOrigin>; readonly untagged: Set<Untagged> },
): Origin | undefined {
  const value = request.headers.get(ORIGIN_TAG)
  if (value === null || value === undefined) {
    const entry = [...untagged].find(({ target }) => target === `${request.method} ${url.href}`)
    return entry !== undefined && untagged.delete(entry) ? entry.origin : undefined
  }
  request.headers.delete(ORIGIN_TAG)
  const origin = byTag.get(value)
  byTag.delete(value)
  return origin
}

/**
 * Makes the origin of a request that came without a tag.
 *
 * @param context - read in the async context of the socket's first write, mostly the caller's
 * @returns an origin of here and now
 */
export function originHere(context: unknown): Origin {
  return { context, url: undefined, stack: captureStack(), startedAt: now(), ended: undefined, noteDecided() {} }
}

function createOrigin(known: Pick<PendingOrigin, 'context' | 'url' | 'noteDecided'>): PendingOrigin {
  const { promise, resolve } = Promise.withResolvers<OriginEnd>()
  return { ...known, stack: captureStack(), startedAt: now(), ended: promise, settle: resolve }
}

function captureStack(): Error {
  const limit = Error.stackTraceLimit
  // SDKs put a dozen frames between the caller's line and the wire; the default limit of 10 would cut it off.
  Error.stackTraceLimit = STACK_FRAMES
  const stack = new Error('request made here')
  Error.stackTraceLimit = limit
  return stack
}
