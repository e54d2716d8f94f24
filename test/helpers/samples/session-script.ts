import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { WebSocketServer, type WebSocket as ServerSocket } from 'ws'

import type { RecordedSocket, SocketMessage } from '../../../src/cassette/call.ts'

/** A server that plays its side of recorded sessions. */
export interface ScriptServer extends AsyncDisposable {
  readonly url: string
  /** For the option `hosts`. */
  readonly host: string
  readonly connections: () => number
  /** What the clients of all sessions have said, in order. */
  readonly heard: () => readonly SocketMessage['data'][]
}

/** Says which session is played for a handshake. */
export type ScriptOf = (session: { readonly url: string; readonly number: number }) => RecordedSocket

/**
 * Serves sessions on loopback: of each, the messages of the server up to the next of the client, which is waited for.
 * Messages are compressed where a client offers it.
 */
export async function serveScripts(scriptOf: ScriptOf): Promise<ScriptServer> {
  const http = createServer()
  const heard: SocketMessage['data'][] = []
  let connections = 0
  const sockets = new WebSocketServer({
    server: http,
    perMessageDeflate: true,
    handleProtocols: (protocols) => [...protocols][0] ?? false,
  })
  http.on('connection', () => (connections += 1))
  sockets.on('connection', (client, { url = '' }) =>
    playServer(client, scriptOf({ url, number: connections }), (data) => heard.push(data)),
  )
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = addressOf(http.address())
  return {
    url: `ws://127.0.0.1:${port}/v1/realtime?model=gpt-realtime`,
    host: `127.0.0.1:${port}`,
    connections: () => connections,
    heard: () => heard,
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

function playServer(
  client: ServerSocket,
  { messages, close }: RecordedSocket,
  onHeard: (data: SocketMessage['data']) => void,
): void {
  let next = 0
  const play = (): void => {
    for (let message = messages[next]; message?.from === 'server'; message = messages[next]) {
      client.send(message.data, { binary: typeof message.data !== 'string' })
      next += 1
    }
    if (next === messages.length && close?.by === 'server') client.close(close.code, close.reason)
  }
  client.on('message', (data: Buffer, isBinary) => {
    onHeard(isBinary ? new Uint8Array(data) : data.toString())
    next += 1
    play()
  })
  play()
}

/** The part of every class of WebSocket clients that is used. */
export type ClientClass = new (
  url: string,
  protocols: string[],
) => {
  binaryType: string
  send(data: string | Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
  addEventListener(name: string, listener: (event: object) => void): void
}

/** What a client heard. */
export interface HeardSession {
  readonly messages: readonly string[]
  readonly code: number
  readonly reason: string
}

/**
 * Plays the client of a session: each of its messages is sent once as many messages of the server have come as before
 * it in the script. The id of a tool's call is the one that was heard.
 *
 * @param Client - the class to connect with
 */
export async function playClient(
  url: string,
  { messages, close }: RecordedSocket,
  Client: ClientClass = WebSocket,
): Promise<HeardSession> {
  const socket = new Client(url, ['realtime'])
  socket.binaryType = 'arraybuffer'
  const heard: string[] = []
  const { promise, resolve } = Promise.withResolvers<HeardSession>()
  let next = 0
  let received = 0
  let callId = ''
  const send = (): void => {
    const before = (index: number): number => messages.slice(0, index).filter(({ from }) => from === 'server').length
    for (; next < messages.length && before(next) <= received; next += 1) {
      const message = messages[next]
      if (message?.from === 'client')
        socket.send(typeof message.data === 'string' ? withCallId(message.data, callId) : copyOf(message.data))
    }
    if (next === messages.length && received === before(next) && close?.by === 'client')
      socket.close(close.code, close.reason)
  }
  socket.addEventListener('open', send)
  socket.addEventListener('message', (event) => {
    const data: unknown = Reflect.get(event, 'data')
    received += 1
    const text = typeof data === 'string' ? data : data instanceof ArrayBuffer ? Buffer.from(data).toString('hex') : ''
    heard.push(text)
    callId = /"call_id":"([^"]+)"/u.exec(text)?.[1] ?? callId
    send()
  })
  socket.addEventListener('error', () => {})
  socket.addEventListener('close', (event) =>
    resolve({
      messages: heard,
      code: Number(Reflect.get(event, 'code')),
      reason: String(Reflect.get(event, 'reason')),
    }),
  )
  return promise
}

function withCallId(text: string, id: string): string {
  return text.replace(/"call_id":"[^"]+"/u, `"call_id":"${id}"`)
}

function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new TypeError('the server does not listen on a port')
  return address
}
