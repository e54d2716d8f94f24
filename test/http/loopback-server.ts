import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net'

import { onTestFinished } from 'vitest'

/** A server of one test. */
export interface LoopbackServer {
  readonly port: number
  readonly origin: string
  /** Connections accepted so far. */
  readonly connections: () => number
}

/** Serves HTTP on loopback until the test ends. An answer that fails ends its connection. */
export async function serve(
  answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void | Promise<void>,
): Promise<LoopbackServer> {
  const start = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => answer(incoming, outgoing)
  return listen(createServer((incoming, outgoing) => void start(incoming, outgoing).catch(() => outgoing.destroy())))
}

/** Serves raw connections on loopback until the test ends. */
export async function serveTcp(onConnection: (socket: Socket) => void): Promise<LoopbackServer> {
  return listen(createTcpServer(onConnection))
}

/** Puts any server on a free port of loopback until the test ends. */
export async function listen(server: Server | TcpServer): Promise<LoopbackServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { port, origin: `http://127.0.0.1:${port}`, connections: () => connections }
}

/** Something that one side waits for and the other side makes happen. */
export interface Gate {
  readonly opened: Promise<void>
  readonly open: () => void
}

/** Makes a closed gate. */
export function createGate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

/** Finds a port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
