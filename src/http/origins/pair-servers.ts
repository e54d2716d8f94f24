import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

import { pairConnections } from './pair-connections.ts'
import { isOnThisMachine, isSocket, objectIn, type PairRules } from './pair-rules.ts'
import { pairStreams } from './pair-streams.ts'
import { isUnannounced } from './unannounced.ts'

/** Requests whose caller is known, until they are on their way. */
type Callers = WeakMap<object, unknown>

/**
 * Pairs the requests of this process with the servers in it that answer them: the port that a client's socket has is
 * the one that the server's socket is connected to. A handler then runs as what its request was made in, whenever and
 * wherever its server was started.
 */
export function pairServers(rules: PairRules): () => void {
  const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel')
  const callers: Callers = new WeakMap()
  const byPort = new Map<number, unknown>()

  const onMade = (message: unknown): void => {
    const request = objectIn(message, 'request')
    if (request !== undefined && !isUnannounced()) callers.set(request, rules.context())
  }
  // `node:http` announces a request before it has a socket.
  const onClientRequest = (message: unknown): void => {
    onMade(message)
    const request = objectIn(message, 'request')
    if (!isClientRequest(request)) return
    const context = callers.get(request)
    request.once('socket', (socket) => whenConnected(socket, () => note(byPort, socket, context)))
  }
  const onSent = (message: unknown): void => {
    const request = objectIn(message, 'request')
    const socket = objectIn(message, 'socket')
    if (request !== undefined && isSocket(socket)) note(byPort, socket, callers.get(request))
  }
  const onServerRequest = (message: unknown): void => {
    const socket = objectIn(message, 'socket')
    const isLocal = isSocket(socket) && isOnThisMachine(socket)
    const context = isLocal && socket.remotePort !== undefined ? byPort.get(socket.remotePort) : undefined
    if (rules.enterNamed(headersOf(message), { isPaired: context !== undefined })) return
    if (context !== undefined) rules.enter(context)
  }

  const subscriptions = [
    ['undici:request:create', onMade],
    ['undici:client:sendHeaders', onSent],
    ['http.client.request.created', onClientRequest],
    ['http.server.request.start', onServerRequest],
  ] as const
  for (const [name, listener] of subscriptions) subscribe(name, listener)
  const stops = [pairConnections(rules), pairStreams(rules)]
  return () => {
    for (const stop of stops) stop()
    for (const [name, listener] of subscriptions) unsubscribe(name, listener)
  }
}

function headersOf(message: unknown): IncomingHttpHeaders {
  const request = objectIn(message, 'request')
  return isIncoming(request) ? request.headers : {}
}

function isIncoming(value: object | undefined): value is IncomingMessage {
  return value !== undefined && 'headers' in value && 'httpVersion' in value
}

// Kept until the socket is closed: another process may get the port then.
function note(byPort: Map<number, unknown>, socket: Socket, context: unknown): void {
  const { localPort: port } = socket
  if (port === undefined || context === undefined) return
  if (!byPort.has(port)) socket.once('close', () => byPort.delete(port))
  byPort.set(port, context)
}

function whenConnected(socket: Socket, run: () => void): void {
  if (socket.connecting) socket.once('connect', run)
  else run()
}

function isClientRequest(value: object | undefined): value is ClientRequest {
  return value !== undefined && 'once' in value && 'setHeader' in value
}
