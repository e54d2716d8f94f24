import type { ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2'

import { originOfSession, socketOfSession, wrappedSocketOf } from '../internals.ts'
import type { Announce, OriginEnd } from './announce.ts'
import { requestUrls } from './request-urls.ts'
import { isUnannounced } from './unannounced.ts'

/** A connection that rewind answers. */
interface AnsweredConnection {
  /** Of the host that it leads to. */
  readonly origin: string
  /** Tags of its requests, by stream id: HTTP/2 has no header for them. */
  readonly tags: Map<number, string>
}

const answeredBySocket = new WeakMap<object, AnsweredConnection>()

/** RST_STREAM code CANCEL (RFC 9113, section 7). */
const CANCEL = 8

/**
 * Notes that rewind answers a connection.
 *
 * @param socket - its client's end
 * @param origin - of the host that it leads to
 * @returns gives the tag of a request by its stream id, once: a session may live as long as its process
 */
export function trackHttp2Tags(socket: object, origin: string): (id: number) => string | undefined {
  const tags = new Map<number, string>()
  answeredBySocket.set(socket, { origin, tags })
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
    const answered = answeredOf(stream)
    const tracked = announce({
      urls: urlsOf(headers, answered?.origin ?? connectedOriginOf(stream)),
      method: String(headers[':method'] ?? 'GET'),
      tag(_name, value) {
        tags.set(stream, value)
        noteTag(stream, value)
        return true
      },
      refuse: answered !== undefined ? undefined : (error) => breakConnection(stream, error),
    })
    if (tracked !== undefined) settleAtEnd(stream, tracked.settle, answered)
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

// Destroying the session alone would still write what it holds: the head of this request. So its socket goes first, and
// the session after this turn, when the caller has the stream and hears its error.
function breakConnection({ session }: ClientHttp2Stream, error: Error): void {
  if (session === undefined) return
  socketOfSession(session)?.destroy()
  queueMicrotask(() => process.nextTick(() => session.destroy(error)))
}

function settleAtEnd(
  stream: ClientHttp2Stream,
  settle: (end: OriginEnd) => void,
  answered: AnsweredConnection | undefined,
): void {
  let hasEnded = false
  stream.once('end', () => {
    hasEnded = true
  })
  stream.once('close', () => {
    if (stream.rstCode === 0 && hasEnded && stream.id !== undefined) return settle('complete')
    // What is not sent goes nowhere else, where rewind answers: it was closed at once, or its session was.
    const isAborted = answered !== undefined || stream.id === undefined || (stream.rstCode === CANCEL && !hasEnded)
    settle(isAborted ? 'aborted' : 'cut')
  })
}

function noteTag(stream: ClientHttp2Stream, tag: string | undefined): void {
  if (tag !== undefined && stream.id !== undefined) answeredOf(stream)?.tags.set(stream.id, tag)
}

function answeredOf(stream: ClientHttp2Stream): AnsweredConnection | undefined {
  const socket = wrappedSocketOf(stream.session?.socket)
  return socket === undefined ? undefined : answeredBySocket.get(socket)
}

function connectedOriginOf({ session }: ClientHttp2Stream): string | undefined {
  return session === undefined ? undefined : originOfSession(session)
}

// A request may name another host than the one that its connection leads to. Node.js 22 does not add to the headers
// what it sends for those that the caller left out.
function urlsOf(headers: OutgoingHttpHeaders, connected: string | undefined): readonly URL[] {
  const { [':authority']: authority = headers['host'], [':scheme']: scheme = 'https', [':path']: path = '/' } = headers
  const named = authority === undefined ? undefined : String(authority)
  return requestUrls({
    method: 'GET',
    target: String(path),
    origin: connected ?? `${String(scheme)}://${named}`,
    host: connected === undefined ? undefined : named,
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
