import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { gzipSync } from 'node:zlib'

import { install, uninstall, withCassette, type Mode } from 'rewind'
import { WebSocket as UndiciWebSocket } from 'undici'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket as WsWebSocket, WebSocketServer } from 'ws'

import { listen } from '../loopback-server.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewind-handshakes-'))
})
afterEach(() => {
  uninstall()
  rmSync(folder, { recursive: true, force: true })
})

async function serveUpgrades(
  onUpgrade: (request: IncomingMessage, socket: Duplex) => void,
  options: { readonly recordErrors?: boolean; readonly keepHeaders?: readonly string[] } = {},
) {
  const server = await listen(createServer().on('upgrade', onUpgrade))
  const host = `127.0.0.1:${server.port}`
  install({ hosts: [{ host, provider: 'openai' }], cassettes: folder, ...options })
  return { url: `ws://${host}/v1/realtime?model=m`, connections: server.connections }
}

/** Opens sessions that say `hi` and close, with headers of the server's own. */
function greetWith(headers: readonly string[]): (request: IncomingMessage, socket: Duplex) => void {
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => false })
  sockets.on('headers', (lines) => void lines.push(...headers))
  return (request, socket) =>
    sockets.handleUpgrade(request, socket, Buffer.alloc(0), (client) => {
      client.send('hi')
      client.close(1000)
    })
}

async function during<Result>(mode: Mode, run: () => Promise<Result>): Promise<Result> {
  return withCassette('session', run, { mode })
}

const ofTheConnection = /^(?:upgrade|connection|sec-websocket-(?:accept|extensions))$/

async function headersOfAnswer(url: string): Promise<Readonly<Record<string, unknown>>> {
  const client = new WsWebSocket(url)
  const [answer] = await once(client, 'upgrade')
  await once(client, 'close')
  const headers: IncomingMessage['headers'] = answer.headers
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheConnection.test(name)))
}

test('the headers of the answer that opens a session reach the client, live all and in a replay those that are kept', async () => {
  const server = await serveUpgrades(
    greetWith([
      'X-Request-Id: req_1',
      'OpenAI-Processing-Ms: 12',
      'Set-Cookie: a=1',
      'Set-Cookie: b=2',
      'X-City: Orléans',
    ]),
    { keepHeaders: ['openai-processing-ms', 'x-city'] },
  )
  expect(await during('record', () => headersOfAnswer(server.url))).toEqual({
    'x-request-id': 'req_1',
    'openai-processing-ms': '12',
    'set-cookie': ['a=1', 'b=2'],
    'x-city': 'Orl\u00c3\u00a9ans',
  })
  expect(await during('strict', () => headersOfAnswer(server.url))).toEqual({
    'x-request-id': 'req_1',
    'openai-processing-ms': '12',
    'x-city': 'Orl\u00c3\u00a9ans',
  })
  expect(server.connections()).toBe(1)
})

test('a secret in the headers of the answer does not get into the cassette', async () => {
  const secret = `sk-proj-${'a1B2'.repeat(12)}`
  const server = await serveUpgrades(greetWith([`X-Session: ${secret}`]), { keepHeaders: ['x-session'] })
  expect(await during('record', () => headersOfAnswer(server.url))).toEqual({ 'x-session': secret })
  expect(readFileSync(join(folder, 'session.yaml'), 'utf8')).not.toContain(secret)
  expect(await during('strict', () => headersOfAnswer(server.url))).toEqual({
    'x-session': expect.not.stringContaining(secret),
  })
})

/** The part of every client that is used. */
interface Client {
  readonly protocol: string
  addEventListener(name: string, listener: (event: object) => void): void
}
type Connect = (url: string, protocols: string[]) => Client

const CLIENTS = {
  ws: (url: string, protocols: string[]): Client => new WsWebSocket(url, protocols),
  'the global WebSocket': (url: string, protocols: string[]): Client => new WebSocket(url, protocols),
  'the WebSocket of undici': (url: string, protocols: string[]): Client => new UndiciWebSocket(url, protocols),
} as const

/** What a client tells of a session until it fails. */
async function eventsOf(client: Client): Promise<readonly unknown[]> {
  const seen: unknown[] = []
  const { promise: over, resolve } = Promise.withResolvers<void>()
  client.addEventListener('open', () => seen.push(['open', client.protocol]))
  client.addEventListener('message', (event) => seen.push(Reflect.get(event, 'data')))
  // The global one of Node.js 22 tells of no close then.
  client.addEventListener('error', (event) => {
    seen.push(['error', Reflect.get(event, 'message')])
    resolve()
  })
  await over
  return [...seen]
}

