import type { IncomingMessage } from 'node:http'

import type { WebSocket } from 'ws'

import type { InterceptedRequest } from '../interceptor.ts'
import type { ClaimedConnection } from './claimed-connection.ts'
import type { Handshake } from './handshake.ts'
import { loadHeldSocket, WITHOUT_LIMITS } from './held-socket.ts'
import { loadWs } from './load-ws.ts'

/**
 * Completes the handshake of a client.
 *
 * @param request - its handshake
 * @param handshake - what the server answers; whether the subprotocol is one of its own is for the client to judge
 * @param onOpen - gets the server's end of the session
 */
export function acceptClient(
  { connection, request }: { readonly connection: ClaimedConnection; readonly request: InterceptedRequest },
  { protocol, fields }: Handshake,
  onOpen: (client: WebSocket) => void,
): void {
  const { WebSocketServer } = loadWs()
  const server = new WebSocketServer({
    ...WITHOUT_LIMITS,
    noServer: true,
    WebSocket: loadHeldSocket(),
    // Between two ends in one process there is nothing to compress.
    perMessageDeflate: false,
    handleProtocols: () => false,
  })
  server.on('headers', (lines) => {
    if (protocol !== '') lines.push(`Sec-WebSocket-Protocol: ${protocol}`)
    lines.push(...fields.map(([name, value]) => `${name}: ${value}`))
  })
  server.handleUpgrade(messageOf(request), connection.far, Buffer.alloc(0), onOpen)
}

function messageOf({ method, headers }: InterceptedRequest): IncomingMessage {
  const http = process.getBuiltinModule('node:http')
  const { Socket } = process.getBuiltinModule('node:net')
  return Object.assign(new http.IncomingMessage(new Socket()), {
    method,
    headers: { upgrade: 'websocket', ...headers },
  })
}
