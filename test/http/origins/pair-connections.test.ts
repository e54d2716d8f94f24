import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2Server, type ClientHttp2Session } from 'node:http2'
import { connect, createServer as createTcpServer, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'

import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'

import { pairServers } from '../../../src/http/origins/pair-servers.ts'
import { listen } from '../loopback-server.ts'

const storage = new AsyncLocalStorage<string | undefined>()
const names = Array.from({ length: 12 }, (_, index) => `test ${index}`)

/** Starts a server in a context of its own, while requests are paired. */
async function startPaired<Started>(start: () => Promise<Started>): Promise<Started> {
  onTestFinished(
    pairServers({
      context: () => storage.getStore(),
      enterNamed: () => false,
      enter: (name) => storage.enterWith(String(name)),
    }),
  )
  return await storage.run('the hook that started it', start)
}

/** Says who a server takes its caller for, now and after a while. */
async function whoAsks(): Promise<string> {
  const first = storage.getStore()
  await wait(5)
  return `${first} ${storage.getStore()}`
}

async function readText(socket: Socket): Promise<string> {
  const [piece] = await once(socket, 'data')
  return String(piece)
}

test('what a server of TCP does with the bytes of a connection belongs to whoever opened it', async () => {
  const { port } = await startPaired(() =>
    listen(createTcpServer((socket) => socket.on('data', () => void whoAsks().then((text) => socket.write(text))))),
  )
  const ask = async (name: string): Promise<string> =>
    storage.run(name, async () => {
      const socket = connect(port, 'localhost')
      socket.write('hello')
      const text = await readText(socket)
      socket.destroy()
      return text
    })
  expect(await Promise.all(names.map(ask))).toEqual(names.map((name) => `${name} ${name}`))
})

test('and over a connection that is shared, to whoever has written last', async () => {
  const { port } = await startPaired(() =>
    listen(createTcpServer((socket) => socket.on('data', () => void whoAsks().then((text) => socket.write(text))))),
  )
  const socket = await storage.run('the hook that connected', async () => {
    const opened = connect(port, '127.0.0.1')
    await once(opened, 'connect')
    return opened
  })
  onTestFinished(() => void socket.destroy())
  for (const name of ['first', 'second']) {
    const text = await storage.run(name, async () => {
      socket.write('hello')
      return readText(socket)
    })
    expect(text).toBe(`${name} ${name}`)
  }
})

/** Node.js 22 frees the parser of a connection, and its context with it, before it hands over what it upgrades. */
const keepsContextOfUpgrade = !process.version.startsWith('v22.')

const openedFor = (name: string): string => (keepsContextOfUpgrade ? `${name} ${name}` : 'undefined undefined')

test('what a WebSocket server does when it is opened, and with each message, belongs to its client', async () => {
  const server = createServer()
  const { port } = await startPaired(async () => {
    new WebSocketServer({ server }).on('connection', (socket) => {
      void whoAsks().then((text) => socket.send(text))
      socket.on('message', () => void whoAsks().then((text) => socket.send(text)))
    })
    return listen(server)
  })
  const ask = (name: string): Promise<string[]> =>
    storage.run(name, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`)
      const [opened] = await once(socket, 'message')
      socket.send('hello')
      const [answered] = await once(socket, 'message')
      socket.terminate()
      return [String(opened), String(answered)]
    })
  expect(await Promise.all(names.map(ask))).toEqual(names.map((name) => [openedFor(name), `${name} ${name}`]))
})

test('the streams of an HTTP/2 server belong to whoever asks, side by side over one connection', async () => {
  const server = createHttp2Server()
  server.on('stream', (stream) => {
    stream.on('data', () => {
      stream.respond()
      void whoAsks().then((text) => stream.end(text))
    })
  })
  const { origin } = await startPaired(() => listen(server))
  const session = storage.run('the hook that connected', () => connectHttp2(origin))
  onTestFinished(() => session.destroy())
  const ask = (name: string, over: ClientHttp2Session): Promise<string> =>
    storage.run(name, async () => {
      const stream = over.request({ ':method': 'POST', ':path': '/' })
      stream.end('hello')
      return (await stream.toArray()).join('')
    })
  // The first while it still connects.
  for (const asking of [names, names.toReversed()])
    expect(await Promise.all(asking.map((name) => ask(name, session)))).toEqual(asking.map((name) => `${name} ${name}`))
})

test('a server that is asked by an address of this machine is paired as on loopback', async () => {
  const address = Object.values(networkInterfaces())
    .flat()
    .find((candidate) => candidate?.family === 'IPv4' && !candidate.internal)?.address
  const server = createServer((_incoming, outgoing) => void whoAsks().then((text) => outgoing.end(text)))
  const { port } = await startPaired(async () => {
    server.listen(0)
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    return Object(server.address())
  })
  const text = await storage.run('a test', async () => {
    const [response] = await once(get({ host: address ?? 'localhost', port, agent: false }), 'response')
    return String((await response.toArray()).join(''))
  })
  expect(text).toBe('a test a test')
})
