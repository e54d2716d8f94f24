import { memberOf } from '../../text/unknown/member-of.ts'
import { countSubscribers, hostFieldOf } from '../internals.ts'
import { isTransportError, type Announce, type OriginEnd, type Tracked } from './announce.ts'
import { isSocket } from './pair-rules.ts'
import { requestUrls } from './request-urls.ts'

// The part of undici's internal request that its diagnostics channels hand out; the same in every version and for
// `fetch`.
interface UndiciRequest {
  readonly origin?: unknown
  readonly method?: unknown
  readonly path?: unknown
  /** Whether it may be written before the answer to an earlier one has come. */
  idempotent?: unknown
  addHeader(name: string, value: string): void
}

/** Who is called with each request, and how many watch it for rewind. */
const CHANNELS = [
  ['undici:request:create', 2],
  ['undici:request:bodySent', 0],
  ['undici:request:headers', 0],
  ['undici:request:trailers', 1],
  ['undici:request:error', 1],
] as const

/**
 * Watches the requests of `fetch` and of every copy of undici in the process.
 *
 * @param announce - called with each request, in its caller's async context
 */
export function watchUndici(announce: Announce): () => void {
  const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel')
  const sent = new WeakMap<object, Tracked>()

  const onCreate = (message: unknown): void => {
    const request = requestOf(message)
    if (request === undefined) return
    const method = String(request.method)
    const urls = requestUrls({
      method,
      target: String(request.path),
      origin: String(request.origin),
      host: hostFieldOf(request),
    })
    const tracked = announce({
      urls,
      method,
      tag(name, value) {
        request.addHeader(name, value)
        return true
      },
    })
    if (tracked === undefined) return
    sent.set(request, tracked)
    // The interceptor cannot distinguish what is written ahead of an earlier answer: such requests fail, and leak their
    // tags.
    request.idempotent = false
  }
  // Of HTTP/1.1; HTTP/2 is watched by itself.
  const onSend = (message: unknown): void => {
    const request = requestOf(message)
    const tracked = request === undefined ? undefined : sent.get(request)
    const socket = tracked === undefined ? undefined : memberOf(message, 'socket')
    const refusal = isSocket(socket) ? tracked?.refusalOn(socket) : undefined
    if (refusal !== undefined && isSocket(socket)) socket.destroy(refusal)
  }
  const settle = (message: unknown, end: OriginEnd): void => {
    const request = requestOf(message)
    if (request !== undefined) sent.get(request)?.settle(end)
  }
  const onTrailers = (message: unknown): void => settle(message, 'complete')
  const onError = (message: unknown): void => {
    settle(message, isTransportError(memberOf(message, 'error')) ? 'cut' : 'aborted')
  }

  subscribe('undici:request:create', onCreate)
  subscribe('undici:client:sendHeaders', onSend)
  subscribe('undici:request:trailers', onTrailers)
  subscribe('undici:request:error', onError)
  return () => {
    unsubscribe('undici:request:create', onCreate)
    unsubscribe('undici:client:sendHeaders', onSend)
    unsubscribe('undici:request:trailers', onTrailers)
    unsubscribe('undici:request:error', onError)
  }
}

/**
 * Says whether other code watches the requests of undici, such as a tracer, and so must see each of them.
 *
 * @returns false also where this Node.js does not say
 */
export function isUndiciWatched(): boolean {
  const { channel } = process.getBuiltinModule('node:diagnostics_channel')
  return CHANNELS.some(([name, ours]) => countSubscribers(channel(name)) > ours)
}

function requestOf(message: unknown): (UndiciRequest & object) | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined
  const { request } = message
  return isUndiciRequest(request) ? request : undefined
}

function isUndiciRequest(value: unknown): value is UndiciRequest & object {
  return typeof value === 'object' && value !== null && 'addHeader' in value && typeof value.addHeader === 'function'
}
