import type { Socket } from 'node:net'

import type { HttpRequestInterceptor } from '@mswjs/interceptors/http'
import type { SocketInterceptor } from '@mswjs/interceptors/net'

import { turn } from '../../process/clock.ts'
import { connectionTargetOf, serverNameOf, type ConnectOptions } from '../gate/connection-target.ts'
import { noteOwnConnection } from '../gate/dial.ts'
import { findNamedTarget } from '../gate/named-target.ts'
import { isHttp2First } from '../gate/route-connection.ts'
import { firstBytesOf, watchWrites, type RefuseTarget, type WatchedMessages } from '../gate/watch-writes.ts'
import { closeHandle, pendingWriteOf } from '../internals.ts'
import { withoutOriginTag, type PendingWrite } from '../origins/origin-tag.ts'
import { answerSocks, isSocks } from './answer-socks.ts'
import { claimIfAsked, type ClaimableController } from './claim-upgrade.ts'
import { emitErrorBeforeClose } from './emit-error-before-close.ts'
import { collectBodies } from './written-bodies.ts'

/** What is held, and why. */
export interface HoldRules {
  /** The socket layer's class, of the same copy of the package as the interceptor. */
  readonly socketInterceptor: typeof SocketInterceptor
  readonly isCandidate: (host: string, port: number | undefined) => boolean
  /** Says why a client that nobody answers cannot write to a host; undefined where it may. */
  readonly refuse: RefuseTarget
  /** Finds out whether a proxy is to be asked for a tunnel that leads to an LLM host. */
  readonly isTunnelLive: () => Promise<boolean>
  /** Whether a request to an LLM host was made that no connection has carried yet. */
  readonly isCallWaiting: () => boolean
}

/** `SocketController.PENDING`. */
const PENDING = 0
/** How long a connection may say nothing while a call waits; undici greets a SOCKS proxy within two turns. */
const SILENT_TURNS = 10

/**
 * Keeps connections to LLM hosts closed until a request on them was answered with "go live".
 *
 * The interceptor makes a connection for real where its client says nothing, in case the server speaks first, and where
 * it does not speak HTTP as the parser knows it. undici reopens sockets ahead of a request (after an aborted stream,
 * for one), so a replay would reach out to the network: measured, one connection each. Where a connection leads may
 * change: behind a CONNECT that was answered it is no longer the proxy. A request that goes live is written here, so
 * here its origin tag comes off.
 *
 * @param source - the applied interceptor; its class leads to the socket layer of the same package copy
 */
export function holdIdleConnections(source: HttpRequestInterceptor, rules: HoldRules): () => void {
  const sockets = source.constructor.singleton(rules.socketInterceptor)
  const listeners = sockets.listeners('connection')
  // In the same turn as the first listener, which parses HTTP: a microtask passes between two of them, in which a
  // request that it cannot parse is let through.
  const ours = listeners.map((listener, index): typeof listener => (event) => {
    if (index === 0) holdConnection(event, rules)
    return listener(event)
  })
  replaceListeners(listeners, ours)
  return () => replaceListeners(ours, listeners)

  function replaceListeners(before: typeof listeners, after: typeof listeners): void {
    for (const listener of before) sockets.removeListener('connection', listener)
    for (const listener of after) sockets.on('connection', listener)
  }
}

/** A connection that the interceptor was given, and what controls it. */
interface GivenConnection {
  readonly socket: Socket
  readonly controller: ClaimableController & {
    readonly connectionOptions: ConnectOptions
    readonly readyState: number
    reset(): void
    passthrough(flush?: Flush): Socket
  }
}

/** Writes what a request that goes live has to write first. */
type Flush = (
  pending: PendingWrite,
  encoding: BufferEncoding | undefined,
  write: (pending: PendingWrite) => void,
) => void

