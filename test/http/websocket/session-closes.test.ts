import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'

import { install, uninstall, withCassette, type Mode } from 'rewind'
import { WebSocket as UndiciWebSocket } from 'undici'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket as WsWebSocket } from 'ws'

import { listen } from '../loopback-server.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewind-closes-'))
})
afterEach(() => {
  uninstall()
  rmSync(folder, { recursive: true, force: true })
})

/** RFC 6455, section 1.3. */
const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const OPCODES = { text: 0x81, close: 0x88 } as const

function frame(opcode: number, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([opcode, payload.byteLength]), payload])
}

const text = (content: string): Buffer => frame(OPCODES.text, Buffer.from(content))
const close = (code: number, reason = ''): Buffer =>
  frame(OPCODES.close, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]))

/** Serves sessions by hand: `ws` answers a close at once. */
async function serveByHand(first: Buffer, onHeard: (socket: Duplex, opcode: number | undefined) => void) {
  const http = createServer().on('upgrade', (request, socket) => {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${ACCEPT_GUID}`).digest('base64')
    const head = ['HTTP/1.1 101 Switching Protocols', 'upgrade: websocket', 'connection: upgrade']
    socket.on('error', () => {})
    socket.on('data', (data: Buffer) => onHeard(socket, data[0]))
    socket.write(Buffer.concat([Buffer.from([...head, `sec-websocket-accept: ${accept}`, '', ''].join('\r\n')), first]))
  })
  const server = await listen(http)
  const host = `127.0.0.1:${server.port}`
  install({ hosts: [{ host, provider: 'openai' }], cassettes: folder })
  return { url: `ws://${host}/v1/realtime?model=m`, connections: server.connections }
}

async function during<Result>(mode: Mode, run: () => Promise<Result>): Promise<Result> {
  return withCassette('session', run, { mode })
}

const readCassette = (): string => readFileSync(join(folder, 'session.yaml'), 'utf8')

/** The part of every client that is used. */
interface Client {
  send(data: string): void
  close(code?: number, reason?: string): void
  addEventListener(name: string, listener: (event: object) => void): void
}

const CLIENTS = {
  ws: (url: string): Client => new WsWebSocket(url),
  'the global WebSocket': (url: string): Client => new WebSocket(url),
  'the WebSocket of undici': (url: string): Client => new UndiciWebSocket(url),
} as const

/** What a client hears. */
async function hear(client: Client, onMessage: (message: string, seen: readonly unknown[]) => void) {
  const seen: unknown[] = []
  const { promise: over, resolve } = Promise.withResolvers<readonly unknown[]>()
  client.addEventListener('error', () => {})
  client.addEventListener('message', (event: object) => {
    const message = String(Reflect.get(event, 'data'))
    seen.push(message)
    onMessage(message, seen)
  })
  client.addEventListener('close', (event: object) => {
    seen.push([Reflect.get(event, 'code'), Reflect.get(event, 'reason')])
    resolve(seen)
  })
  return over
}

describe.each(Object.entries(CLIENTS))('%s', (_name, connect) => {
  test('what a server answers to the close of its client is seen, also in a replay', async () => {
    const server = await serveByHand(text('hi'), (socket) => socket.end(close(4001, 'mine')))
    const talk = async () => {
      const client = connect(server.url)
      return await hear(client, () => client.close(4000, 'yours'))
    }
    expect(await during('off', talk)).toEqual(['hi', [4001, 'mine']])
    expect(await during('record', talk)).toEqual(['hi', [4001, 'mine']])
    expect(await during('strict', talk)).toEqual(['hi', [4001, 'mine']])
    expect(server.connections()).toBe(2)
    expect(readCassette()).toContain('reply:\n      code: 4001\n      reason: mine\n')
  })

  test('a server that goes away without an answer to the close of its client is seen to do so', async () => {
    const server = await serveByHand(text('hi'), (socket) => socket.destroy())
    const talk = async () => {
      const client = connect(server.url)
      return await hear(client, () => client.close(1000, 'thanks'))
    }
    expect(await during('off', talk)).toEqual(['hi', [1006, '']])
    expect(await during('record', talk)).toEqual(['hi', [1006, '']])
    expect(await during('strict', talk)).toEqual(['hi', [1006, '']])
  })

  test('what a client says to the last word of its server is no part of the session', async () => {
    const server = await serveByHand(text('hi'), (socket, opcode) => {
      if (opcode === OPCODES.text) socket.write(Buffer.concat([text('bye'), close(1000, 'done')]))
      else socket.end()
    })
    const talk = async () => {
      const client = connect(server.url)
      return await hear(client, (message) => client.send(`you said ${message}`))
    }
    expect(await during('record', talk)).toEqual(['hi', 'bye', [1000, 'done']])
    expect(readCassette()).not.toContain('you said bye')
    expect(await during('strict', talk)).toEqual(['hi', 'bye', [1000, 'done']])
  })
})

/** Says more once its client has closed, and answers the close then. */
const serveLastWords = async (): ReturnType<typeof serveByHand> =>
  serveByHand(text('hi'), (socket) => socket.end(Buffer.concat([text('one more'), text('and one'), close(1000)])))

test('what a server says until it answers the close of its client is heard, also in a replay', async () => {
  const server = await serveLastWords()
  const talk = async () => {
    const client = CLIENTS.ws(server.url)
    return await hear(client, (message) => message === 'hi' && client.close(1000))
  }
  const heard = ['hi', 'one more', 'and one', [1000, '']]
  expect(await during('off', talk)).toEqual(heard)
  expect(await during('record', talk)).toEqual(heard)
  expect(await during('strict', talk)).toEqual(heard)
  expect(server.connections()).toBe(2)
  expect(readCassette()).toContain('messagesAfter: 2\n')
})

test('what a server said after the close of its client waits for that in a replay', async () => {
  const server = await serveLastWords()
  const talk = async () => {
    const client = new WsWebSocket(server.url)
    const before: number[] = []
    const heard = await hear(client, (message, seen) => {
      if (message !== 'hi') return
      client.ping()
      client.once('pong', () => {
        before.push(seen.length)
        client.close(1000)
      })
    })
    return { heard, before }
  }
  await during('record', async () => {
    const client = CLIENTS.ws(server.url)
    await hear(client, (message) => message === 'hi' && client.close(1000))
  })
  expect(await during('strict', talk)).toEqual({ heard: ['hi', 'one more', 'and one', [1000, '']], before: [1] })
})

test('how much a server still says while its client leaves makes no difference to a cassette', async () => {
  let run = 0
  const server = await serveByHand(text('{"type":"session.created"}'), (socket) => {
    run += 1
    socket.end(Buffer.concat([...(run === 1 ? [text('{"type":"rate_limits.updated"}')] : []), close(1000)]))
  })
  const talk = async () => {
    const client = CLIENTS.ws(server.url)
    await hear(client, () => client.close(1000))
  }
  await during('record', talk)
  const before = readCassette()
  await during('record', talk)
  expect({ run, cassette: readCassette() }).toEqual({ run: 2, cassette: before })
})
