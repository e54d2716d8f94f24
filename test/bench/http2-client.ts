// A process of its own: asks over one session of HTTP/2, and prints as JSON what a call cost. The contender `bare door`
// is a server of Node.js at the other end of the connection in memory that rewind uses as well: it reads the request,
// finds its answer by the same key, and gives the same bytes.
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, performServerHandshake, type ServerHttp2Stream } from 'node:http2'
import { Socket, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { install, withCassette } from 'rewind'

import { connectInMemory } from '../../src/http/http2/memory-connection.ts'
import type { KeyRules } from '../../src/key/key-rules.ts'
import { requestKey } from '../../src/key/request-key.ts'
import { costOf, type Cost } from './harness.ts'

const DISTINCT = 20
const PATTERNS: Readonly<Record<string, number>> = { sequential: 1, concurrent: 50 }
const WARM_UP = 300
const CALLS = 1000

const [contender = '', pattern = ''] = process.argv.slice(2)
const concurrent = PATTERNS[pattern] ?? 1
const requests = Array.from({ length: DISTINCT }, (_, index) =>
  JSON.stringify({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: `Question ${index}: ${'why '.repeat(100)}` }],
  }),
)
const ANSWER = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'gpt-4o-mini',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Because. '.repeat(60) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 120, completion_tokens: 130, total_tokens: 250 },
})
const RULES: KeyRules = { ignore: { body: [], query: [], headers: [], origin: false }, keyHeaders: [], normalize: [] }
const keys = new Set(requests.map((body) => keyOf(Buffer.from(body))))

const cost = contender === 'rewind' ? await viaRewind() : await viaBareDoor()
process.stdout.write(JSON.stringify({ cpu: cost.cpu / CALLS, wall: cost.wall / CALLS }))
process.exit()

async function viaRewind(): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'rewind-bench-'))
  const server = createServer().on('stream', answer)
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const port = portOf(server.address())
  install({ hosts: [{ host: `localhost:${port}`, provider: 'openai' }], cassettes: folder, repeats: 'last' })
  const each = async (): Promise<void> => {
    const session = connect(`http://localhost:${port}`)
    for (const body of requests) await ask(session, body)
    session.close()
  }
  await withCassette('calls', each, { mode: 'record' })
  server.close()
  const measured = await withCassette('calls', () => measure(`http://localhost:${port}`), { mode: 'strict' })
  rmSync(folder, { recursive: true, force: true })
  return measured
}

async function viaBareDoor(): Promise<Cost> {
  Socket.prototype.connect = connectToDoor
  return measure('http://localhost:1')
}

function connectToDoor(this: Socket): Socket {
  const connection = connectInMemory(this, undefined)
  performServerHandshake(connection.far).on('stream', answerByKey)
  process.nextTick(() => connection.open())
  return this
}

function answer(stream: ServerHttp2Stream): void {
  stream.resume().on('end', () => respond(stream))
}

function answerByKey(stream: ServerHttp2Stream): void {
  const pieces: Uint8Array[] = []
  stream.on('data', (piece: Uint8Array) => pieces.push(piece))
  stream.on('end', () => {
    if (!keys.has(keyOf(Buffer.concat(pieces)))) throw new Error('a request that nobody sends')
    respond(stream)
  })
}

function respond(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'content-type': 'application/json' })
  stream.end(ANSWER)
}

function keyOf(body: Uint8Array): string {
  const url = 'http://localhost:1/v1/chat/completions'
  return requestKey({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body }, RULES)
}

async function measure(origin: string): Promise<Cost> {
  const session = connect(origin)
  let index = 0
  const sendMany = async (count: number): Promise<void> => {
    for (let sent = 0; sent < count; sent += concurrent) {
      await Promise.all(Array.from({ length: concurrent }, () => ask(session, requests[index++ % DISTINCT] ?? '')))
    }
  }
  await sendMany(WARM_UP)
  return costOf(() => sendMany(CALLS))
}

function ask(session: ReturnType<typeof connect>, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/v1/chat/completions',
      'content-type': 'application/json',
    })
    let size = 0
    stream.on('data', (piece: Uint8Array) => (size += piece.byteLength))
    stream.on('error', reject)
    stream.on('end', () => {
      if (size === Buffer.byteLength(ANSWER)) resolve()
      else reject(new Error(`${size} bytes`))
    })
    stream.end(body)
  })
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('the server does not listen on a port')
  return address.port
}
