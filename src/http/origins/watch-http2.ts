import type { ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2'

import { wrappedSocketOf } from '../internals.ts'
import type { Announce, OriginEnd } from './announce.ts'
import { requestUrls } from './request-urls.ts'
import { isUnannounced } from './unannounced.ts'

/** Tags of the requests on connections that rewind answers, by socket and stream id: HTTP/2 has no header for them. */
const tagsBySocket = new WeakMap<object, Map<number, string>>()

/** RST_STREAM code CANCEL (RFC 9113, section 7). */
const CANCEL = 8

/**
 * Notes that rewind answers a connection.
 *
 * @param socket - its client's end
 * @returns gives the tag of a request by its stream id, once: a session may live as long as its process
 */
export function trackHttp2Tags(socket: object): (id: number) => string | undefined {
  const tags = new Map<number, string>()
  tagsBySocket.set(socket, tags)
  return (id) => {
    const tag = tags.get(id)
    tags.delete(id)
    return tag
  }
}

/**
 * Watches the requests of `node:http2`, under whatever import. The channel fires in the caller's async context, also
 * where many callers share a session.
 *
 * @param announce - called with each request, in its caller's async context
 */
export function watchHttp2(announce: Announce): () => void {
  const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel')
  const tags = new WeakMap<ClientHttp2Stream, string>()

  const onCreated = (message: unknown): void => {
    if (isUnannounced() || !isCreatedMessage(message)) return
    const { stream, headers } = message
    const settle = announce({
      urls: urlsOf(headers),
      method: String(headers[':method'] ?? 'GET'),
      tag(_name, value) {
        tags.set(stream, value)
        noteTag(stream, value)
        return true
      },
      refuse: isAnswered(stream) ? undefined : (error) => stream.session?.destroy(error),
    })
    if (settle !== undefined) settleAtEnd(stream, settle)
  }
  // A stream of a session that still connects gets its id later.
  const onStart = (message: unknown): void => {
    if (isStreamMessage(message)) noteTag(message.stream, tags.get(message.stream))
  }

  subscribe('http2.client.stream.created', onCreated)
  subscribe('http2.client.stream.start', onStart)
  return () => {
    unsubscribe('http2.client.stream.created', onCreated)
    unsubscribe('http2.client.stream.start', onStart)
  }
}

function settleAtEnd(stream: ClientHttp2Stream, settle: (end: OriginEnd) => void): void {
  let hasEnded = false
  stream.once('end', () => {
    hasEnded = true
  })
  stream.once('close', () => {
    if (stream.rstCode === 0 && hasEnded) settle('complete')
    else settle(stream.rstCode === CANCEL && !hasEnded ? 'aborted' : 'cut')
  })
}

function noteTag(stream: ClientHttp2Stream, tag: string | undefined): void {
  const socket = socketOf(stream)
  if (tag === undefined || stream.id === undefined || socket === undefined) return
  tagsBySocket.get(socket)?.set(stream.id, tag)
}

function socketOf(stream: ClientHttp2Stream): object | undefined {
  return wrappedSocketOf(stream.session?.socket)
}

function isAnswered(stream: ClientHttp2Stream): boolean {
  const socket = socketOf(stream)
  return socket !== undefined && tagsBySocket.has(socket)
}

function urlsOf(headers: OutgoingHttpHeaders): readonly URL[] {
  const { [':authority']: authority = headers['host'], [':scheme']: scheme = 'https', [':path']: path = '/' } = headers
  return requestUrls({
    method: 'GET',
    target: String(path),
    origin: `${String(scheme)}://${String(authority)}`,
    host: undefined,
  })
}

function isStreamMessage(message: unknown): message is { readonly stream: ClientHttp2Stream } {
  return typeof message === 'object' && message !== null && 'stream' in message
}

function isCreatedMessage(
  message: unknown,
): message is { readonly stream: ClientHttp2Stream; readonly headers: OutgoingHttpHeaders } {
  return isStreamMessage(message) && 'headers' in message && typeof message.headers === 'object'
}
