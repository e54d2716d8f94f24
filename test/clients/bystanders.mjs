// Protocols that are not rewind's, in one session of strict with a replayed call among them: what each says, one line
// of JSON.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http2 from 'node:http2'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import * as grpc from '@grpc/grpc-js'
import { Aedes } from 'aedes'
import mqtt from 'mqtt'
import mysql from 'mysql2'
import { createTransport } from 'nodemailer'
import OpenAI from 'openai'
import { Client as PostgresClient } from 'pg'
import { SMTPServer } from 'smtp-server'
import { Server as SocketIoServer } from 'socket.io'
import { io as connectSocketIo } from 'socket.io-client'
import { createServer } from 'vite'
import { WebSocket as WsSocket, WebSocketServer } from 'ws'

import { install, withCassette } from '../../dist/index.js'
import { patient } from '../helpers/patience.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'
import { SAY } from './grpc-method.mjs'

const LIMIT_MS = patient(8_000)

async function listen(server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address().port
}

// The server speaks first: a client that is held back hears nothing.
async function speakMysql() {
  const server = mysql.createServer()
  server.on('connection', (connection) => {
    // The client goes without a word.
    connection.on('error', () => {})
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: 0xffffff,
    })
    connection.on('query', () =>
      connection.writeTextResult(
        [{ answer: '42' }],
        [
          {
            catalog: 'def',
            schema: '',
            table: '',
            orgTable: '',
            name: 'answer',
            orgName: 'answer',
            characterSet: 33,
            columnLength: 10,
            columnType: 253,
            flags: 0,
            decimals: 0,
          },
        ],
      ),
    )
  })
  const port = await freePort()
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  const client = mysql.createConnection({ host: '127.0.0.1', port, user: 'u', password: 'p' })
  const [rows] = await client.promise().query('select 42 as answer')
  client.destroy()
  server.close()
  return rows[0].answer
}

async function speakSmtp() {
  let received = ''
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      stream.on('data', (piece) => (received += piece))
      stream.on('end', done)
    },
  })
  const port = await listen(server.server)
  await createTransport({ host: '127.0.0.1', port, secure: false }).sendMail({
    from: 'a@x.example',
    to: 'b@x.example',
    subject: 'hi',
    text: 'from smtp',
  })
  await new Promise((resolve) => server.close(resolve))
  return received.includes('from smtp') ? 'from smtp' : received
}

async function speakPostgres() {
  const database = await PGlite.create()
  const port = await freePort()
  const server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port })
  await server.start()
  const client = new PostgresClient({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres', ssl: false })
  await client.connect()
  const { rows } = await client.query('select 6 * 7 as answer')
  await client.end()
  await server.stop()
  await database.close()
  return String(rows[0].answer)
}

async function freePort() {
  const probe = net.createServer()
  const port = await listen(probe)
  await new Promise((resolve) => probe.close(resolve))
  return port
}

async function speakMqtt() {
  const broker = await Aedes.createBroker()
  const server = net.createServer(broker.handle)
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${await listen(server)}`)
  await client.subscribeAsync('topic')
  const message = once(client, 'message')
  await client.publishAsync('topic', 'from mqtt')
  const [, payload] = await message
  await client.endAsync()
  broker.close()
  server.close()
  return payload.toString()
}

async function speakGrpc() {
  const server = new grpc.Server()
  server.addService({ say: SAY }, { say: (call, done) => done(null, `${call.request} grpc`) })
  const port = await new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  )
  const Client = grpc.makeGenericClientConstructor({ say: SAY }, 'Echo')
  const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure())
  const answer = await new Promise((resolve, reject) =>
    client.say('from', (error, value) => (error ? reject(error) : resolve(value))),
  )
  client.close()
  server.forceShutdown()
  return answer
}

async function speakHttp2() {
  const server = http2.createServer((_request, response) => response.end('from http2'))
  const session = http2.connect(`http://127.0.0.1:${await listen(server)}`)
  const stream = session.request({ ':path': '/' })
  let text = ''
  for await (const piece of stream) text += piece
  session.destroy()
  server.close()
  return text
}

const speakWebSocket = (Socket) => async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  server.on('connection', (socket) =>
    socket.on('message', (data) => socket.send(`${Buffer.from(data).toString()} a socket`)),
  )
  const client = new Socket(`ws://127.0.0.1:${server.address().port}`)
  const answer = await new Promise((resolve, reject) => {
    client.addEventListener('open', () => client.send('from'))
    client.addEventListener('message', ({ data }) => resolve(String(data)))
    client.addEventListener('error', reject)
  })
  client.close()
  server.close()
  return answer
}

