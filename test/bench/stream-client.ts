// A process of its own for one contender and one client: times streams, one after the other, then counts what one costs
// of many at the same time. Prints both as JSON.
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { HttpRequestInterceptor } from '@mswjs/interceptors/http'
import nock from 'nock'
import OpenAI from 'openai'

import { costOf } from './harness.ts'

/** Times of one stream, in milliseconds from its request. */
export interface StreamTimes {
  readonly first: number
  readonly total: number
  readonly chunks: number
}

/** What a process found out. */
export interface StreamResult {
  readonly times: readonly StreamTimes[]
  /** CPU of one stream among many, in milliseconds. */
  readonly cpu: number
  /** The same, and its part of what comes after the last one: redacting and writing. */
  readonly cpuWithWriting: number
}

const [client = '', contender = '', origin = '', samples = '1'] = process.argv.slice(2)
const WARM_UP = 3
/** One in each event of the server. */
const WORDS = 30
const CONCURRENT = 20
const BATCHES = 3
const body = JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'Tell me a story' }] })
const headers = { 'content-type': 'application/json' }
const openai = new OpenAI({ baseURL: `${origin}/v1`, apiKey: 'none' })

const CLIENTS: Readonly<Record<string, () => AsyncIterable<unknown>>> = {
  async *fetch() {
    const response = await fetch(`${origin}/v1/chat/completions`, { method: 'POST', headers, body })
    if (response.body !== null) yield* response.body
  },
  async *http() {
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      http
        .request(`${origin}/v1/chat/completions`, { method: 'POST', headers }, resolve)
        .once('error', reject)
        .end(body)
    })
    yield* response
  },
  async *openai() {
    yield* await openai.chat.completions.create({
      model: 'm',
      stream: true,
      messages: [{ role: 'user', content: 'Tell me a story' }],
    })
  },
}

const folder = mkdtempSync(join(tmpdir(), 'rewind-bench-'))
const CONTENDERS: Readonly<Record<string, (run: () => Promise<void>) => Promise<void>>> = {
  none: (run) => run(),
  // The layer that rewind is built on, with a listener that reads a copy beside the caller: what any recorder on it
  // pays.
  async bare(run) {
    const interceptor = new HttpRequestInterceptor()
    interceptor.apply()
    interceptor.on('response', ({ response }) => void response.arrayBuffer().catch(() => {}))
    await run()
    interceptor.dispose()
  },
  async rewind(run) {
    const { withCassette } = await import('rewind')
    const { host } = new URL(origin)
    await withCassette('stream', run, { mode: 'record', cassettes: folder, hosts: [{ host, provider: 'openai' }] })
  },
  async nock(run) {
    nock.recorder.rec({ dont_print: true, output_objects: true })
    await run()
    if (nock.recorder.play().length === 0) throw new Error('nock recorded nothing')
  },
  async Polly(run) {
    const { createPolly }: { readonly createPolly: CreatePolly } = await import(
      join(import.meta.dirname, 'peers/create-polly.ts')
    )
    const polly = await createPolly({ mode: 'record', client: client === 'http' ? 'https' : 'fetch', folder })
    await run()
    await polly.stop()
  },
}

type CreatePolly = (options: {
  readonly mode: 'record'
  readonly client: string
  readonly folder: string
}) => Promise<{ readonly stop: () => Promise<void> }>

const times: StreamTimes[] = []
let cpu = 0
let cpuOfStreams = 0
try {
  const record = CONTENDERS[contender]
  if (record === undefined) throw new Error(`no contender ${contender}`)
  await record(runStreams)
  const after = cpuNow() - cpuOfStreams
  const streams = WARM_UP + Number(samples) + CONCURRENT * (BATCHES + 1)
  const result: StreamResult = { times, cpu, cpuWithWriting: cpu + after / streams }
  process.stdout.write(JSON.stringify(result))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit()

async function runStreams(): Promise<void> {
  for (let index = 0; index < WARM_UP; index += 1) await measure()
  for (let index = 0; index < Number(samples); index += 1) times.push(await measure())
  const runBatch = () => Promise.all(Array.from({ length: CONCURRENT }, measure))
  await runBatch()
  const many = await costOf(async () => {
    for (let batch = 0; batch < BATCHES; batch += 1) await runBatch()
  })
  cpu = many.cpu / (CONCURRENT * BATCHES)
  cpuOfStreams = cpuNow()
}

function cpuNow(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function measure(): Promise<StreamTimes> {
  const startedAt = performance.now()
  let first = 0
  const chunks: unknown[] = []
  for await (const chunk of CLIENTS[client]?.() ?? []) {
    if (chunks.length === 0) first = performance.now() - startedAt
    chunks.push(chunk)
  }
  const total = performance.now() - startedAt
  assertWhole(chunks)
  return { first, total, chunks: chunks.length }
}

function assertWhole(chunks: readonly unknown[]): void {
  const text = chunks
    .map((chunk) => (chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : JSON.stringify(chunk)))
    .join('')
  const words = text.match(/"word\d+ "/g)?.length
  if (words !== WORDS) throw new Error(`the stream has ${words} words instead of ${WORDS}: ${text.slice(0, 200)}`)
}
