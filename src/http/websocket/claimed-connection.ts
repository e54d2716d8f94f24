import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** A connection that rewind speaks on, in place of the server. */
export interface ClaimedConnection {
  /** The server's end, in clear text also over TLS. */
  readonly far: Duplex
  /** Ends the connection as one does that could not be made. */
  fail(error: Error): void
}

/**
 * Makes a stream of the server's end of an intercepted connection.
 *
 * @param serverSocket - of the interceptor: its `data` is what the client writes, everything else is the client's
 *   socket
 */
export function claimedConnection(serverSocket: Socket): ClaimedConnection {
  const { Duplex: DuplexStream } = process.getBuiltinModule('node:stream')
  const far = new DuplexStream({
    // The interceptor pushes; there is nothing to ask for.
    read() {},
    // Later, as on a wire: an end that is answered while it still sends has not noted yet what it sent.
    write(chunk: Uint8Array, _encoding, done) {
      process.nextTick(() => {
        if (serverSocket.destroyed || serverSocket.write(chunk)) done()
        else serverSocket.once('drain', () => done())
      })
    },
    final(done) {
      if (!serverSocket.destroyed) serverSocket.end()
      done()
    },
    destroy(error, done) {
      if (!serverSocket.destroyed) serverSocket.destroy(error ?? undefined)
      done(null)
    },
  })
  // The texts that are written are heads of HTTP, in which a character is a byte.
  far.setDefaultEncoding('latin1')
  // What happens to the connection is seen by its client.
  far.on('error', () => {})
  serverSocket.on('data', (chunk: Uint8Array) => void (far.destroyed || far.push(chunk)))
  serverSocket.once('finish', () => void (far.destroyed || far.push(null)))
  serverSocket.once('close', () => far.destroy())
  return { far, fail: (error) => void serverSocket.destroy(error) }
}
