import {
  connect,
  createSecureServer,
  createServer,
  type ClientHttp2Session,
  type Http2SecureServer,
  type Http2Server,
  type SecureClientSessionOptions,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Socket } from 'node:net'

import { generate } from 'selfsigned'
import { onTestFinished } from 'vitest'

/** What a client of HTTP/2 saw of one exchange. */
export interface SeenOverHttp2 {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly informational: readonly IncomingHttpHeaders[]
  readonly trailers: IncomingHttpHeaders | undefined
  readonly pieces: readonly string[]
  readonly error: string | undefined
  readonly rstCode: number
}

/** A server of HTTP/2, and what it answers with. */
export interface Http2TestServer {
  readonly port: number
  readonly origin: string
  readonly connections: () => number
}

const pems = generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048, algorithm: 'sha256' })

/** Serves HTTP/2 on loopback until the test ends. */
export async function serveHttp2(
  kind: 'tls' | 'plain',
  answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void | Promise<void>,
): Promise<Http2TestServer> {
  const { private: key, cert } = await pems
  const server: Http2Server | Http2SecureServer = kind === 'tls' ? createSecureServer({ key, cert }) : createServer()
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
  })
  server.on('sessionError', () => {})
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => {})
    void answer(stream, headers)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { port, origin: `${kind === 'tls' ? 'https' : 'http'}://127.0.0.1:${port}`, connections: () => connections }
}

/** Connects until the test ends. */
export function connectHttp2(origin: string, options: SecureClientSessionOptions = {}): ClientHttp2Session {
  const session = connect(origin, { rejectUnauthorized: false, ...options })
  session.on('error', () => {})
  onTestFinished(() => session.destroy())
  return session
}

/** Makes one request, and returns all that came of it; `onPiece` is called as each piece comes. */
export async function askHttp2(
  session: ClientHttp2Session,
  path: string,
  {
    body,
    stopAfter = Infinity,
    onPiece,
  }: { readonly body?: string; readonly stopAfter?: number; readonly onPiece?: () => void } = {},
): Promise<SeenOverHttp2> {
  const stream = session.request({ ':path': path, ':method': body === undefined ? 'GET' : 'POST' })
  const pieces: string[] = []
  const informational: IncomingHttpHeaders[] = []
  let headers: IncomingHttpHeaders = {}
  let trailers: IncomingHttpHeaders | undefined
  let error: string | undefined
  stream.on('headers', (given) => void informational.push(given))
  stream.on('response', (given) => (headers = given))
  stream.on('trailers', (given) => (trailers = given))
  stream.on('error', (given) => (error = Reflect.get(given, 'code') ?? given.message))
  stream.on('data', (piece: Buffer) => {
    pieces.push(piece.toString())
    if (pieces.length === stopAfter) stream.close(8)
    else onPiece?.()
  })
  stream.end(body)
  await new Promise((resolve) => stream.once('close', resolve))
  return {
    status: Number(headers[':status']),
    headers,
    informational,
    trailers,
    pieces,
    error,
    rstCode: stream.rstCode,
  }
}
