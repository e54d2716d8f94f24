import type { RawData, WebSocket } from 'ws'

import type { CloseCode, SocketClose, SocketMessage } from '../../cassette/call.ts'
import { now } from '../../process/clock.ts'
import type { RawResponse } from '../wire/capture-response.ts'
import { ABNORMAL, closeSocket } from './close-socket.ts'
import { recordHandshake, type Handshake } from './handshake.ts'
import { holdClose } from './held-socket.ts'
import { messageData } from './message-data.ts'
import type { SocketCapture } from './socket-handling.ts'

/** A live session that is open on both sides. */
export interface OpenSession {
  /** The server's end of the session with the client. */
  readonly client: WebSocket
  /** The client's end of the session with the server. */
  readonly upstream: WebSocket
  readonly handshake: Handshake
  readonly capture: SocketCapture
  /** `now()` of the client's request. */
  readonly startedAt: number
}

/** What was said so far. */
interface Heard {
  readonly messages: SocketMessage[]
  close: SocketClose | undefined
}

/** Hands on what each side says, so that the other hears what it would have heard without rewind between them. */
export function relaySession(session: OpenSession): void {
  const { client, upstream, capture } = session
  const heard: Heard = { messages: [], close: undefined }
  const openedAt = now()
  const snapshot = (): RawResponse => describeSession(session, heard, openedAt)
  let isOver = false
  const finish = (): void => {
    if (!isOver) capture.onClose(snapshot())
    isOver = true
  }
  for (const end of [client, upstream]) end.on('error', () => {})
  relayMessages({ client, upstream }, heard, openedAt)
  holdClose(client, (given) => {
    heard.close = { by: 'client', ...given }
    closeSocket(upstream, given)
  })
  const endAsServer = (given: CloseCode): void => {
    heard.close = heard.close === undefined ? { by: 'server', ...given } : withReply(heard.close, given)
    finish()
    closeSocket(client, given)
  }
  holdClose(
    upstream,
    (given) => {
      heard.close = { by: 'server', ...given }
      finish()
      closeSocket(client, given)
    },
    endAsServer,
  )
  upstream.on('close', (code, reason) => endAsServer({ code, reason: reason.toString() }))
  client.on('close', (code, reason) => {
    const given = { code, reason: reason.toString() }
    heard.close ??= { by: 'client', ...given }
    finish()
    // The client did not wait for the answer to its close.
    if (upstream.readyState === upstream.CLOSING) upstream.terminate()
    else closeSocket(upstream, given)
  })
  capture.onOpen(snapshot)
}

function relayMessages(
  { client, upstream }: Pick<OpenSession, 'client' | 'upstream'>,
  heard: Heard,
  openedAt: number,
): void {
  const forward = (from: SocketMessage['from'], to: WebSocket) => (data: RawData, isBinary: boolean) => {
    const { messages, close } = heard
    // What a client says until it hears that its server has closed differs with every run, and nobody listens.
    if (close?.by !== 'server')
      messages.push({ from, data: messageData(data, isBinary), at: Math.max(0, Math.round(now() - openedAt)) })
    if (close?.by === 'client') heard.close = { ...close, messagesAfter: (close.messagesAfter ?? 0) + 1 }
    if (to.readyState === to.OPEN) to.send(data, { binary: isBinary })
  }
  upstream
    .on('message', forward('server', client))
    .on('ping', (data) => client.ping(data))
    .on('pong', (data) => client.pong(data))
  client
    .on('message', forward('client', upstream))
    .on('ping', (data) => upstream.ping(data))
    .on('pong', (data) => upstream.pong(data))
}

// A server answers a close with its code, as a rule.
function withReply(close: SocketClose, reply: CloseCode): SocketClose {
  const isEcho = reply.code === close.code && reply.reason === close.reason
  return close.by === 'server' || isEcho ? close : { ...close, reply }
}

function describeSession(
  { handshake, startedAt }: OpenSession,
  { messages, close }: Heard,
  openedAt: number,
): RawResponse {
  const latency = Math.max(0, Math.round(openedAt - startedAt))
  return {
    status: 101,
    rawHeaders: recordHandshake(handshake),
    rawBody: new Uint8Array(),
    end: close?.code === ABNORMAL ? (close.by === 'server' ? 'cut' : 'aborted') : 'complete',
    latency,
    duration: latency + (messages.at(-1)?.at ?? 0),
    rawSocket: { protocol: handshake.protocol, messages: [...messages], ...(close && { close }) },
  }
}
