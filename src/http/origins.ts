import type { ClientRequest } from 'node:http'

import { builtin } from './builtin.ts'

/** How an exchange on the wire ended for the client that made it. */
export type OriginEnd = 'complete' | 'aborted' | 'cut'

/** What was known where the caller made a request, before any socket saw it. */
export interface Origin {
  /** What `context()` returned in the caller's async context. */
  readonly context: unknown
  /** An error made there; its stack leads to the caller's line. */
  readonly stack: Error
  /** `performance.now()` of that moment. */
  readonly startedAt: number
  /** Settles once the client is done with the exchange; undefined where the client announces nothing. */
  readonly ended: Promise<OriginEnd> | undefined
}

/** Requests to LLM hosts from the moment their client made them until the wire carried them. */
export interface Origins {
  /** Finds the origin of an intercepted request and takes the tag off its headers, so that no server sees it. */
  take(request: Request): Origin | undefined
  /** Whether a request to an LLM host was made that no socket has carried yet. */
  hasPending(): boolean
  dispose(): void
}

interface PendingOrigin extends Origin {
  readonly ended: Promise<OriginEnd>
  readonly settle: (end: OriginEnd) => void
}

/** The part of undici's internal request that its diagnostics channels hand out. */
interface UndiciRequest {
  readonly origin?: unknown
  readonly method?: unknown
  readonly path?: unknown
  addHeader(name: string, value: string): void
}

const TAG = 'x-rewind-origin'
const STACK_FRAMES = 60

/**
 * Tags every request to an LLM host where it is made.
 *
 * Async context alone gives another test's session on limited or pipelining undici pools, since the queue writes the
 * request from somebody else's context; `undici:request:create` and `http.client.request.created` always fire in the caller's.
 *
 * @param input - `isCandidate` says whether a URL may be an LLM's; `context` is read in the caller's async context; `onOther`
 * is told of every other request
 * @returns the live registry of origins
 */
export function createOrigins(input: {
  readonly isCandidate: (url: URL) => boolean
  readonly context: () => unknown
  readonly onOther: (url: URL, method: string) => void
}): Origins {
  const { subscribe, unsubscribe } = builtin('node:diagnostics_channel')
  const byTag = new Map<string, PendingOrigin>()
  const byUndiciRequest = new WeakMap<object, PendingOrigin>()
  const untagged: { readonly target: string; readonly origin: PendingOrigin }[] = []
  let count = 0

  const open = (): { tag: string; origin: PendingOrigin } => {
    count += 1
    const origin = createOrigin(input.context())
    const tag = String(count)
    byTag.set(tag, origin)
    void origin.ended.then(() => byTag.delete(tag))
    return { tag, origin }
  }

  const onUndiciCreate = (message: unknown): void => {
    const request = undiciRequestOf(message)
    if (request === undefined) return
    const url = parseUrl(String(request.path), String(request.origin))
    if (url === undefined) return
    if (!input.isCandidate(url)) return input.onOther(url, String(request.method))
    const { tag, origin } = open()
    byUndiciRequest.set(request, origin)
    request.addHeader(TAG, tag)
  }
  const settleUndici = (message: unknown, end: OriginEnd): void => {
    const request = undiciRequestOf(message)
    if (request !== undefined) byUndiciRequest.get(request)?.settle(end)
  }
  const onUndiciTrailers = (message: unknown): void => settleUndici(message, 'complete')
  const onUndiciError = (message: unknown): void => {
    const error = typeof message === 'object' && message !== null && 'error' in message ? message.error : undefined
    settleUndici(message, isTransportError(error) ? 'cut' : 'aborted')
  }

  const onHttpCreate = (message: unknown): void => {
    const request = clientRequestOf(message)
    if (request === undefined) return
    const host = String(request.getHeader('host') ?? request.host)
    const url = parseUrl(request.path, `${request.protocol}//${host}`)
    if (url === undefined) return
    if (!input.isCandidate(url)) return input.onOther(url, request.method)
    const { tag, origin } = open()
    request.once('close', () => origin.settle(endOfClientRequest(request)))
    if (!trySetHeader(request, tag)) {
      byTag.delete(tag)
      untagged.push({ target: `${request.method} ${url.href}`, origin })
    }
  }

  const subscriptions = [
    ['undici:request:create', onUndiciCreate],
    ['undici:request:trailers', onUndiciTrailers],
    ['undici:request:error', onUndiciError],
    ['http.client.request.created', onHttpCreate],
  ] as const
  for (const [channel, listener] of subscriptions) subscribe(channel, listener)

  return {
    take(request) {
      const tag = request.headers.get(TAG)
      if (tag !== null) {
        request.headers.delete(TAG)
        const origin = byTag.get(tag)
        byTag.delete(tag)
        return origin
      }
      const index = untagged.findIndex((entry) => entry.target === `${request.method} ${request.url}`)
      return index === -1 ? undefined : untagged.splice(index, 1)[0]?.origin
    },
    hasPending: () => byTag.size > 0 || untagged.length > 0,
    dispose() {
      for (const [channel, listener] of subscriptions) unsubscribe(channel, listener)
    },
  }
}

