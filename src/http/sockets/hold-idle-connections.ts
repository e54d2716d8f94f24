import type { HttpRequestInterceptor } from '@mswjs/interceptors/http'
import type { SocketInterceptor } from '@mswjs/interceptors/net'

import { withoutOriginTag } from '../origins/origin-tag.ts'
import { claimIfAsked } from './claim-upgrade.ts'
import { emitErrorBeforeClose } from './error-before-close.ts'

/**
 * Keeps connections to LLM hosts closed until a request on them was answered with "go live".
 *
 * The interceptor connects a silent socket for real, in case the server speaks first. undici reopens sockets ahead of a
 * request (after an aborted stream, for one), so a replay would reach out to the network: measured, one connection
 * each. A request that goes live is written here, so here its origin tag comes off.
 *
 * @param source - the applied interceptor; its class leads to the socket layer of the same package copy
 * @param rules - the socket layer's class, which connections are held, and the error for bytes that are not HTTP
 */
export function holdIdleConnections(
  source: HttpRequestInterceptor,
  rules: {
    readonly socketInterceptor: typeof SocketInterceptor
    readonly isCandidate: (host: string, port: number | undefined) => boolean
    readonly refuseOtherProtocol: (host: string) => Error
  },
): void {
  source.constructor
    .singleton(rules.socketInterceptor)
    .on('connection', ({ controller, connectionOptions, socket }) => {
      emitErrorBeforeClose(socket)
      socket.once('close', () => closeHandle(socket))
      const host = connectionOptions.host ?? 'localhost'
      const isHeld = rules.isCandidate(host, Number(connectionOptions.port))
      const passthrough = controller.passthrough.bind(controller)
      controller.passthrough = (flush) => {
        // Only an HTTP request that was answered comes with a function that flushes it.
        if (flush !== undefined)
          return (
            claimIfAsked(controller, socket, connectionOptions) ??
            passthrough((pending, encoding, write) => flush(withoutOriginTag(pending), encoding, write))
          )
        if (!isHeld) return passthrough()
        if (socket.writableLength > 0 || socket.bytesWritten > 0) socket.destroy(rules.refuseOtherProtocol(host))
        return socket
      }
    })
}

// The interceptor replaces what would close it, on every socket that it answered: a client that goes away midway left
// one open.
function closeHandle(socket: object): void {
  const handle: unknown = Reflect.get(socket, '_handle')
  if (typeof handle === 'object' && handle !== null && 'close' in handle && typeof handle.close === 'function')
    handle.close()
}