async function speakSocketIo() {
  const server = new SocketIoServer(0)
  server.on('connection', (socket) => socket.on('say', (text, answer) => answer(`${text} socket.io`)))
  const port = server.httpServer.address().port
  const client = connectSocketIo(`http://127.0.0.1:${port}`)
  // From HTTP, which it begins with.
  const upgraded = once(client.io.engine, 'upgrade')
  const answer = await client.emitWithAck('say', 'from')
  await upgraded
  client.disconnect()
  await server.close()
  return answer
}

// What Vite's client in a browser hears when a file changes.
async function speakVite() {
  const root = mkdtempSync(join(tmpdir(), 'rewind-vite-'))
  const vite = await createServer({ root, logLevel: 'silent', server: { port: 0, host: '127.0.0.1', watch: null } })
  await vite.listen()
  const { port } = vite.httpServer.address()
  const client = new WebSocket(`ws://127.0.0.1:${port}/?token=${vite.config.webSocketToken}`, 'vite-hmr')
  const [{ data }] = await once(client, 'message')
  vite.ws.send({ type: 'full-reload' })
  const [next] = await once(client, 'message')
  client.close()
  await vite.close()
  rmSync(root, { recursive: true, force: true })
  return `${JSON.parse(data).type}, ${JSON.parse(next.data).type}`
}

async function speakTcp() {
  const server = net.createServer((socket) => socket.end('hello first'))
  const socket = net.connect(await listen(server), '127.0.0.1')
  let text = ''
  for await (const piece of socket) text += piece
  server.close()
  return text
}

const SPEAKERS = {
  mysql: speakMysql,
  smtp: speakSmtp,
  postgres: speakPostgres,
  mqtt: speakMqtt,
  grpc: speakGrpc,
  http2: speakHttp2,
  'ws package': speakWebSocket(WsSocket),
  'global WebSocket': speakWebSocket(globalThis.WebSocket),
  'Socket.IO': speakSocketIo,
  "Vite's hot updates": speakVite,
  'raw TCP, the server first': speakTcp,
}

const cassettes = mkdtempSync(join(tmpdir(), 'rewind-bystanders-'))
const provider = await startProviderServer()
install({ hosts: [`127.0.0.1:${provider.port}`], cassettes })
const openai = new OpenAI({ apiKey: 'sk-test-4f9c2a7b1e8d4c6f9a0b', baseURL: `${provider.origin}/v1` })
const ask = async () =>
  (await openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'hello' }] })).choices[0]
    .message.content
await withCassette('bystanders', ask, { mode: 'record' })
await provider.close()
const heard = {}
await withCassette(
  'bystanders',
  async () => {
    heard['the replayed call'] = await ask()
    for (const [name, speak] of Object.entries(SPEAKERS)) {
      const limit = new Promise((resolve) => setTimeout(resolve, LIMIT_MS, 'nothing').unref())
      heard[name] = await Promise.race([speak(), limit]).catch((error) => `failed: ${error.message}`)
    }
  },
  { mode: 'strict' },
)
rmSync(cassettes, { recursive: true, force: true })
process.stdout.write(`HEARD ${JSON.stringify(heard)}\n`)
process.exit()
