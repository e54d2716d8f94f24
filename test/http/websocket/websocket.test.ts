import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'

import { generate } from 'selfsigned'
import { WebSocket as UndiciWebSocket } from 'undici'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket as WsWebSocket, WebSocketServer, type WebSocket as ServerEnd } from 'ws'

import type { SocketMessage } from '../../../src/cassette/call.ts'
import { messageData } from '../../../src/http/websocket/message-data.ts'
import type { MessagePlayer, PlayerStep } from '../../../src/http/websocket/socket-handling.ts'
import type { RawResponse } from '../../../src/http/wire/capture-response.ts'
import { closedPort, listen } from '../loopback-server.ts'
import { startInterception } from '../start-interception.ts'

/** The part of every client that the tests use. */
interface Client {
  binaryType: string
  readonly protocol: string
  send(data: string | Uint8Array): void
  close(code?: number, reason?: string): void
  addEventListener(name: string, listener: (event: object) => void): void
}

const CLIENTS = {
  ws: (url: string, protocols: string[] = []): Client => new WsWebSocket(url, protocols, { rejectUnauthorized: false }),
  'the global WebSocket': (url: string, protocols: string[] = []): Client => new WebSocket(url, protocols),
  'the WebSocket of undici': (url: string, protocols: string[] = []): Client => new UndiciWebSocket(url, protocols),
} as const

async function serveSockets(
  onSession: (client: ServerEnd, request: IncomingMessage) => void,
  options: { readonly isTls?: boolean; readonly refuse?: number } = {},
) {
  const pems = options.isTls === true ? await generate([{ name: 'commonName', value: 'localhost' }]) : undefined
  const http = pems === undefined ? createServer() : createTlsServer({ key: pems.private, cert: pems.cert })
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (protocols) => [...protocols][0] ?? false })
  http.on('upgrade', (request, socket, head) => {
    if (options.refuse !== undefined) {
      socket.end(`HTTP/1.1 ${options.refuse} Refused\r\nx-why: no\r\ncontent-length: 5\r\n\r\nsorry`)
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => onSession(client, request))
  })
  const server = await listen(http)
  return { ...server, url: `${options.isTls === true ? 'wss' : 'ws'}://127.0.0.1:${server.port}/v1/realtime?model=m` }
}

/** The global class of Node.js 22 fires no `close` after a handshake that failed. */
const closesAfterFailure = !process.version.startsWith('v22.')

/** What a client saw until its session was over. */
async function follow(client: Client, onOpen: () => void, onMessage: (data: string) => void = () => {}) {
  onTestFinished(() => client.close())
  const seen: string[] = []
  client.binaryType = 'arraybuffer'
  client.addEventListener('open', onOpen)
  client.addEventListener('message', (event) => {
    const data: unknown = Reflect.get(event, 'data')
    const text = typeof data === 'string' ? data : `bytes ${Buffer.from(Object(data)).toString('hex')}`
    seen.push(text)
    onMessage(text)
  })
  const end = await new Promise<object>((resolve) => {
    client.addEventListener('close', resolve)
    client.addEventListener('error', () => closesAfterFailure || resolve({ code: 1006 }))
  })
  return { seen, protocol: client.protocol, code: Reflect.get(end, 'code'), reason: Reflect.get(end, 'reason') }
}

/** Records every session. */
function recordSessions(port: number) {
  const closed: RawResponse[] = []
  const refused: RawResponse[] = []
  const unanswered: string[] = []
  const snapshots: (() => RawResponse)[] = []
  const capture = {
    onOpen: (snapshot: () => RawResponse) => void snapshots.push(snapshot),
    onClose: (response: RawResponse) => void closed.push(response),
    onRefused: (response: RawResponse) => void refused.push(response),
    onUnanswered: (cause: string) => void unanswered.push(cause),
  }
  const interception = startInterception({
    ports: [port],
    answer: () => ({ kind: 'socket', socket: { kind: 'capture', capture } }),
  })
  return { ...interception, closed, refused, unanswered, snapshots }
}

function replaySession(port: number, player: MessagePlayer, protocol = '') {
  return startInterception({
    ports: [port],
    answer: () => ({
      kind: 'socket',
      socket: { kind: 'replay', handshake: { protocol, fields: [] }, latency: 0, player, speed: Infinity },
    }),
  })
}

