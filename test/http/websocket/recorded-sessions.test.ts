import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { install, uninstall, withCassette, type Mode } from 'rewind'
import { WebSocket as UndiciWebSocket } from 'undici'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket as WsWebSocket, WebSocketServer, type WebSocket as ServerSocket } from 'ws'

import type { RecordedSocket } from '../../../src/cassette/call.ts'
import { playClient, serveScripts, type ClientClass, type ScriptOf } from '../../helpers/samples/session-script.ts'
import { said, voiceSession } from '../../helpers/samples/voice-session.ts'
import { listen } from '../loopback-server.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewind-sessions-'))
})
afterEach(() => {
  uninstall()
  rmSync(folder, { recursive: true, force: true })
})

const CLIENTS: readonly (readonly [name: string, Client: ClientClass])[] = [
  ['ws', WsWebSocket],
  ['the global WebSocket', WebSocket],
  ['the WebSocket of undici', UndiciWebSocket],
]

async function serve(scriptOf: ScriptOf) {
  const server = await serveScripts(scriptOf)
  onTestFinished(() => server[Symbol.asyncDispose]())
  install({ hosts: [{ host: server.host, provider: 'openai' }], cassettes: folder })
  return server
}

/** Runs in a mode with the one cassette of the test, and gives what comes of it. */
async function during<Result>(mode: Mode, run: () => Promise<Result>): Promise<Result> {
  return withCassette('session', run, { mode })
}

/** A long session: turn after turn of the shape that real ones have, and a picture of each in bytes. */
function longSession(run: string, turns: number): RecordedSocket {
  const messages = Array.from({ length: turns }, (_, turn) => [
    ...voiceSession({ run: `${run}${turn}x`, spoken: `Turn ${turn} of a long talk.`, pieces: 8 }).messages,
    said('client', new Uint8Array([turn, 1, 2, 3])),
    said('server', new Uint8Array([turn, 4, 5, 6])),
  ]).flat()
  return { protocol: 'realtime', messages, close: { by: 'server', code: 1000, reason: 'all said' } }
}

describe.each(CLIENTS)('%s', (_name, Client) => {
  test('a session of hundreds of messages is heard again as it was, compressed or not, without a connection', async () => {
    const script = longSession('a', 20)
    expect(script.messages.length).toBeGreaterThan(600)
    const server = await serve(() => script)
    const live = await during('record', () => playClient(server.url, script, Client))
    expect(live).toMatchObject({ code: 1000, reason: 'all said' })
    expect(server.heard()).toEqual(script.messages.flatMap(({ from, data }) => (from === 'client' ? [data] : [])))
    const replayed = await during('strict', () => playClient(server.url, script, Client))
    expect(replayed).toEqual(live)
    expect(server.connections()).toBe(1)
  })

  test('sessions that are open at once are heard apart', async () => {
    const names = ['Ann', 'Bob', 'Carl', 'Dora', 'Emil', 'Frida']
    const server = await serve(({ url }) => greeting(new URL(url, 'ws://x').searchParams.get('name') ?? ''))
    const talk = async () =>
      Promise.all(names.map(async (name) => playClient(`${server.url}&name=${name}`, greeting(name), Client)))
    const live = await during('record', talk)
    expect(live.map(({ messages }) => messages[1])).toEqual(names.map((name) => `{"hello":"${name}"}`))
    expect(await during('strict', talk)).toEqual(live)
    expect(server.connections()).toBe(6)
  })

  test('a client that connects again goes on with the next session', async () => {
    const sessions = [
      { ...greeting('once'), close: { by: 'server', code: 1012, reason: 'restart' } as const },
      greeting('again'),
    ]
    const server = await serve(({ number }) => sessions[number - 1] ?? greeting('too often'))
    const talk = async () => [
      await playClient(server.url, greeting('once', 'server'), Client),
      await playClient(server.url, greeting('again'), Client),
    ]
    const live = await during('record', talk)
    expect(live.map(({ code }) => code)).toEqual([1012, 1000])
    expect(await during('strict', talk)).toEqual(live)
    expect(server.connections()).toBe(2)
  })

  test.each([
    [1000, 'done'],
    [1001, 'going away'],
    [1003, ''],
    [1007, 'no text'],
    [1008, 'policy'],
    [1009, 'too big'],
    [1011, 'internal error'],
    [1013, 'try later'],
    [3000, 'of a library'],
    [4999, 'of an application'],
  ])('the close of a server with %i is seen again', async (code, reason) => {
    const script: RecordedSocket = {
      protocol: '',
      messages: [said('server', 'hi')],
      close: { by: 'server', code, reason },
    }
    const server = await serve(() => script)
    const live = await during('record', () => playClient(server.url, script, Client))
    expect(live).toEqual({ messages: ['hi'], code, reason })
    expect(await during('strict', () => playClient(server.url, script, Client))).toEqual(live)
  })

  test.each([
    [1000, 'thanks'],
    [3999, 'of a library'],
    [4000, ''],
  ])('the close of a client with %i is kept', async (code, reason) => {
    const script: RecordedSocket = {
      protocol: '',
      messages: [said('server', 'hi')],
      close: { by: 'client', code, reason },
    }
    const server = await serve(() => script)
    const live = await during('record', () => playClient(server.url, script, Client))
    expect(live).toMatchObject({ code, reason })
    expect(await during('strict', () => playClient(server.url, script, Client))).toEqual(live)
    expect(readFileSync(join(folder, 'session.yaml'), 'utf8')).toContain(`by: client\n    code: ${code}\n`)
  })
})

