import type { Socket } from 'node:net'

import {
  connectionTargetOf,
  connectOptionsOf,
  isEnvironmentProxy,
  requestedTargetOf,
  type ConnectionTarget,
  type ConnectOptions,
} from './connection-target.ts'
import { isOwnConnection } from './dial.ts'
import { isInterceptorShared } from './shared-source.ts'

/** Which connections the interceptor is given. */
export interface GateRules {
  /** Whether connections to this host may carry calls to an LLM. */
  readonly isCandidate: (host: string, port: number | undefined) => boolean
  /** Whether any connection may carry one now: a proxy to an LLM host looks like any other host. */
  readonly isAnyCandidate: () => boolean
  /** Takes over an HTTP/2 connection to a candidate; false where it is to be made as if rewind were not there. */
  readonly takeHttp2: (socket: Socket, options: ConnectOptions) => boolean
}

/** The interceptor behind the gate. */
export interface GatedInterceptor {
  /** Patches `net.Socket.prototype.connect`. */
  apply(): void
  /**
   * Whether a tool that shares this interceptor is in the middle of applying it: then it cannot be applied here as
   * well.
   */
  isBeingApplied(): boolean
}

/** The way to the interceptor. */
export interface Gate {
  /** Applies the interceptor, unless it is. */
  open(): void
  /** Whether no other tool stands before it. */
  isFirst(): boolean
  dispose(): void
}

/** `http2.connect` stands a few frames above; a `createConnection` of the user may add some. */
const SEARCHED_FRAMES = 20

type Connect = (this: Socket, ...parameters: unknown[]) => Socket

/**
 * Puts itself before `net.Socket.prototype.connect`, so that only connections which may reach an LLM meet the
 * interceptor. All others (databases, gRPC, other HTTP) are made as if rewind were not there.
 *
 * The interceptor is applied with the first connection that needs it: loading it with all it loads takes 70 ms of every
 * test file. But it is applied before a tool on the same layer (MSW, nock) is, which would stand before the gate and
 * take the connection to the network. Such a tool reads `connect` from the prototype first, which a connection never
 * does; so that read is watched for.
 *
 * @param rules - which connections the interceptor gets
 * @returns the gate; `dispose` takes it away from before the interceptor
 */
export function createGate(rules: GateRules, interceptor: GatedInterceptor): Gate {
  const { prototype } = process.getBuiltinModule('node:net').Socket
  // What stands behind the gate.
  let behind = Object.getOwnPropertyDescriptor(prototype, 'connect')
  let original = connectOf(prototype)
  let intercepted: Connect | undefined

  function open(): Connect {
    if (intercepted !== undefined) return intercepted
    if (isOurs()) define({ ...behind })
    original = connectOf(prototype)
    interceptor.apply()
    intercepted = connectOf(prototype)
    behind = Object.getOwnPropertyDescriptor(prototype, 'connect')
    define({ ...behind, value: gate })
    return intercepted
  }

  function gate(this: Socket, ...parameters: unknown[]): Socket {
    if (isOwnConnection()) return bypass(() => Reflect.apply(original, this, parameters))
    const start: unknown = Reflect.get(this, '_start')
    const options = connectOptionsOf(parameters)
    const target = connectionTargetOf(options)
    const http2Host = http2HostOf({ target, options }, rules)
    if (http2Host !== undefined) {
      // Never the interceptor: HTTP/2 writes below the layer that it sees, and would never answer.
      return rules.takeHttp2(this, options) ? this : bypass(() => Reflect.apply(original, this, parameters))
    }
    if (mayCarryCalls({ target, options }, rules)) {
      return Reflect.apply(open(), this, withPatchedStart(this, parameters, start))
    }
    return bypass(() => Reflect.apply(original, this, parameters))
  }

  function readConnect(this: unknown): unknown {
    if (this !== prototype) return gate
    // Whoever patches it next would turn an accessor into a value that cannot be assigned, which the interceptor does
    // on its sockets.
    define({ ...behind, value: gate })
    if (intercepted !== undefined) return gate
    if (interceptor.isBeingApplied()) {
      // Theirs comes first, and ours joins it.
      define({ ...behind })
      queueMicrotask(open)
      return behind?.value
    }
    open()
    return gate
  }
  const define = (descriptor: PropertyDescriptor): void => void Object.defineProperty(prototype, 'connect', descriptor)
  const isOurs = (): boolean => {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, 'connect')
    return descriptor?.get === readConnect || descriptor?.value === gate
  }

  define({
    get: readConnect,
    set: (value: unknown) => define({ ...behind, value }),
    enumerable: true,
    configurable: true,
  })
  return {
    open: () => void open(),
    isFirst: isOurs,
    dispose() {
      // Whoever came to stand before the gate goes on calling it: it is then left in its place.
      if (isOurs()) define({ ...behind })
    },
  }
}

/** A connection that is about to be made. */
interface Connection {
  readonly target: ConnectionTarget | undefined
  readonly options: ConnectOptions
}

function http2HostOf({ target, options }: Connection, rules: GateRules): string | undefined {
  if (target === undefined || !rules.isCandidate(target.host, target.port)) return undefined
  return isHttp2Only(options) || isMadeByHttp2() ? target.host : undefined
}

function mayCarryCalls({ target, options }: Connection, rules: GateRules): boolean {
  const requested = requestedTargetOf(options)
  return (
    (target !== undefined &&
      (rules.isCandidate(target.host, target.port) || isEnvironmentProxy(target, process.env))) ||
    (requested !== undefined && rules.isCandidate(requested.host, requested.port)) ||
    rules.isAnyCandidate() ||
    isInterceptorShared()
  )
}

// `tls.connect` hands on what starts its handshake, read before the interceptor replaced it, which knows only its own:
// the handshake would start twice, and Node.js ends the process then.
function withPatchedStart(socket: Socket, parameters: readonly unknown[], start: unknown): readonly unknown[] {
  if (start === undefined) return parameters
  return parameters.map((parameter): unknown => (parameter === start ? Reflect.get(socket, '_start') : parameter))
}

// The overloads of `connect` hide that it takes any arguments.
function connectOf(prototype: Socket): Connect {
  const connect: unknown = Reflect.get(prototype, 'connect')
  return function callConnect(this: Socket, ...parameters) {
    return typeof connect === 'function' ? Reflect.apply(connect, this, parameters) : this
  }
}

// Sockets that the interceptor has not marked are thrown out of every http.Agent's pool; so a bypass is announced to
// it.
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
