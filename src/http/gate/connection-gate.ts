import type { Socket } from 'node:net'

import { createLead, type Connect, type Lead, type LeadRules } from './lead-connection.ts'
import { watchTls } from './watch-tls.ts'

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
  /** Whether no other tool is in front of it. */
  isFirst(): boolean
  /** Whether a socket has connected before the gate was there. */
  readonly isStranger: Lead['isStranger']
  dispose(): void
}

/**
 * Puts itself before `net.Socket.prototype.connect`, so that only connections which may reach an LLM meet the
 * interceptor. All others (databases, other HTTP) are made as if rewind were not there; what they write is watched,
 * since a proxy to an LLM host looks like any other host.
 *
 * The interceptor is applied with the first connection that needs it: loading it with all it loads takes 70 ms of every
 * test file. But it is applied before a tool on the same layer (MSW, nock) is, which would be in front of the gate and
 * take the connection to the network. Such a tool reads `connect` from the prototype first, which a connection never
 * does; so that read is watched for.
 *
 * @param rules - which connections the interceptor gets
 * @returns the gate; `dispose` takes it away from before the interceptor
 */
export function createGate(rules: LeadRules, interceptor: GatedInterceptor): Gate {
  const { prototype } = process.getBuiltinModule('node:net').Socket
  // What is behind the gate.
  let behind = Object.getOwnPropertyDescriptor(prototype, 'connect')
  let original = connectOf(prototype)
  let intercepted: Connect | undefined
  const tlsWatch = watchTls(rules.refuse)
  const lead = createLead(rules, { network: () => original, interceptor: open, tlsWatch })

  function open(): Connect {
    if (intercepted !== undefined) return intercepted
    if (isOurs()) define({ ...behind })
    original = connectOf(prototype)
    tlsWatch.begin()
    interceptor.apply()
    intercepted = connectOf(prototype)
    behind = Object.getOwnPropertyDescriptor(prototype, 'connect')
    define({ ...behind, value: gate })
    return intercepted
  }

  function gate(this: Socket, ...parameters: unknown[]): Socket {
    return lead.connect(this, parameters)
  }

  function readConnect(this: unknown): unknown {
    if (this !== prototype) return gate
    // Whoever patches it next would turn an accessor into a value that cannot be assigned, which the interceptor does
    // on its sockets.
    define({ ...behind, value: gate })
    if (intercepted !== undefined) return gate
    if (interceptor.isBeingApplied()) {
      // Theirs comes first, and ours joins it.
      tlsWatch.begin()
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
    isStranger: lead.isStranger,
    dispose() {
      tlsWatch.dispose()
      // Whoever put itself in front of the gate goes on calling it: it is then left in its place.
      if (isOurs()) define({ ...behind })
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
