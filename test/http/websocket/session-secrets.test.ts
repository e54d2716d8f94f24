import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { install, uninstall, withCassette, type Mode } from 'rewind'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws'

import { listen } from '../loopback-server.ts'

const KEY = '9f3c1b7a5e2d4860b1c2d3e4f5a60718293a4b5c'
const OTHER_KEY = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567'
const MASTER = 'Zk8q-72hLmW0xVt4RbN5'
/** Of no known shape. */
const WORDS = ['my own', ' master', ' phrase-77x1', '-is-long']

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewind-session-secrets-'))
})
afterEach(() => {
  uninstall()
  rmSync(folder, { recursive: true, force: true })
})

async function serve(onSession: (client: ServerSocket, request: IncomingMessage) => void) {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http, handleProtocols: (protocols) => [...protocols].at(-1) ?? false })
  sockets.on('connection', onSession)
  onTestFinished(() => sockets.close())
  const server = await listen(http)
  const host = `127.0.0.1:${server.port}`
  install({ hosts: [{ host, provider: 'openai' }], cassettes: folder })
  return { url: `ws://${host}/v1/listen?model=nova`, connections: server.connections }
}

const echo = (client: ServerSocket): void => {
  client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }))
}

async function during<Result>(mode: Mode, run: () => Promise<Result>): Promise<Result> {
  return withCassette('session', run, { mode })
}

/** Says one thing after the other, each once the one before was answered, and gives what was heard. */
function talk(client: WebSocket, said: readonly (string | Uint8Array<ArrayBuffer>)[], heardAtMost = said.length) {
  const heard: string[] = []
  client.binaryType = 'arraybuffer'
  const next = (): void => {
    const message = said[heard.length]
    if (heard.length === heardAtMost) client.close(1000)
    else if (message !== undefined) client.send(message)
  }
  client.addEventListener('open', next)
  client.addEventListener('message', ({ data }) => {
    heard.push(typeof data === 'string' ? data : Buffer.from(data).toString())
    next()
  })
  client.addEventListener('error', () => {})
  return new Promise<{ readonly heard: readonly string[]; readonly code: number; readonly protocol: string }>(
    (resolve) => client.addEventListener('close', ({ code }) => resolve({ heard, code, protocol: client.protocol })),
  )
}

function written(): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('\n')
}

test.each([
  ['token', KEY, OTHER_KEY],
  ['bearer', KEY, OTHER_KEY],
  ['realtime', `openai-insecure-api-key.${KEY}`, `openai-insecure-api-key.${OTHER_KEY}`],
  ['realtime', `openai-insecure-api-key.${KEY}`, 'openai-insecure-api-key.test'],
  ['realtime', `xai-client-secret.${KEY}`, `xai-client-secret.${OTHER_KEY}`],
])('a key among the subprotocols is in no file, and any other one is answered: %s, %s', async (name, mine, others) => {
  const server = await serve(echo)
  const speak = (key: string) => async () => talk(new WebSocket(server.url, [name, key]), ['hi'])
  expect(await during('record', speak(mine))).toEqual({ heard: ['hi'], code: 1000, protocol: mine })
  expect(written()).not.toContain(KEY)
  expect(await during('strict', speak(others))).toEqual({ heard: ['hi'], code: 1000, protocol: others })
  expect(server.connections()).toBe(1)
})

test('a credential in a message of the client comes out of all that is said, in text and in bytes', async () => {
  const server = await serve((client) => {
    client.on('message', (data: Buffer) =>
      client.send(JSON.stringify({ type: 'noted', of: data.toString().slice(-60) })),
    )
  })
  const speak = (secret: string) => async () =>
    talk(new WebSocket(server.url), [
      JSON.stringify({ type: 'session.update', xi_api_key: secret }),
      JSON.stringify({ type: 'note', about: `is ${secret} mine?` }),
      new Uint8Array(Buffer.from(JSON.stringify({ type: 'blob', password: secret }))),
    ])
  await during('record', speak(MASTER))
  expect(written()).not.toContain(MASTER)
  expect(await during('strict', speak('Qw9-ert4YuI7opA2sDf1'))).toMatchObject({ code: 1000 })
  expect(server.connections()).toBe(1)
})

test('a key in the address comes out of what the server says about it', async () => {
  const server = await serve((client) => client.on('message', () => client.send(`hello, owner of ${KEY}`)))
  await during('record', async () => talk(new WebSocket(`${server.url}&token=${KEY}`), ['hi']))
  expect(written()).not.toContain(KEY)
})

test.each([
  ['text', false],
  ['bytes', true],
])('a secret that a model sends in pieces is in no file: %s', async (_name, binary) => {
  const server = await serve((client) => {
    client.on('message', () => {
      for (const delta of WORDS) {
        client.send(Buffer.from(JSON.stringify({ type: 'response.output_text.delta', item_id: 'i1', delta })), {
          binary,
        })
      }
    })
  })
  const options = { redact: [{ pattern: /my own master phrase-\w+-is-long/g, as: '<phrase>' }] }
  const speak = async () => talk(new WebSocket(server.url), ['what is it?'], WORDS.length)
  await withCassette('session', speak, { mode: 'record', ...options })
  expect(written()).not.toMatch(/phrase-77x1/)
  const { heard } = await withCassette('session', speak, { mode: 'strict', ...options })
  expect(heard.map((message) => JSON.parse(message).delta).join('')).toBe('<phrase>')
})
