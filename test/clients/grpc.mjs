// `node grpc.mjs`: what becomes of gRPC to LLM hosts, as JSON: how many connections and bytes reached a server on
// loopback, and what the test fails with. TLS_CERT is that of `localhost`.
import { on, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import * as grpc from '@grpc/grpc-js'

import { install, uninstall, withCassette } from '../../dist/index.js'
import { SAY } from './grpc-method.mjs'

let connections = 0
let bytes = 0
const server = createServer((socket) => {
  connections += 1
  socket.on('data', (chunk) => (bytes += chunk.byteLength))
  socket.on('error', () => {})
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address()
const cassettes = mkdtempSync(join(tmpdir(), 'rewind-grpc-'))

const PLAIN = grpc.credentials.createInsecure()
const TLS = grpc.credentials.createSsl(Buffer.from(process.env.TLS_CERT))
const rows = {
  'TLS, by an address that only the handshake names': await ask({
    host: 'llm.test',
    target: `127.0.0.1:${port}`,
    credentials: TLS,
    name: 'llm.test',
  }),
  'plain, by name': await ask({ host: `localhost:${port}`, target: `localhost:${port}`, credentials: PLAIN }),
  'plain, by address': await ask({ host: `127.0.0.1:${port}`, target: `127.0.0.1:${port}`, credentials: PLAIN }),
  'TLS, by name': await ask({ host: `localhost:${port}`, target: `localhost:${port}`, credentials: TLS }),
  'TLS, by name, while it may go live': await ask({
    host: `localhost:${port}`,
    target: `localhost:${port}`,
    credentials: TLS,
    mode: 'record',
  }),
}
const others = await askOther()
process.stdout.write(`${JSON.stringify({ rows, others })}\n`)
rmSync(cassettes, { recursive: true, force: true })
process.exit()

async function ask({ host, target, credentials, name, mode = 'strict' }) {
  install({ hosts: [host], cassettes })
  const before = { connections, bytes }
  const failure = await withCassette('call', () => say(target, credentials, name), { mode }).catch(({ code }) => code)
  uninstall()
  await seeAllConnections()
  return { failure, connections: connections - before.connections - 1, bytes: bytes - before.bytes }
}

// They are accepted in order: one more comes after all that were made before.
async function seeAllConnections() {
  const accepted = on(server, 'connection')
  const last = connect(port, '127.0.0.1')
  await once(last, 'connect')
  for await (const [socket] of accepted) if (socket.remotePort === last.localPort) break
  last.destroy()
}

// A host of nobody's interest, at an address that an LLM host has as well.
async function askOther() {
  const other = new grpc.Server()
  const { path, ...text } = SAY
  other.addService({ say: { path, ...text } }, { say: (call, done) => done(null, `${call.request} there`) })
  const bound = await new Promise((resolve, reject) =>
    other.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, given) =>
      error ? reject(error) : resolve(given),
    ),
  )
  install({ hosts: [`localhost:${port}`], cassettes })
  const answer = await withCassette('other', () => say(`localhost:${bound}`, PLAIN), { mode: 'strict' })
  uninstall()
  other.forceShutdown()
  return answer
}

function say(target, credentials, name) {
  const options = name === undefined ? {} : { 'grpc.ssl_target_name_override': name, 'grpc.default_authority': name }
  const Client = grpc.makeGenericClientConstructor({ say: SAY }, 'Echo')
  const client = new Client(target, credentials, options)
  return new Promise((resolve) =>
    client.say('hi', { deadline: Date.now() + 5000 }, (error, value) => {
      client.close()
      resolve(error ? `error ${error.code}` : value)
    }),
  )
}
