import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

import { isUnannounced } from './unannounced.ts'

/** What a server in this process answers is the caller's: of whom, and how its context is entered. */
export interface PairRules {
  /** Read where a request is made. */
  readonly context: () => unknown
  /** Makes a context that of the code that answers a request, from here on. */
  readonly enter: (context: unknown) => void
  /** Finds the context that a request names itself, and enters it; says whether that is decided. */
  readonly enterNamed: (
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    pair: { readonly isPaired: boolean },
  ) => boolean
}

/** Requests whose caller is known, until they are on their way. */
type Callers = WeakMap<object, unknown>

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/

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
    const request = memberOf(message, 'request')
    if (request !== undefined && !isUnannounced()) callers.set(request, rules.context())
  }
  // `node:http` announces a request before it has a socket.
  const onClientRequest = (message: unknown): void => {
    onMade(message)
    const request = memberOf(message, 'request')
    if (!isClientRequest(request)) return
    const context = callers.get(request)
    request.once('socket', (socket) => whenConnected(socket, () => note(byPort, socket, context)))
  }
  const onSent = (message: unknown): void => {
    const request = memberOf(message, 'request')
    const socket = memberOf(message, 'socket')
    if (request !== undefined && isSocket(socket)) note(byPort, socket, callers.get(request))
  }
  const onServerRequest = (message: unknown): void => {
    const socket = memberOf(message, 'socket')
    const isLocal = isSocket(socket) && LOOPBACK.test(socket.remoteAddress ?? '')
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
  return () => {
    for (const [name, listener] of subscriptions) unsubscribe(name, listener)
  }
}

function headersOf(message: unknown): IncomingHttpHeaders {
  const request = memberOf(message, 'request')
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

function memberOf(message: unknown, name: string): object | undefined {
  const member: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, name) : undefined
  return typeof member === 'object' && member !== null ? member : undefined
}

function isClientRequest(value: object | undefined): value is ClientRequest {
  return value !== undefined && 'once' in value && 'setHeader' in value
}

function isSocket(value: object | undefined): value is Socket {
  return value !== undefined && 'once' in value && 'connecting' in value
}