function holdConnection({ controller, socket }: GivenConnection, rules: HoldRules): void {
  emitErrorBeforeClose(socket)
  collectBodies(socket)
  socket.once('close', () => closeHandle(socket))
  const isAnswered = connectBeforeReset(controller)
  const createTransport = controller.createTransport.bind(controller)
  controller.createTransport = () => noteOwnConnection(createTransport())
  const passthrough = controller.passthrough.bind(controller)
  controller.passthrough = (flush) => {
    const { connectionOptions } = controller
    // Only an HTTP request that was answered comes with a function that flushes it.
    if (flush !== undefined) {
      const claimed = claimIfAsked(controller, socket)
      if (claimed !== undefined) return claimed
      return noteOwnConnection(
        passthrough((pending, encoding, write) => flush(withoutOriginTag(pending), encoding, write)),
      )
    }
    const connect = (watched: WatchedMessages): Socket => {
      const connection = passthrough()
      watchWrites(connection, rules.refuse, watched)
      return connection
    }
    const pending = pendingBytesOf(socket)
    // The tunnel that it asked for leads nowhere, whatever address it names.
    if (isAnswered() && pending.byteLength === 0) return socket
    if (isSocks(pending)) void openSocks({ socket, controller, pending, connect }, rules)
    else if (!isHeld(socket, { options: connectionOptions, pending }, rules)) {
      if (pending.byteLength > 0 || !rules.isCallWaiting()) return connect('all')
      void connectIfSilent({ socket, controller, connect }, rules)
    }
    return socket
  }
  // In a tunnel. HTTP/2 writes below the layer that is seen here, and would wait forever.
  if (isHttp2First(controller.connectionOptions)) skipHttp2(socket, controller, rules)
}

// The interceptor completes the connection of a socket that it answers one microtask later, and by the state of then. A
// CONNECT that is answered at once resets that state before, and Node.js ends the process. Says whether anything on the
// connection was answered.
function connectBeforeReset(controller: GivenConnection['controller']): () => boolean {
  const claim = controller.claim.bind(controller)
  const reset = controller.reset.bind(controller)
  let isConnecting = false
  let isAnswered = false
  controller.claim = () => {
    claim()
    isConnecting = true
    isAnswered = true
    queueMicrotask(() => {
      isConnecting = false
    })
  }
  controller.reset = () => {
    if (isConnecting) queueMicrotask(reset)
    else reset()
  }
  return () => isAnswered
}

function skipHttp2(socket: Socket, controller: GivenConnection['controller'], rules: HoldRules): void {
  const target = serverNameOf(controller.connectionOptions) ?? connectionTargetOf(controller.connectionOptions)
  const refusal = target === undefined ? undefined : rules.refuse(target)
  if (refusal === undefined) controller.passthrough()
  else socket.destroy(refusal)
}

// A call that waits for a connection may be about to ask this one for a tunnel.
async function connectIfSilent(
  { socket, controller, connect }: GivenConnection & { readonly connect: (watched: WatchedMessages) => Socket },
  rules: HoldRules,
): Promise<void> {
  for (let count = 0; count < SILENT_TURNS && rules.isCallWaiting(); count += 1) {
    await turn()
    if (socket.destroyed || controller.readyState !== PENDING || pendingBytesOf(socket).byteLength > 0) return
  }
  connect('all')
}

// The tunnel leads to nowhere where the calls behind it are answered: they are intercepted like all others.
async function openSocks(
  {
    socket,
    controller,
    pending,
    connect,
  }: GivenConnection & { readonly pending: Uint8Array; readonly connect: (watched: WatchedMessages) => Socket },
  rules: HoldRules,
): Promise<void> {
  const isLive = await rules.isTunnelLive()
  if (socket.destroyed) return
  if (isLive) return void connect('requests')
  controller.claim()
  // What is not answered in it does not get out of it.
  controller.passthrough = () => {
    const named = findNamedTarget(pendingBytesOf(socket))
    const refusal = named.kind === 'target' ? rules.refuse(named.target) : undefined
    return refusal === undefined ? socket : socket.destroy(refusal)
  }
  answerSocks(socket, pending, () => {
    // The write that asked for it is handled first.
    queueMicrotask(() => controller.reset())
  })
}

function pendingBytesOf(socket: Socket): Buffer {
  return firstBytesOf(pendingWriteOf(socket) ?? '', 'latin1')
}

// A connection that is refused ends here.
function isHeld(
  socket: Socket,
  { options, pending }: { readonly options: ConnectOptions; readonly pending: Uint8Array },
  rules: HoldRules,
): boolean {
  const named = findNamedTarget(pending)
  const targets = [
    connectionTargetOf(options),
    serverNameOf(options),
    named.kind === 'target' ? named.target : undefined,
  ]
  const target = targets.find((found) => found !== undefined && rules.isCandidate(found.host, found.port))
  if (target === undefined) return false
  if (pending.byteLength === 0) return true
  const refusal = rules.refuse(target)
  if (refusal !== undefined) socket.destroy(refusal)
  return refusal !== undefined
}
