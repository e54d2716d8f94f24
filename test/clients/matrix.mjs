// `npm run matrix`: what every client does live and in a replay, measured now. Prints a table, and writes it as JSON
// where a file is named.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { install, withCassette } from '../../dist/index.js'
import { patient } from '../helpers/patience.ts'
import { createCertificate } from '../helpers/servers/certificates.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'
import { makeClients, makeHttp2Client, makeTlsHttp2Clients } from './clients.mjs'
import { WIRE } from './wire.mjs'

const COLUMNS = ['buffered', 'stream', 'abort', 'error', 'replay']
const LIMIT_MS = patient(5_000)

const cassettes = mkdtempSync(join(tmpdir(), 'rewind-matrix-'))
const server = await startProviderServer()
const front = await startHttp2Front(server.origin)
const certificate = await createCertificate(['localhost'])
const certificateFile = join(cassettes, 'certificate.json')
writeFileSync(certificateFile, JSON.stringify({ key: certificate.key, cert: certificate.cert }))
const tlsFront = await startHttp2Front(server.origin, certificateFile)
install({
  hosts: [
    { host: `127.0.0.1:${server.port}`, provider: 'openai' },
    { host: `localhost:${server.port}`, provider: 'google' },
    { host: `localhost:${front.port}`, provider: 'bedrock' },
    { host: `localhost:${tlsFront.port}`, provider: 'openai' },
  ],
  cassettes,
})
const clients = [
  ...makeClients({ openai: server.origin, google: `http://localhost:${server.port}` }),
  makeHttp2Client(`http://localhost:${front.port}`),
  ...makeTlsHttp2Clients(`https://localhost:${tlsFront.port}`, certificate.cert),
]
const live = new Map()
const rows = new Map(clients.map(({ name }) => [name, {}]))
let connections = 0

for (const client of clients) await recordAll(client)
for (const { process: child } of [front, tlsFront]) {
  child.kill()
  await once(child, 'exit')
}
await server.close()
const traps = await Promise.all([server, front, tlsFront].map(({ port }) => startTrap(port)))
for (const client of clients) await replayAll(client)
for (const trap of traps) trap.close()
rmSync(cassettes, { recursive: true, force: true })
certificate[Symbol.dispose]()
report()
// Some clients keep their connections for as long as the process lives.
process.exit()

async function recordAll(client) {
  const row = rows.get(client.name)
  row.buffered = await attempt(async () => {
    const text = await session(client, { part: 'ask', mode: 'record', run: () => ask(client, 'Say hello') })
    live.set(`${client.name} ask`, text)
    return text === '' ? 'no text' : 'yes'
  })
  row.stream = await attempt(async () => {
    const pieces = await session(client, { part: 'stream', mode: 'record', run: () => stream(client, Infinity) })
    live.set(`${client.name} stream`, pieces)
    return pieces.length > 1 ? 'yes' : `${pieces.length} piece`
  })
  row.abort = await attempt(async () => {
    await session(client, { part: 'abort', mode: 'record', run: () => stream(client, 1) })
    // The connection is free for the next call.
    await session(client, { part: 'after', mode: 'record', run: () => ask(client, 'And after') })
    return 'yes'
  })
}

async function replayAll(client) {
  const row = rows.get(client.name)
  const before = connections
  row.replay = await attempt(async () => {
    const text = await session(client, { part: 'ask', mode: 'strict', run: () => ask(client, 'Say hello') })
    if (text !== live.get(`${client.name} ask`)) return 'another text'
    const pieces = await session(client, { part: 'stream', mode: 'strict', run: () => stream(client, Infinity) })
    if (!isSame(client, pieces, live.get(`${client.name} stream`))) return 'another stream'
    await session(client, { part: 'abort', mode: 'strict', run: () => stream(client, 1) })
    await session(client, { part: 'after', mode: 'strict', run: () => ask(client, 'And after') })
    return connections === before ? 'yes' : `${connections - before} connections`
  })
  row.error = await attempt(async () => {
    let told = ''
    const run = () =>
      ask(client, 'Say something else').catch(
        (error) =>
          (told = `${error.message} ${error.body ?? ''}${JSON.stringify(error.error ?? error.response?.body ?? '')}`),
      )
    const error = await session(client, { part: 'ask', mode: 'strict', run }).then(
      () => undefined,
      (failure) => failure,
    )
    if (error?.code !== 'REWIND_DIVERGENCE') return 'no divergence'
    if (/^and \d+ more:/m.test(error.message)) return 'asked again'
    return told.includes('has no recorded answer') ? 'yes' : 'another message'
  })
}

// A busy machine may hand two pieces of a live stream to a client as one; those that parse events do not show it.
function isSame(client, replayed, recorded) {
  if (client.carriesBytes !== true) return JSON.stringify(replayed) === JSON.stringify(recorded)
  return replayed.length > 1 && replayed.join('') === recorded?.join('')
}

function session(client, { part, mode, run }) {
  return withCassette(`${client.name} ${part}`.replaceAll(/[/:]/g, ' '), () => withLimit(run()), { mode })
}

async function ask(client, prompt) {
  if (client.wire !== undefined) server.next(WIRE[client.wire].buffered)
  return client.ask(prompt)
}

async function stream(client, limit) {
  if (client.wire !== undefined) server.next(WIRE[client.wire].stream)
  const pieces = []
  for await (const piece of await client.stream('Say hello in a stream')) {
    pieces.push(piece)
    if (pieces.length === limit) break
  }
  return pieces
}

async function attempt(run) {
  try {
    return await run()
  } catch (error) {
    return `failed: ${String(error.message).split('\n')[0]}`
  }
}

function withLimit(work) {
  let timer
  const limit = new Promise(
    (_, reject) => (timer = setTimeout(() => reject(new Error(`nothing after ${LIMIT_MS} ms`)), LIMIT_MS)),
  )
  return Promise.race([work, limit]).finally(() => clearTimeout(timer))
}

async function startHttp2Front(...args) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'http2-front.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = await once(child.stdout, 'data')
  return { process: child, port: Number(port) }
}

// Whoever still connects is counted, and gets nothing.
async function startTrap(port) {
  const listener = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  await new Promise((resolve) => listener.listen(port, '127.0.0.1', resolve))
  return listener
}

function report() {
  const width = Math.max(...clients.map(({ name }) => name.length))
  const lines = [...rows].map(([name, row]) =>
    [name.padEnd(width), ...COLUMNS.map((column) => (row[column] ?? '').padEnd(9))].join('  ').trimEnd(),
  )
  process.stdout.write(
    `${['client'.padEnd(width), ...COLUMNS.map((column) => column.padEnd(9))].join('  ').trimEnd()}\n${lines.join('\n')}\n`,
  )
  const file = process.argv[2]
  if (file !== undefined) writeFileSync(file, `${JSON.stringify({ rows: Object.fromEntries(rows) }, undefined, 2)}\n`)
  if ([...rows.values()].some((row) => COLUMNS.some((column) => row[column] !== 'yes'))) process.exitCode = 1
}
