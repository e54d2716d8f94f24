import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'

import { ADDRESS, headOf, HOST, ports, secured, viaNode, viaSocket } from './senders.mjs'

/** Rows of the matrix: of programs that open a connection by hand, or write a request. */
export const BY_HAND = [
  {
    way: 'by name',
    client: 'node:net, its port as text',
    is: 'replayed',
    ask: viaSocket(() => new net.Socket().connect('80', HOST), headOf()),
  },
  {
    way: 'CONNECT to an address',
    client: 'node:https, an agent of its own',
    is: 'replayed',
    ask: (prompt) => viaNode({ agent: new AddressAgent() })(prompt),
  },
  {
    way: 'by address',
    client: 'node:net, the head of its request in pieces',
    is: 'refused',
    ask: viaSocket(
      () => openWithPiece('POS'),
      (body) => headOf()(body).slice(3),
    ),
    connects: true,
    greets: 3,
  },
  {
    way: 'by address',
    client: 'node:net, after an empty line',
    is: 'refused',
    ask: viaSocket(
      () => net.connect(80, ADDRESS),
      (body) => `\r\n${headOf()(body)}`,
    ),
    connects: true,
  },
  {
    way: 'by address',
    client: 'node:tls without a name over a socket that is open',
    is: 'refused',
    ask: viaSocket(async () => secured({ socket: await openWithPiece('', 443), rejectUnauthorized: false }), headOf()),
    connects: true,
    // The handshake, which names no host.
    greets: 2000,
  },
]

/** Connects to the address, and writes the beginning of a message. */
async function openWithPiece(piece, port = 80) {
  const socket = net.connect(port, ADDRESS)
  await once(socket, 'connect')
  if (piece !== '') await new Promise((resolve) => socket.write(piece, resolve))
  return socket
}

/** Asks the proxy for a tunnel to the address that it has looked up itself. */
class AddressAgent extends https.Agent {
  createConnection(_options, done) {
    const request = http.request({
      host: ADDRESS,
      port: ports.proxy,
      method: 'CONNECT',
      path: `${ADDRESS}:443`,
      agent: false,
    })
    request.on('connect', (_response, socket) => done(null, tls.connect({ socket, servername: HOST })))
    request.on('error', done)
    request.end()
  }
}
