import type { Socket } from 'node:net'

import { connectionTargetOf, connectOptionsOf, isEnvironmentProxy, requestedTargetOf, type ConnectionTarget, type ConnectOptions } from './connection-target.ts'
import { isInterceptorShared } from './shared-source.ts'

/** Which connections the interceptor is given. */
export interface GateRules {
  /** Whether connections to this host may carry calls to an LLM. */
  readonly isCandidate: (host: string, port: number | undefined) => boolean
  /** Whether any connection may carry one now: a proxy to an LLM host looks like any other host. */
  readonly isAnyCandidate: () => boolean
  /** Called for an HTTP/2 connection to a candidate; the returned error ends it, without one it bypasses the interceptor. */
  readonly refuseHttp2: (host: string) => Error | undefined
}

/** Opens the way to the interceptor, and gives the way back. */
export interface Gate {
  dispose(): void
}

/** `http2.connect` stands a few frames above; a `createConnection` of the user may add some. */
const SEARCHED_FRAMES = 20

type Connect = (this: Socket, ...parameters: unknown[]) => Socket

/**
 * Puts itself before `net.Socket.prototype.connect`, so that only connections which may reach an LLM meet the interceptor.
 * All others (databases, gRPC, other HTTP) are made as if rewind were not there.
 *
 * The interceptor is applied at once, not with the first connection that needs it: a tool on the same layer (MSW, nock) that came
 * in between would stand before the gate, and take the connection to the network.
 *
 * @param rules - which connections the interceptor gets
 * @param applyInterceptor - patches `net.Socket.prototype.connect` in turn
 * @returns the gate; `dispose` takes it away from before the interceptor
 */
export function openGate(rules: GateRules, applyInterceptor: () => void): Gate {
  const { Socket: SocketClass } = process.getBuiltinModule('node:net')
  const { prototype } = SocketClass
  const original = connectOf(prototype)
  applyInterceptor()
  const intercepted = connectOf(prototype)
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'connect')

  const isCandidate = (target: ConnectionTarget | undefined): boolean => target !== undefined && rules.isCandidate(target.host, target.port)
  const mayCarryCalls = (target: ConnectionTarget | undefined, options: ConnectOptions): boolean =>
    isCandidate(target) ||
    isCandidate(requestedTargetOf(options)) ||
    rules.isAnyCandidate() ||
    isInterceptorShared() ||
    (target !== undefined && isEnvironmentProxy(target, process.env))

  function gate(this: Socket, ...parameters: unknown[]): Socket {
    const options = connectOptionsOf(parameters)
    const target = connectionTargetOf(options)
    if (target !== undefined && isCandidate(target) && (isHttp2Only(options) || isMadeByHttp2())) {
      const refusal = rules.refuseHttp2(target.host)
      // Never the interceptor: HTTP/2 writes below the layer that it sees, and would wait for ever.
      if (refusal === undefined) return bypass(() => Reflect.apply(original, this, parameters))
      // Not at once: `http2.connect` is still putting its session around the socket.
      process.nextTick(() => this.destroy(refusal))
      return this
    }
    if (mayCarryCalls(target, options)) return Reflect.apply(intercepted, this, parameters)
    return bypass(() => Reflect.apply(original, this, parameters))
  }
  Object.defineProperty(prototype, 'connect', { ...descriptor, value: gate })
  return {
    dispose() {
      // Whoever came to stand before the gate goes on calling it: it is then left in its place.
      if (Reflect.get(prototype, 'connect') === gate) Object.defineProperty(prototype, 'connect', { ...descriptor })
    },
  }
}

// The overloads of `connect` hide that it takes any arguments.
function connectOf(prototype: Socket): Connect {
  const connect: unknown = Reflect.get(prototype, 'connect')
  return function callConnect(this: Socket, ...parameters) {
    return typeof connect === 'function' ? Reflect.apply(connect, this, parameters) : this
  }
}

// Sockets that the interceptor has not marked are thrown out of every http.Agent's pool; so a bypass is announced to it.
function bypass(connect: () => Socket): Socket {
  // Set by @mswjs/interceptors: connections made inside `run` bypass every socket interceptor, and count as seen.
  const context: unknown = Reflect.get(globalThis, '__MSW_INTERNAL_CONNECTION_CONTEXT')
  return isConnectionContext(context) ? context.run(connect) : connect()
}

function isConnectionContext(value: unknown): value is { run(connect: () => Socket): Socket } {
  return typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function'
}

function isHttp2Only(options: ConnectOptions): boolean {
  const { ALPNProtocols: protocols } = options
  return Array.isArray(protocols) && protocols.length > 0 && protocols.every((name) => name === 'h2')
}

// Without TLS nothing in the options tells HTTP/2; `http2.connect` makes its connection in the same call.
function isMadeByHttp2(): boolean {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = SEARCHED_FRAMES
  const { stack } = new Error('connection made here')
  Error.stackTraceLimit = limit
  return /\bconnect \(node:internal\/http2\/core/.test(stack ?? '')
}