const said = (...messages: (string | Uint8Array)[]): SocketMessage[] =>
  messages.map((data) => ({ from: 'server', data, at: 0 }))

const sends = (messages: readonly SocketMessage[], close?: PlayerStep & { kind: 'send' }): PlayerStep => ({
  kind: 'send',
  messages,
  close: close?.close,
})

describe.each(Object.entries(CLIENTS))('%s', (_name, connect) => {
  test('a live session is recorded as both sides heard it', async () => {
    const server = await serveSockets((client) => {
      client.send('hello')
      client.on('message', (data, isBinary) => {
        client.send(isBinary ? Buffer.from([7, 8]) : `you said ${String(messageData(data, false))}`)
        if (isBinary) client.close(4001, 'enough')
      })
    })
    const { closed, requests } = recordSessions(server.port)
    const client = connect(server.url, ['realtime', 'other'])
    const heard = await follow(
      client,
      () => client.send('one'),
      (data) => data === 'you said one' && client.send(new Uint8Array([1, 2])),
    )
    expect(heard).toEqual({
      seen: ['hello', 'you said one', 'bytes 0708'],
      protocol: 'realtime',
      code: 4001,
      reason: 'enough',
    })
    expect(requests).toMatchObject([{ method: 'GET', url: { pathname: '/v1/realtime', search: '?model=m' } }])
    expect(closed).toMatchObject([
      {
        status: 101,
        end: 'complete',
        rawSocket: {
          protocol: 'realtime',
          messages: [
            { from: 'server', data: 'hello' },
            { from: 'client', data: 'one' },
            { from: 'server', data: 'you said one' },
            { from: 'client', data: new Uint8Array([1, 2]) },
            { from: 'server', data: new Uint8Array([7, 8]) },
          ],
          close: { by: 'server', code: 4001, reason: 'enough' },
        },
      },
    ])
  })

  test('a replay opens no connection', async () => {
    const server = await serveSockets(() => {})
    const received: unknown[] = []
    replaySession(
      server.port,
      {
        begin: () => sends(said('hello')),
        receive(data) {
          received.push(data)
          return {
            kind: 'send',
            messages: said('bye', new Uint8Array([9])),
            close: { by: 'server', code: 1000, reason: 'done' },
          }
        },
        leave: (close) => ({ kind: 'send', messages: [], close }),
        end() {},
      },
      'realtime',
    )
    const client = connect(server.url, ['realtime'])
    const heard = await follow(
      client,
      () => {},
      (data) => data === 'hello' && client.send('one'),
    )
    expect(heard).toEqual({ seen: ['hello', 'bye', 'bytes 09'], protocol: 'realtime', code: 1000, reason: 'done' })
    expect(received).toEqual(['one'])
    expect(server.connections()).toBe(0)
  })

  test('a message that was not recorded closes the session', async () => {
    const server = await serveSockets(() => {})
    replaySession(server.port, {
      begin: () => sends([]),
      receive: () => ({ kind: 'diverged', reason: 'said something else' }),
      leave: (close) => ({ kind: 'send', messages: [], close }),
      end() {},
    })
    const client = connect(server.url)
    expect(await follow(client, () => client.send('one'))).toMatchObject({ code: 1008, reason: 'said something else' })
  })

  test('a handshake that the server refuses reaches the client as it did', async () => {
    const server = await serveSockets(() => {}, { refuse: 403 })
    const { refused } = recordSessions(server.port)
    expect(await follow(connect(server.url), () => {})).toMatchObject({ code: 1006 })
    expect(refused).toMatchObject([{ status: 403, rawHeaders: { 'x-why': 'no' }, rawBody: Buffer.from('sorry') }])
  })

  test('a server that cannot be reached fails the session', async () => {
    const port = await closedPort()
    const { unanswered } = recordSessions(port)
    expect(await follow(connect(`ws://127.0.0.1:${port}/`), () => {})).toMatchObject({ code: 1006 })
    expect(unanswered).toEqual(['cut'])
  })

  test('a handshake that the client gives up is recorded as given up', async () => {
    const reached = Promise.withResolvers<void>()
    const silent = createServer().on('upgrade', () => reached.resolve())
    const server = await listen(silent)
    const { unanswered, refused } = recordSessions(server.port)
    const client = connect(`ws://127.0.0.1:${server.port}/`)
    void reached.promise.then(() => client.close())
    expect(await follow(client, () => {})).toMatchObject({ seen: [], code: 1006 })
    await expect.poll(() => unanswered).toEqual(['aborted'])
    expect(refused).toEqual([])
  })

  test('a refusal that breaks off is recorded as cut', async () => {
    const half = createServer().on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 403 Refused\r\ncontent-length: 50\r\n\r\nhalf', () => socket.destroy())
    })
    const server = await listen(half)
    const { unanswered, refused } = recordSessions(server.port)
    expect(await follow(connect(`ws://127.0.0.1:${server.port}/`), () => {})).toMatchObject({ code: 1006 })
    expect(unanswered).toEqual([])
    expect(refused).toMatchObject([{ status: 403, end: 'cut', rawBody: Buffer.from('half') }])
  })

  test('a close of the client reaches the server, with its code', async () => {
    const { promise: closedAs, resolve } = Promise.withResolvers<unknown>()
    const server = await serveSockets((client) => client.on('close', (code, reason) => resolve([code, String(reason)])))
    const { closed } = recordSessions(server.port)
    const client = connect(server.url)
    await follow(client, () => client.close(4000, 'had enough'))
    expect(await closedAs).toEqual([4000, 'had enough'])
    expect(closed).toMatchObject([{ rawSocket: { close: { by: 'client', code: 4000, reason: 'had enough' } } }])
  })

  test('a connection that breaks is recorded as cut', async () => {
    const heard = Promise.withResolvers<void>()
    const server = await serveSockets((client) => {
      client.send('part')
      void heard.promise.then(() => client.terminate())
    })
    const { closed } = recordSessions(server.port)
    const session = follow(
      connect(server.url),
      () => {},
      () => heard.resolve(),
    )
    expect(await session).toMatchObject({ seen: ['part'], code: 1006 })
    expect(closed).toMatchObject([{ end: 'cut', rawSocket: { close: { by: 'server', code: 1006 } } }])
  })
})

