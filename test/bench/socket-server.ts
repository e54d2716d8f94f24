// A process of its own: greets every WebSocket client, and prints its port.
import { WebSocketServer } from 'ws'

const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 })
sockets.on('connection', (client) => client.send('{"type":"session.created"}'))
sockets.on('listening', () => {
  const address = sockets.address()
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`)
})
