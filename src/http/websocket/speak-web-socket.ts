import type { Socket } from 'node:net'

import { wait } from '../../process/clock.ts'
import type { ConnectLive } from '../http1/claim-upgrade.ts'
import type { InterceptedRequest } from '../interceptor.ts'
import { acceptClient } from './accept-client.ts'
import { claimedConnection } from './claimed-connection.ts'
import { forwardSession } from './forward-session.ts'
import { playSession } from './play-session.ts'
import type { SocketHandling } from './socket-handling.ts'

/**
 * Speaks WebSocket with a client, in place of the server.
 *
 * @param request - its handshake
 * @param handling - what is said
 * @param claimed - the server's end of its connection, and what makes it for real
 */
export function speakWebSocket(
  request: InterceptedRequest,
  handling: SocketHandling,
  { serverSocket, connect }: { readonly serverSocket: Socket; readonly connect: ConnectLive },
): void {
  const connection = claimedConnection(serverSocket)
  switch (handling.kind) {
    case 'replay': {
      const { handshake, latency, player, speed } = handling
      const accept = (): void =>
        acceptClient({ connection, request }, handshake, (client) => playSession(client, player, speed))
      return void wait(latency / speed).then(accept)
    }
    case 'capture':
      return forwardSession({ request, connection, connect, capture: handling.capture })
    default:
      return handling satisfies never
  }
}
