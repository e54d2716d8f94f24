import type { IncomingMessage } from 'node:http'

import type { RawData, WebSocket } from 'ws'

import type { RecordedSocket, SocketClose, SocketMessage } from '../../cassette/call.ts'
import { now } from '../../process/clock.ts'
import type { ConnectLive } from '../http1/claim-upgrade.ts'
import type { InterceptedRequest } from '../interceptor.ts'
import { requestUnannounced } from '../origins/unannounced.ts'
import type { RawResponse } from '../wire/capture-response.ts'
import { acceptClient, refuseClient } from './accept-client.ts'
import type { ClaimedConnection } from './claimed-connection.ts'
import { readHandshake, recordHandshake, type Handshake } from './handshake.ts'
import { loadWs } from './load-ws.ts'
import { ABNORMAL, closeSocket, messageData } from './play-session.ts'
import type { SocketCapture } from './socket-handling.ts'

/** A session that goes live. */
export interface LiveSession {
  readonly request: InterceptedRequest
  readonly connection: ClaimedConnection
  readonly connect: ConnectLive
  readonly capture: SocketCapture
}

/** Header fields that each end of a session makes for itself (RFC 6455, section 4.1), or that are of one connection. */
const OWN_HEADERS = /^(?:host|upgrade|connection|sec-websocket-(?:key|version|extensions))$/

/**
 * Connects to the real server, and hands every message on as it comes. The client is accepted once the server did so.
 */
export function forwardSession(session: LiveSession): void {
  const { connection, request, capture } = session
  const upstream = connectUpstream(session)
  const early: (readonly [RawData, boolean])[] = []
  const onEarly = (data: RawData, isBinary: boolean): void => void early.push([data, isBinary])
  upstream.on('message', onEarly)
  let isGivenUp = false
  let isSettled = false
  const settle = (tell: () => void): void => {
    if (!isSettled) tell()
    isSettled = true
  }
  const fail = (error: Error): void =>
    settle(() => {
      connection.fail(error)
      capture.onUnanswered(isGivenUp ? 'aborted' : 'cut')
    })
  upstream.once('unexpected-response', (_request, answer) => {
    refuse(session, answer).then((response) => settle(() => capture.onRefused(response)), fail)
  })
  upstream.once('error', fail)
  connection.far.once('close', () => {
    if (upstream.readyState !== upstream.CONNECTING) return
    isGivenUp = true
    upstream.terminate()
  })
  let handshake: Handshake = { protocol: '', fields: [] }
  upstream.once('upgrade', (answer) => {
    handshake = readHandshake(answer)
    // The client judges what its server chose.
    delete answer.headers['sec-websocket-protocol']
  })
  upstream.once('open', () => {
    isSettled = true
    upstream.on('error', () => {})
    acceptClient({ connection, request }, handshake, (client) => {
      upstream.off('message', onEarly)
      join(client, { upstream, early, handshake, capture, startedAt: request.origin.startedAt })
    })
  })
}

function connectUpstream({ request, connect }: LiveSession): WebSocket {
  const isTls = request.url.protocol === 'https:'
  const url = new URL(request.url)
  url.protocol = isTls ? 'wss:' : 'ws:'
  const headers = Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.test(name))
  const { WebSocket: Client } = loadWs()
  return requestUnannounced(
    () =>
      new Client(url, [], {
        headers: Object.fromEntries(headers.map(([name, value]) => [name, [value].flat().join(', ')])),
        createConnection: () => connect(isTls),
      }),
  )
}

// Each side hears of the other what it would have heard without rewind between them.
function join(
  client: WebSocket,
  live: {
    readonly upstream: WebSocket
    readonly early: readonly (readonly [RawData, boolean])[]
    readonly handshake: Handshake
    readonly capture: SocketCapture
    readonly startedAt: number
  },
): void {
  const { upstream, early, handshake, capture, startedAt } = live
  const openedAt = now()
  const messages: SocketMessage[] = []
  let close: SocketClose | undefined
  const snapshot = (): RawResponse =>
    describeSession(
      handshake,
      { protocol: handshake.protocol, messages: [...messages], ...(close && { close }) },
      openedAt - startedAt,
    )
  const forward = (from: SocketMessage['from'], to: WebSocket) => (data: RawData, isBinary: boolean) => {
    messages.push({ from, data: messageData(data, isBinary), at: Math.max(0, Math.round(now() - openedAt)) })
    if (to.readyState === to.OPEN) to.send(data, { binary: isBinary })
  }
  const end = (by: SocketClose['by'], to: WebSocket) => (code: number, reason: Buffer) => {
    closeSocket(to, { code, reason: reason.toString() })
    if (close !== undefined) return
    close = { by, code, reason: reason.toString() }
    capture.onClose(snapshot())
  }
  client.on('error', () => {})
  const toClient = forward('server', client)
  for (const [data, isBinary] of early) toClient(data, isBinary)
  upstream
    .on('message', toClient)
    .on('ping', (data) => client.ping(data))
    .on('close', end('server', client))
  client
    .on('message', forward('client', upstream))
    .on('ping', (data) => upstream.ping(data))
    .on('close', end('client', upstream))
  capture.onOpen(snapshot)
}

function describeSession(handshake: Handshake, socket: RecordedSocket, latency: number): RawResponse {
  return {
    status: 101,
    rawHeaders: recordHandshake(handshake),
    rawBody: new Uint8Array(),
    end: socket.close?.code === ABNORMAL ? (socket.close.by === 'server' ? 'cut' : 'aborted') : 'complete',
    latency: Math.max(0, Math.round(latency)),
    duration: Math.max(0, Math.round(latency)) + (socket.messages.at(-1)?.at ?? 0),
    rawSocket: socket,
  }
}

// The answer is small: it is handed on when it is whole.
async function refuse({ connection, request }: LiveSession, answer: IncomingMessage): Promise<RawResponse> {
  const pieces: Uint8Array[] = []
  for await (const piece of answer) pieces.push(piece)
  const body = Buffer.concat(pieces)
  const { statusCode = 0, statusMessage = '', rawHeaders } = answer
  const lines: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2)
    if (!/^(?:content-length|transfer-encoding|connection)$/i.test(name)) lines.push(`${name}: ${value}`)
  }
  refuseClient(connection, { status: statusCode, statusText: statusMessage, headers: lines, body })
  const latency = Math.max(0, Math.round(now() - request.origin.startedAt))
  const headers: Record<string, string | readonly string[]> = {}
  for (const [name, value] of Object.entries(answer.headers)) if (value !== undefined) headers[name] = value
  return { status: statusCode, rawHeaders: headers, rawBody: body, end: 'complete', latency, duration: latency }
}
