import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type * as httpModule from '@mswjs/interceptors/http'
import type * as rewindModule from 'rewind'

import { CASSETTE, HOST, keyOf, writeSamples, type Sample } from './samples.ts'

/**
 * Prepares recordings of samples, which costs no test anything; what it gives loads and answers while `run` sends them
 * to a host.
 */
export type Contender = (samples: readonly Sample[]) => Replay
type Replay = (run: (host: string) => Promise<void>) => Promise<void>

// Loaded when a contender begins: no other pays for it.
const require = createRequire(import.meta.url)

/** What rewind is measured against, and rewind: all that needs no package of others. */
export const CONTENDERS: Readonly<Record<string, Contender>> = {
  floor: (samples) => (run) => replaceFetch(run, sequentialAnswers(samples)),
  'floor with key': (samples) => (run) => replaceFetch(run, keyedAnswers(samples)),
  'bare interceptors': (samples) => async (run) => {
    const { HttpRequestInterceptor }: typeof httpModule = require('@mswjs/interceptors/http')
    const find = keyedAnswers(samples)
    const interceptor = new HttpRequestInterceptor()
    interceptor.apply()
    // oxlint-disable-next-line typescript/no-misused-promises -- the interceptor waits for its listeners
    interceptor.on('request', async ({ request, controller }) => {
      const sample = find(request.url, new Uint8Array(await request.arrayBuffer()))
      const framing =
        sample.pieces.length === 1
          ? { 'content-length': String(Buffer.byteLength(sample.pieces[0] ?? '')) }
          : { 'transfer-encoding': 'chunked' }
      controller.respondWith(
        new Response(bodyOf(sample), { headers: { 'content-type': sample.contentType, ...framing } }),
      )
    })
    await run(HOST)
    interceptor.dispose()
  },
  rewind(samples) {
    const cassettes = mkdtempSync(join(tmpdir(), 'rewind-bench-'))
    writeSamples(samples, cassettes)
    return async (run) => {
      const { withCassette }: typeof rewindModule = require('rewind')
      await withCassette(CASSETTE, () => run(HOST), { mode: 'strict', cassettes, repeats: 'last' })
      rmSync(cassettes, { recursive: true, force: true })
    }
  },
}

type Find = (url: string, body: Uint8Array) => Sample

function sequentialAnswers(samples: readonly Sample[]): Find {
  let index = 0
  return () => {
    const sample = samples[index % samples.length]
    index += 1
    return assertFound(sample)
  }
}

function keyedAnswers(samples: readonly Sample[]): Find {
  const byKey = new Map(samples.map((sample) => [keyOf(`${HOST}${sample.path}`, Buffer.from(sample.body)), sample]))
  return (url, body) => assertFound(byKey.get(keyOf(url, body)))
}

function assertFound(sample: Sample | undefined): Sample {
  if (sample === undefined) throw new Error('no sample has this key')
  return sample
}

// What somebody would write by hand, for a client that sends text to a URL.
async function replaceFetch(run: (host: string) => Promise<void>, find: Find): Promise<void> {
  const encoder = new TextEncoder()
  const real = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    if (typeof input !== 'string' || typeof init?.body !== 'string')
      throw new TypeError('this replacement takes text only')
    const sample = find(input, encoder.encode(init.body))
    return new Response(bodyOf(sample), { headers: { 'content-type': sample.contentType } })
  }
  await run(HOST)
  globalThis.fetch = real
}

function bodyOf({ pieces }: Sample): string | ReadableStream<Uint8Array> {
  const [first = '', ...rest] = pieces
  if (rest.length === 0) return first
  const encoder = new TextEncoder()
  let index = 0
  return new ReadableStream({
    pull(controller) {
      const piece = pieces[index]
      index += 1
      if (piece === undefined) controller.close()
      else controller.enqueue(encoder.encode(piece))
    },
  })
}
