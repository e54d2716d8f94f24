import type { Http2Stream, IncomingHttpHeaders } from 'node:http2'

import { bindStream, localPortOf, socketOfSession } from '../internals.ts'
import { isOnThisMachine, objectIn, type PairRules } from './pair-rules.ts'
import { isUnannounced } from './unannounced.ts'

/**
 * Pairs the streams of HTTP/2 that this process opens with the servers in it that answer them, by the port of their
 * connection and their number in it: many callers share one connection.
 */
export function pairStreams(rules: PairRules): () => void {
  const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel')
  const callers = new WeakMap<object, unknown>()
  const started = new Map<string, unknown>()

  const onMade = (message: unknown): void => {
    const stream = objectIn(message, 'stream')
    if (stream === undefined || callers.has(stream) || isUnannounced()) return
    const caller = rules.context()
    if (caller !== undefined) callers.set(stream, caller)
  }
  // A stream of a session that still connects gets its number later; else it has it before it is announced.
  const onStarted = (message: unknown): void => {
    onMade(message)
    const stream = objectIn(message, 'stream')
    if (!isStream(stream) || !callers.has(stream)) return
    const socket = stream.session === undefined ? undefined : socketOfSession(stream.session)
    const name = socket === undefined ? undefined : nameOf(stream, localPortOf(socket))
    if (name === undefined) return
    started.set(name, callers.get(stream))
    stream.once('close', () => started.delete(name))
  }
  const onServed = (message: unknown): void => {
    const stream = objectIn(message, 'stream')
    const socket = isStream(stream) ? stream.session?.socket : undefined
    // Of the connections in memory that rewind answers, nobody has a port.
    if (!isStream(stream) || socket?.remotePort === undefined) return
    const caller = isOnThisMachine(socket) ? started.get(nameOf(stream, socket.remotePort) ?? '') : undefined
    if (rules.enterNamed(headersOf(message), { isPaired: caller !== undefined })) return
    if (caller === undefined) return
    rules.enter(caller)
    bindStream(stream)
  }

  const subscriptions = [
    ['http2.client.stream.created', onMade],
    ['http2.client.stream.start', onStarted],
    ['http2.server.stream.created', onServed],
  ] as const
  for (const [name, listener] of subscriptions) subscribe(name, listener)
  return () => {
    for (const [name, listener] of subscriptions) unsubscribe(name, listener)
  }
}

function nameOf({ id }: Http2Stream, port: number | undefined): string | undefined {
  return id === undefined || port === undefined ? undefined : `${port} ${id}`
}

function headersOf(message: unknown): IncomingHttpHeaders {
  return { ...objectIn(message, 'headers') }
}

function isStream(value: object | undefined): value is Http2Stream {
  return value !== undefined && 'id' in value && 'session' in value
}