/** Opens a session that its client refuses for the choice of the server: live, recorded, replayed. */
async function expectRefusedByClient(connect: Connect, protocols: string[], headers: readonly string[]): Promise<void> {
  const server = await serveUpgrades(greetWith(headers))
  const talk = () => eventsOf(connect(server.url, protocols))
  const live = await during('off', talk)
  expect(live).toMatchObject([['error', expect.anything()]])
  expect(await during('record', talk)).toEqual(live)
  expect(await during('strict', talk)).toEqual(live)
  expect(server.connections()).toBe(2)
}

describe.each(Object.entries(CLIENTS))('%s', (_name, connect) => {
  test.each([
    ['one that was not offered', ['Sec-WebSocket-Protocol: other']],
    ['none of those that were offered', []],
  ])('a server that chooses %s is judged by the client, also in a replay', async (_choice, headers) => {
    await expectRefusedByClient(connect, ['realtime'], headers)
  })
})

// The global one of Node.js 22.18 throws out of its parser then, and the process ends.
test('a subprotocol that nobody asked for is judged by the client, also in a replay', async () => {
  await expectRefusedByClient(CLIENTS.ws, [], ['Sec-WebSocket-Protocol: other'])
})

/** What a client of `ws` tells of an answer that opens no session. */
async function refusalOf(url: string): Promise<object> {
  const client = new WsWebSocket(url)
  const [, answer] = await once(client, 'unexpected-response')
  const { statusCode: status, statusMessage: text, headers }: IncomingMessage = answer
  let body = ''
  try {
    for await (const piece of answer) body += String(piece)
    return { status, text, id: headers['x-request-id'], body, error: undefined }
  } catch (error) {
    return { status, text, id: headers['x-request-id'], body, error: Reflect.get(Object(error), 'code') }
  }
}

test.each([
  ['with words of its own', 'HTTP/1.1 400 No Such Model\r\nx-request-id: r1\r\ncontent-length: 5\r\n\r\nsorry'],
  ['in pieces', 'HTTP/1.1 500 Oops\r\ntransfer-encoding: chunked\r\n\r\n2\r\nso\r\n3\r\nrry\r\n0\r\n\r\n'],
  ['that breaks off', 'HTTP/1.1 503 Busy\r\nx-request-id: r2\r\ncontent-length: 50\r\n\r\nsor'],
  ['that breaks off, in pieces', 'HTTP/1.1 503 Busy\r\ntransfer-encoding: chunked\r\n\r\n3\r\nsor\r\n'],
  ['that ends with its connection', 'HTTP/1.1 502 Bad Gateway\r\n\r\nsorry'],
])('a refusal %s is heard as it was, also in a replay', async (_what, answer) => {
  const server = await serveUpgrades((_request, socket) => socket.end(answer), { recordErrors: true })
  const live = await during('off', () => refusalOf(server.url))
  expect(await during('record', () => refusalOf(server.url))).toEqual(live)
  expect(await during('strict', () => refusalOf(server.url))).toEqual(live)
  expect(server.connections()).toBe(2)
})

test('a refusal that is compressed is kept as the text that it is', async () => {
  const server = await serveUpgrades((_request, socket) => {
    const body = gzipSync('{"error":"no such model"}')
    socket.write(`HTTP/1.1 404 Not Found\r\ncontent-encoding: gzip\r\ncontent-length: ${body.byteLength}\r\n\r\n`)
    socket.end(body)
  })
  await during('record', () => refusalOf(server.url))
  expect(await during('strict', () => refusalOf(server.url))).toMatchObject({ body: '{"error":"no such model"}' })
})

test('an answer that says it opens a session, and does not, is not recorded', async () => {
  const server = await serveUpgrades((_request, socket) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\n\r\n'),
  )
  await during('record', () => refusalOf(server.url))
  expect(existsSync(join(folder, 'session.yaml'))).toBe(false)
})

test('a replay with the recorded times opens a session when it was opened', async () => {
  const greet = greetWith([])
  const server = await serveUpgrades((request, socket) => void setTimeout(() => greet(request, socket), 300))
  const openedAfter = async (): Promise<number> => {
    const startedAt = performance.now()
    const client = new WsWebSocket(server.url)
    await once(client, 'open')
    const passed = performance.now() - startedAt
    await once(client, 'close')
    return passed
  }
  await during('record', openedAfter)
  expect(await withCassette('session', openedAfter, { mode: 'strict', timing: 'recorded' })).toBeGreaterThan(250)

  // An hour of waiting in the cassette, so that no busy machine can be taken for one that waits.
  const file = join(folder, 'session.yaml')
  const asRecorded = readFileSync(file, 'utf8')
  writeFileSync(file, asRecorded.replace(/(?<="ms":\[)\d+/, '3600000'))
  expect(readFileSync(file, 'utf8')).not.toBe(asRecorded)
  await during('strict', openedAfter)
})
