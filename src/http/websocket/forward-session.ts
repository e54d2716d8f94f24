import type { WebSocket } from 'ws'

import { socketUrl } from '../../text/urls/socket-url.ts'
import type { ConnectLive } from '../http1/claim-upgrade.ts'
import type { InterceptedRequest } from '../interceptor.ts'
import { requestUnannounced } from '../origins/unannounced.ts'
import { acceptClient } from './accept-client.ts'
import type { ClaimedConnection } from './claimed-connection.ts'
import { readHandshake, type Handshake } from './handshake.ts'
import { loadHeldSocket, WITHOUT_LIMITS } from './held-socket.ts'
import { relayRefusal } from './relay-refusal.ts'
import { relaySession } from './relay-session.ts'
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
  let isGivenUp = false
  let isSettled = false
  const settle = (report: () => void): void => {
    if (!isSettled) report()
    isSettled = true
  }
  const fail = (error: Error): void =>
    settle(() => {
      connection.fail(error)
      capture.onUnanswered(isGivenUp ? 'aborted' : 'cut')
    })
  upstream.once('unexpected-response', (_request, answer) => {
    relayRefusal(connection.far, answer, request.origin.startedAt).then(
      (response) =>
        // Of a 101 that opens nothing there is nothing to replay.
        settle(() => (response.status < 200 ? capture.onUnanswered('cut') : capture.onRefused(response))),
      fail,
    )
  })
  upstream.on('error', fail)
  connection.far.once('close', () => {
    if (isSettled) return
    isGivenUp = true
    upstream.terminate()
    fail(new Error('the client gave its session up'))
  })
  let handshake: Handshake = { protocol: '', fields: [] }
  upstream.once('upgrade', (answer) => {
    handshake = readHandshake(answer)
    // The client judges what its server chose.
    delete answer.headers['sec-websocket-protocol']
  })
  upstream.once('open', () => {
    acceptClient({ connection, request }, handshake, (client) => {
      isSettled = true
      relaySession({ client, upstream, handshake, capture, startedAt: request.origin.startedAt })
    })
  })
}

function connectUpstream({ request, connect }: LiveSession): WebSocket {
  const isTls = request.url.protocol === 'https:'
  const headers = Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.test(name))
  const Client = loadHeldSocket()
  return requestUnannounced(
    () =>
      new Client(socketUrl(request.url), [], {
        ...WITHOUT_LIMITS,
        headers: Object.fromEntries(headers.map(([name, value]) => [name, [value].flat().join(', ')])),
        createConnection: () => connect(isTls),
      }),
  )
}
