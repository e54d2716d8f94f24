// A process of its own for one contender and one client: times streams and prints them as JSON.
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { HttpRequestInterceptor } from '@mswjs/interceptors/http'
import OpenAI from 'openai'

/** Times of one stream, in milliseconds from its request. */
export interface StreamTimes {
  readonly first: number
  readonly total: number
  readonly chunks: number
}

const [contender = '', client = '', origin = '', samples = '1'] = process.argv.slice(2)
const WARM_UP = 5
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
      http.request(`${origin}/v1/chat/completions`, { method: 'POST', headers }, resolve).once('error', reject).end(body)
    })
    yield* response
  },
  async *openai() {
    yield* await openai.chat.completions.create({ model: 'm', stream: true, messages: [{ role: 'user', content: 'Tell me a story' }] })
  },
}

const CONTENDERS: Readonly<Record<string, (run: () => Promise<void>) => Promise<void>>> = {
  none: (run) => run(),
  // What any tool on this layer pays: the stream passes through, and a copy is read beside it.
  async bare(run) {
    const interceptor = new HttpRequestInterceptor()
    interceptor.apply()
    interceptor.on('request', () => {})
    interceptor.on('response', ({ response }) => {
      response.arrayBuffer().catch(() => {})
    })
    await run()
  },
  async rewind(run) {
    const { withCassette } = await import('rewind')
    const cassettes = mkdtempSync(join(tmpdir(), 'rewind-bench-'))
    const { host } = new URL(origin)
    await withCassette('stream', run, { mode: 'record', cassettes, hosts: [{ host, provider: 'openai' }] })
    rmSync(cassettes, { recursive: true, force: true })
  },
}

const times: StreamTimes[] = []
await CONTENDERS[contender]?.(async () => {
  for (let index = 0; index < WARM_UP + Number(samples); index += 1) {
    const measured = await measure()
    if (index >= WARM_UP) times.push(measured)
  }
})
process.stdout.write(JSON.stringify(times))
process.exit()

async function measure(): Promise<StreamTimes> {
  const startedAt = performance.now()
  let first = 0
  let chunks = 0
  for await (const _ of CLIENTS[client]?.() ?? []) {
    if (chunks === 0) first = performance.now() - startedAt
    chunks += 1
  }
  return { first, total: performance.now() - startedAt, chunks }
}