test('a session over TLS is recorded', async () => {
  const server = await serveSockets(
    (client) => {
      client.send('hello')
      client.close(1000)
    },
    { isTls: true },
  )
  const { closed } = recordSessions(server.port)
  expect(await follow(CLIENTS.ws(server.url), () => {})).toMatchObject({ seen: ['hello'], code: 1000 })
  expect(closed).toMatchObject([{ rawSocket: { messages: [{ data: 'hello' }] } }])
})

test('messages of a live session arrive when they are sent, large ones whole, and pings are answered', async () => {
  const large = 'x'.repeat(3_000_000)
  const { promise: ponged, resolve: onPong } = Promise.withResolvers<void>()
  const server = await serveSockets((client) => {
    client.on('pong', () => onPong())
    client.ping()
    void (async () => {
      for (const text of ['a', 'b', large]) {
        client.send(text)
        // The next one is sent only once this one was heard: a message that is held back ends the test.
        await once(client, 'message')
      }
      client.close()
    })()
  })
  const { closed } = recordSessions(server.port)
  const connection = CLIENTS.ws(server.url)
  const heard = await follow(
    connection,
    () => {},
    () => connection.send('heard'),
  )
  await ponged
  expect(heard.seen).toEqual(['a', 'b', large])
  const told = closed[0]?.rawSocket?.messages.filter(({ from }) => from === 'server')
  expect(told?.map(({ data }) => data.length)).toEqual([1, 1, 3_000_000])
})

test('a session that is still open can be looked at', async () => {
  const server = await serveSockets((client) => client.send('hello'))
  const { snapshots } = recordSessions(server.port)
  const client = CLIENTS.ws(server.url)
  const over = follow(
    client,
    () => {},
    () => client.close(),
  )
  await over
  const snapshot = snapshots[0]?.()
  expect(snapshot?.rawSocket?.messages).toMatchObject([{ from: 'server', data: 'hello' }])
})

test('sessions of other hosts are left alone', async () => {
  const server = await serveSockets((client) => {
    client.send('hello')
    client.close(1000)
  })
  const { requests } = startInterception({ ports: [] })
  expect(await follow(CLIENTS.ws(server.url), () => {})).toMatchObject({ seen: ['hello'], code: 1000 })
  expect(requests).toEqual([])
})
