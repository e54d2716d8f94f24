import type { Socket } from 'node:net'

import { connectUnseen, startTlsOf, transportOf } from '../internals.ts'
import { connectionTargetOf, connectOptionsOf, serverNameOf, type ConnectOptions } from './connection-target.ts'
import { isOwnConnection, isOwnTransport } from './dial.ts'
import { llmTargetOf, routeConnection, type RouteRules } from './route-connection.ts'
import { noteTarget, type TlsWatch } from './watch-tls.ts'
import { watchWrites, type RefuseTarget } from './watch-writes.ts'

/** What becomes of connections. */
export interface LeadRules extends RouteRules {
  /** Takes over an HTTP/2 connection to an LLM host; false where it is to be made as if rewind were not there. */
  readonly takeHttp2: (socket: Socket, options: ConnectOptions) => boolean
  /**
   * Says why a client that nobody answers cannot write to a host; undefined where it may. Asked about the hosts that
   * are named on connections which lead elsewhere by their own address.
   */
  readonly refuse: RefuseTarget
}

/** `net.Socket.prototype.connect`, as one of the tools that replace it left it. */
export type Connect = (this: Socket, ...parameters: unknown[]) => Socket

/** Where a connection can be led. */
export interface Ways {
  readonly network: () => Connect
  /** Applies the interceptor, unless it is. */
  readonly interceptor: () => Connect
  readonly tlsWatch: TlsWatch
}

/** Leads connections. */
export interface Lead {
  /** Takes the place of `net.Socket.prototype.connect`. */
  readonly connect: (socket: Socket, parameters: readonly unknown[]) => Socket
  /** Whether a socket has connected before there was somebody to lead it: nobody sees what is written on it. */
  readonly isStranger: (socket: Socket) => boolean
}

/** Leads each connection that is being made to what answers it, or to the network. */
export function createLead(rules: LeadRules, ways: Ways): Lead {
  let given: Socket | undefined
  /** Every socket that has connected. */
  const connected = new WeakSet<Socket>()

  function giveToInterceptor(socket: Socket, parameters: readonly unknown[]): Socket {
    const start = startTlsOf(socket)
    const connect = ways.interceptor()
    given = socket
    try {
      return Reflect.apply(connect, socket, withPatchedStart(socket, parameters, start))
    } finally {
      given = undefined
    }
  }

  // What is imitated has no address.
  function isStranger(socket: Socket): boolean {
    const transport = transportOf(socket)
    if (transport !== undefined) return isStranger(transport)
    return !connected.has(socket) && !isOwnTransport(socket) && socket.remoteAddress !== undefined
  }

  function connectLed(socket: Socket, parameters: readonly unknown[]): Socket {
    // The interceptor connects what it was given once more, to nowhere.
    if (given === socket) return Reflect.apply(ways.interceptor(), socket, parameters)
    const connect = (): Socket => connectUnseen(() => Reflect.apply(ways.network(), socket, parameters))
    if (isOwnConnection()) return connect()
    const options = connectOptionsOf(parameters)
    const refuse = withPortOf(options, rules.refuse)
    const isFirst = !connected.has(socket)
    connected.add(socket)
    const target = llmTargetOf(options, rules) ?? connectionTargetOf(options)
    if (target !== undefined) noteTarget(socket, target)
    const route = routeConnection(options, rules)
    switch (route) {
      case 'interceptor':
        return isFirst ? giveToInterceptor(socket, parameters) : connectAgain(socket, { options, refuse, connect })
      case 'http2':
        return takeOver(socket, parameters, () => rules.takeHttp2(socket, options)) ? socket : connect()
      case 'network':
        if (isFirst) watchWrites(socket, refuse)
        ways.tlsWatch.beginIfLoaded()
        return connect()
      default:
        return route satisfies never
    }
  }
  return { connect: connectLed, isStranger }
}

// `net.connect` leaves it to the method that is replaced to call its callback.
function takeOver(socket: Socket, parameters: readonly unknown[], take: () => boolean): boolean {
  if (!take()) return false
  const callback = parameters.flat().find((parameter) => isListener(parameter))
  if (callback !== undefined) socket.once('connect', callback)
  return true
}

function isListener(parameter: unknown): parameter is () => void {
  return typeof parameter === 'function'
}

// The interceptor takes every socket once only, and would lead it to the network the next time.
function connectAgain(
  socket: Socket,
  again: {
    readonly options: ConnectOptions
    readonly refuse: LeadRules['refuse']
    readonly connect: () => Socket
  },
): Socket {
  const targets = [connectionTargetOf(again.options), serverNameOf(again.options)].filter(
    (target) => target !== undefined,
  )
  const refusal = targets.map((target) => again.refuse(target)).find((error) => error !== undefined)
  return refusal === undefined ? again.connect() : socket.destroy(refusal)
}

// `tls.connect` hands on what starts its handshake, read before the interceptor replaced it, which knows only its own:
// the handshake would start twice, and Node.js ends the process then.
function withPatchedStart(socket: Socket, parameters: readonly unknown[], start: unknown): readonly unknown[] {
  if (start === undefined) return parameters
  return parameters.map((parameter): unknown => (parameter === start ? startTlsOf(socket) : parameter))
}

// A message that names a host without a port means the port that it is sent to.
function withPortOf(options: ConnectOptions, refuse: LeadRules['refuse']): LeadRules['refuse'] {
  const port = connectionTargetOf(options)?.port
  return (named) => refuse({ host: named.host, port: named.port ?? port })
}
