import { createServer, connect } from 'node:net'

/**
 * Starts a SOCKS proxy, of versions 4, 4a and 5, without authentication (RFC 1928).
 *
 * @param portOf - the port on loopback that stands for a port of the target
 * @returns a server that does not listen yet
 */
export function startSocksProxy(portOf) {
  return createServer((client) => {
    client.on('error', () => {})
    client.once('data', (greeting) => {
      if (greeting[0] === 4)
        return serve(client, { portOf, port: greeting.readUInt16BE(2), granted: [0, 90, 0, 0, 0, 0, 0, 0] })
      client.write(Buffer.from([5, 0]))
      client.once('data', (request) => {
        const port = request.readUInt16BE(request.length - 2)
        serve(client, { portOf, port, granted: [5, 0, 0, 1, 0, 0, 0, 0, 0, 0] })
      })
    })
  })
}

function serve(client, { portOf, port, granted }) {
  const onward = connect(portOf(port), '127.0.0.1', () => {
    client.write(Buffer.from(granted))
    onward.pipe(client)
    client.pipe(onward)
  })
  onward.on('error', () => client.destroy())
}
