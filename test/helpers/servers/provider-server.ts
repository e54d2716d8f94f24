import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'

import { deliver, deliveryOf, type Behaviour, type ReceivedRequest } from './provider-delivery.ts'

/** The answer of a provider that wants fewer requests; its clients retry after a millisecond. */
export const RATE_LIMITED: Behaviour = {
  status: 429,
  headers: { 'retry-after-ms': '1', 'retry-after': '0' },
  body: {
    type: 'error',
    error: { type: 'rate_limit_error', message: 'Rate limit reached', param: null, code: 'rate_limit_exceeded' },
  },
}

/** The answer of a provider that does not know the key. */
export const UNAUTHORIZED: Behaviour = {
  status: 401,
  body: {
    type: 'error',
    error: {
      type: 'authentication_error',
      message: 'Incorrect API key provided',
      param: null,
      code: 'invalid_api_key',
    },
  },
}

/** The answer of a provider that has failed; its clients retry after a millisecond. */
export const SERVER_ERROR: Behaviour = {
  status: 500,
  headers: { 'retry-after-ms': '1' },
  body: { type: 'error', error: { type: 'server_error', message: 'The server had an error', param: null, code: null } },
}

/** How a provider server is set up. */
export interface ProviderServerOptions {
  /** A free one unless set. */
  readonly port?: number
  /** Milliseconds between the chunks of a stream. @defaultValue `2` */
  readonly msBetweenChunks?: number
  /** Lets pages of any origin in: environments with a DOM ask first. @defaultValue `false` */
  readonly cors?: boolean
  /** Speaks https with this key and certificate, in PEM. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** A running provider server. */
export interface ProviderServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:4000`. */
  readonly origin: string
  readonly port: number
  /** All requests so far, oldest first. */
  readonly requests: readonly ReceivedRequest[]
  /** Connections accepted so far. */
  readonly connections: number
  /** Queues behaviours: each is used for one request, in order. */
  next(...behaviours: readonly Behaviour[]): void
  /** Ends the server and every connection at once. */
  close(): Promise<void>
}

/** Starts a server on loopback that speaks enough of the APIs of OpenAI and of Anthropic for their real clients. */
export async function startProviderServer(options: ProviderServerOptions = {}): Promise<ProviderServer> {
  const requests: ReceivedRequest[] = []
  const queue: Behaviour[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await receive(incoming, outgoing)
    requests.push(request)
    const delivery = deliveryOf(queue.shift() ?? { change: {} }, {
      request,
      call: requests.length,
      msBetweenChunks: options.msBetweenChunks ?? 2,
    })
    await deliver(delivery, outgoing)
  }
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    if (options.cors === true && letIn(incoming, outgoing)) return
    // A connection that the client or close() ended; the request says so in `end`.
    answer(incoming, outgoing).catch(() => outgoing.destroy())
  }
  const server: Server =
    options.tls === undefined ? createServer(onRequest) : createTlsServer({ ...options.tls }, onRequest)
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const port = await listen(server, options.port ?? 0)
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return {
    origin: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    get connections() {
      return connections
    },
    next: (...behaviours) => void queue.push(...behaviours),
    close,
    [Symbol.asyncDispose]: close,
  }
}

// True where the request was a question of permission, and is answered.
function letIn(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
  outgoing.setHeader('access-control-allow-origin', '*')
  outgoing.setHeader('access-control-allow-headers', '*')
  if (incoming.method === 'OPTIONS') outgoing.writeHead(204).end()
  return incoming.method === 'OPTIONS'
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address: AddressInfo | string | null = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}

async function receive(incoming: IncomingMessage, outgoing: ServerResponse): Promise<ReceivedRequest> {
  const pieces: Uint8Array[] = []
  for await (const piece of incoming) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  return {
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    headers: incoming.headers,
    body: bytes.toString('utf8'),
    bytes,
    time: Date.now(),
    get end() {
      if (outgoing.writableFinished) return 'complete'
      return outgoing.destroyed ? 'aborted' : 'open'
    },
  }
}