function greeting(name: string, by: 'client' | 'server' = 'client'): RecordedSocket {
  return {
    protocol: 'realtime',
    messages: [said('server', { type: 'session.created' }), said('client', { name }), said('server', { hello: name })],
    ...(by === 'client' ? { close: { by, code: 1000, reason: '' } } : {}),
  }
}

/** Serves sessions that are spoken by hand. */
async function serveSpoken(onSession: (client: ServerSocket) => void, options: { readonly refuse?: number } = {}) {
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, socket, head) => {
    if (options.refuse === undefined) sockets.handleUpgrade(request, socket, head, onSession)
    else socket.end(`HTTP/1.1 ${options.refuse} Refused\r\nx-request-id: r1\r\ncontent-length: 5\r\n\r\nsorry`)
  })
  const server = await listen(http)
  const host = `127.0.0.1:${server.port}`
  install({ hosts: [{ host, provider: 'openai' }], cassettes: folder })
  return { url: `ws://${host}/v1/realtime?model=m`, connections: server.connections }
}

test('a message in fragments is one message, in both directions', async () => {
  const server = await serveSpoken((client) => {
    client.on('message', (data: Buffer) => {
      client.send('you ', { fin: false })
      client.send('said ', { fin: false })
      client.send(data.toString(), { fin: true })
    })
  })
  const talk = async (): Promise<string> => {
    const client = new WsWebSocket(server.url)
    await once(client, 'open')
    client.send('one ', { fin: false })
    client.send('two', { fin: true })
    const [data] = await once(client, 'message')
    client.close(1000)
    await once(client, 'close')
    return String(data)
  }
  expect(await during('record', talk)).toBe('you said one two')
  expect(await during('strict', talk)).toBe('you said one two')
  expect(readFileSync(join(folder, 'session.yaml'), 'utf8')).toContain(
    '- sent: one two\n    - received: you said one two\n',
  )
  expect(server.connections()).toBe(1)
})

test('pings of both sides are answered while a session is live, and by a replay, and are not recorded', async () => {
  const { promise: ponged, resolve } = Promise.withResolvers<unknown>()
  const server = await serveSpoken((client) => {
    client.once('pong', (data) => resolve(String(data)))
    client.ping('server')
  })
  const talk = async (): Promise<string> => {
    const client = new WsWebSocket(server.url)
    await once(client, 'open')
    client.ping('client')
    const [data] = await once(client, 'pong')
    client.close(1000)
    await once(client, 'close')
    return String(data)
  }
  const record = async (): Promise<string> => {
    const heard = await talk()
    expect(await ponged).toBe('server')
    return heard
  }
  expect(await during('record', record)).toBe('client')
  expect(readFileSync(join(folder, 'session.yaml'), 'utf8')).toContain('messages: []')
  expect(await during('strict', talk)).toBe('client')
})

test.each([
  [400, {}],
  [403, { recordErrors: true }],
  [404, {}],
  [429, { recordErrors: true }],
  [503, { recordErrors: true }],
])('a handshake that is refused with %i is refused again', async (refuse, options) => {
  const server = await serveSpoken(() => {}, { refuse })
  const talk = async (): Promise<unknown> => {
    const client = new WsWebSocket(server.url)
    const [, response] = await once(client, 'unexpected-response')
    let body = ''
    for await (const piece of response) body += String(piece)
    return { status: response.statusCode, body }
  }
  const run = async (mode: Mode) => withCassette('session', talk, { mode, ...options })
  expect(await run('record')).toEqual({ status: refuse, body: 'sorry' })
  expect(await run('strict')).toEqual({ status: refuse, body: 'sorry' })
  expect(server.connections()).toBe(1)
})