/**
 * Makes do for a request that no tag came with.
 *
 * @param context - read in the async context of the socket's first write, mostly the caller's
 * @returns an origin of here and now
 */
export function originHere(context: unknown): Origin {
  return { context, stack: captureStack(), startedAt: performance.now(), ended: undefined }
}

function createOrigin(context: unknown): PendingOrigin {
  const { promise, resolve } = Promise.withResolvers<OriginEnd>()
  return { context, stack: captureStack(), startedAt: performance.now(), ended: promise, settle: resolve }
}

function captureStack(): Error {
  const limit = Error.stackTraceLimit
  // SDKs put a dozen frames between the caller's line and the wire; the default limit of 10 would cut it off.
  Error.stackTraceLimit = STACK_FRAMES
  const stack = new Error('request made here')
  Error.stackTraceLimit = limit
  return stack
}

function undiciRequestOf(message: unknown): (UndiciRequest & object) | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined
  const { request } = message
  return isUndiciRequest(request) ? request : undefined
}

function isUndiciRequest(value: unknown): value is UndiciRequest & object {
  return typeof value === 'object' && value !== null && 'addHeader' in value && typeof value.addHeader === 'function'
}

function clientRequestOf(message: unknown): ClientRequest | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined
  const { request } = message
  return isClientRequest(request) ? request : undefined
}

function isClientRequest(value: unknown): value is ClientRequest {
  return typeof value === 'object' && value !== null && 'setHeader' in value && 'once' in value && 'path' in value
}

function parseUrl(path: string, base: string): URL | undefined {
  return URL.canParse(path, base) ? new URL(path, base) : undefined
}

/** Headers given as an array are already serialized: setting one more throws, and the request stays untagged. */
function trySetHeader(request: ClientRequest, tag: string): boolean {
  if (request.headersSent) return false
  try {
    request.setHeader(TAG, tag)
    return true
  } catch {
    return false
  }
}

/** A server that goes away leaves an ended or errored socket behind; a caller who walks away leaves neither. */
function endOfClientRequest(request: ClientRequest): OriginEnd {
  if ('res' in request && typeof request.res === 'object' && request.res !== null) {
    if ('complete' in request.res && request.res.complete === true) return 'complete'
  }
  const { socket } = request
  return socket?.readableEnded === true || isTransportError(socket?.errored) ? 'cut' : 'aborted'
}

/** Transport and parser failures carry a string code; abort reasons are DOMExceptions or whatever the caller passed. */
function isTransportError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  const { code } = error
  return typeof code === 'string' && !['UND_ERR_ABORTED', 'UND_ERR_DESTROYED', 'ABORT_ERR'].includes(code)
}
