import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

import { closeHandle } from '../internals.ts'

/** A socket that was about to connect, and is now one end of a connection in memory. */
export interface MemoryConnection {
  /** The other end. */
  readonly far: Duplex
  /** Connects the socket, as its owner sees it. */
  open(): void
  /** Ends the connection as a failed one does. */
  fail(error: Error): void
}

/**
 * Makes a socket that is about to connect one end of a connection in memory. Its owner holds the socket already, so it
 * is changed in place: without a handle that streams natively, Node.js reads and writes it like any other stream.
 *
 * @param socket - from `net.connect` or `tls.connect`, before it dials
 * @param protocol - the application protocol that a TLS handshake would have agreed on; undefined without TLS
 */
export function connectInMemory(socket: Socket, protocol: string | undefined): MemoryConnection {
  closeHandle(socket)
  const opened = protocol === undefined ? 'connect' : 'secureConnect'
  const { near, far } = createPipe(socket, () => isConnecting(socket), opened)
  Object.assign(socket, {
    // Without one, TLS that its owner puts over it reads and writes the stream.
    _handle: protocol === undefined ? null : createHandle(protocol),
    connecting: true,
    ...(protocol === undefined ? {} : { secureConnecting: true }),
    ...near,
  })
  socket.once('close', () => {
    far.push(null)
    far.destroy()
  })
  return {
    far,
    open() {
      if (socket.destroyed) return
      Object.assign(socket, { connecting: false }, protocol === undefined ? {} : secured(protocol))
      for (const event of ['connect', 'ready', ...(protocol === undefined ? [] : [opened])]) socket.emit(event)
    },
    fail: (error) => void socket.destroy(error),
  }
}

type Done = () => void

/** The methods of a stream that its socket gets. */
interface NearEnd {
  readonly _read: () => void
  readonly _write: (chunk: Uint8Array, encoding: string, done: Done) => void
  readonly _writev: undefined
  readonly _final: (done: Done) => void
}

// Each end asks for more by taking up the write of the other that waited for it.
function createPipe(
  socket: Socket,
  isClosed: () => boolean,
  opened: string,
): { readonly near: NearEnd; readonly far: Duplex } {
  const { Duplex: DuplexStream } = process.getBuiltinModule('node:stream')
  let readMore: Done | undefined
  let writeMore: Done | undefined
  const far = new DuplexStream({
    read() {
      const done = writeMore
      writeMore = undefined
      done?.()
    },
    write(chunk: Uint8Array, _encoding, done) {
      if (socket.destroyed || socket.push(chunk)) done()
      else readMore = done
    },
    final(done) {
      if (!socket.destroyed) socket.push(null)
      done()
    },
    destroy(_error, done) {
      if (!socket.destroyed) socket.push(null)
      done(null)
    },
  })
  // The near end reports what happened; nobody listens to this one.
  far.on('error', () => {})
  const push = (chunk: Uint8Array, done: Done): void => {
    if (far.destroyed || far.push(chunk)) done()
    else writeMore = done
  }
  const near: NearEnd = {
    _read() {
      const done = readMore
      readMore = undefined
      done?.()
    },
    _write(chunk, _encoding, done) {
      if (isClosed()) socket.once(opened, () => push(chunk, done))
      else push(chunk, done)
    },
    _writev: undefined,
    _final(done) {
      far.push(null)
      done()
    },
  }
  return { near, far }
}

function isConnecting(socket: Socket): boolean {
  return socket.connecting || Reflect.get(socket, 'secureConnecting') === true
}

function secured(protocol: string): object {
  return {
    alpnProtocol: protocol,
    authorized: true,
    authorizationError: null,
    _secureEstablished: true,
    secureConnecting: false,
  }
}

// `node:net` and `node:tls` call methods on the handle, such as `setServername` right after `connect`. None of them
// reaches a network.
function createHandle(protocol: string | undefined): object {
  const known: Readonly<Record<string, unknown>> = {
    close: (done?: Done) => process.nextTick(() => done?.()),
    getALPNNegotiatedProtocol: () => protocol,
    verifyError: () => null,
    hasRef: () => true,
    isStreamBase: undefined,
  }
  return new Proxy(known, {
    get: (target, name) => (typeof name === 'symbol' || name in target ? target[String(name)] : () => undefined),
  })
}
