// `npm run leaks`: heap and sockets over many replayed calls, whole, streamed and stopped early, through fetch, node:http,
// node:http2 and WebSocket.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { WebSocketServer } from 'ws'

import { install, withCassette } from '../../dist/index.js'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

const CALLS = Number(process.argv[2] ?? 5000)
const STEPS = 5
const KINDS = 9

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')
const cassettes = mkdtempSync(join(tmpdir(), 'rewind-leaks-'))
const server = await startProviderServer()
const url = `${server.origin}/v1/chat/completions`
const agent = new http.Agent({ keepAlive: true })
const http2Server = http2.createServer((request, response) =>
  request.resume().on('end', () => response.end('{"id":"1"}')),
)
const http2Origin = `http://${await listen(http2Server)}`
const socketServer = http.createServer()
new WebSocketServer({ server: socketServer }).on('connection', (client) =>
  client.on('message', (data) => client.send(data)),
)
const socketUrl = `ws://${await listen(socketServer)}/v1/realtime?model=m`
install({
  hosts: [`127.0.0.1:${server.port}`, new URL(http2Origin).host, new URL(socketUrl).host],
  cassettes,
})

let shared = http2.connect(http2Origin)
await withCassette('leaks', oneRound, { mode: 'record' })
await server.close()
shared.destroy()
http2Server.close()
socketServer.close()
// Of the replays.
shared = http2.connect(http2Origin)
const samples = [await sample(0)]
let calls = 0
for (let step = 1; step <= STEPS; step += 1) {
  for (; calls < (CALLS * step) / STEPS; calls += KINDS) await withCassette('leaks', oneRound, { mode: 'strict' })
  samples.push(await sample(calls))
}
rmSync(cassettes, { recursive: true, force: true })
process.stdout.write(
  `${samples.map(({ calls: count, heap, sockets }) => `${String(count).padStart(6)} calls  ${heap.toFixed(1).padStart(6)} MB  ${sockets} sockets`).join('\n')}\nSAMPLES ${JSON.stringify(samples)}\n`,
)
process.exit()

async function oneRound() {
  await (await fetch(url, bodyOf('one'))).text()
  for await (const _ of (await fetch(url, bodyOf('two', true))).body) void _
  const controller = new AbortController()
  const stopped = await fetch(url, { ...bodyOf('three', true), signal: controller.signal })
  await stopped.body.getReader().read()
  controller.abort()
  await read(await send('four'))
  await read(await send('five', true))
  const { response, request } = await send('six', true)
  await new Promise((resolve) => response.once('data', resolve))
  request.destroy()
  await askHttp2(shared, 'seven')
  const own = http2.connect(http2Origin)
  await askHttp2(own, 'eight')
  own.close()
  await talk()
}

async function askHttp2(session, content) {
  const stream = session.request({ ':method': 'POST', ':path': '/v1/chat/completions' })
  stream.end(bodyOf(content).body)
  for await (const _ of stream) void _
}

async function talk() {
  const socket = new WebSocket(socketUrl)
  await once(socket, 'open')
  for (const text of ['one', 'two']) {
    socket.send(JSON.stringify({ type: text }))
    await once(socket, 'message')
  }
  socket.close()
  await once(socket, 'close')
}

async function listen(listener) {
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return `127.0.0.1:${listener.address().port}`
}

function bodyOf(content, stream = false) {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'm',
      stream,
      messages: [{ role: 'user', content: `${content} and some more words` }],
    }),
  }
}

function send(content, stream = false) {
  const { method, headers, body } = bodyOf(content, stream)
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent }, (response) => {
      response.on('error', () => {})
      resolve({ response, request })
    })
    request.on('error', reject)
    request.end(body)
  })
}

async function read({ response }) {
  for await (const _ of response) void _
}

// Later than the second for which a replay that its caller left waits for more: what it holds until then is no leak.
async function sample(count) {
  await new Promise((resolve) => setTimeout(resolve, 1500))
  collectGarbage()
  collectGarbage()
  return {
    calls: count,
    heap: process.memoryUsage().heapUsed / 1_048_576,
    sockets: process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length,
  }
}
