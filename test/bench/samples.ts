import { basename, join } from 'node:path'

import type { Call } from '../../src/cassette/call.ts'
import { createDiskStore } from '../../src/cassette/disk/store.ts'
import { serializeCassette } from '../../src/cassette/form/serialize.ts'
import type { KeyRules } from '../../src/key/key-rules.ts'
import { requestKey } from '../../src/key/request-key.ts'
import { sha256 } from '../../src/process/sha256.ts'

/** The kinds of answers that are replayed. */
export type AnswerKind = 'json' | 'stream'

/** One call of a benchmark. */
export interface Sample {
  readonly path: string
  /** 2 kB of JSON. */
  readonly body: string
  /** The pieces of the answer: 3 kB of JSON, or 200 server-sent events. */
  readonly pieces: readonly string[]
  readonly contentType: string
}

/** The host that the sample calls go to. */
export const HOST = 'https://api.openai.com'
/** Name of the cassette that {@link writeSamples} writes. */
export const CASSETTE = 'bench'
const NO_RULES: KeyRules = {
  ignore: { body: [], query: [], headers: [], origin: false },
  keyHeaders: [],
  normalize: [],
}

const WORDS = 'the model answers every question of the test with the same words as on the day it was recorded '

/**
 * Makes distinct calls.
 *
 * @param count - how many
 * @param kind - what they are answered with
 * @returns the calls
 */
export function createSamples(count: number, kind: AnswerKind): readonly Sample[] {
  return Array.from({ length: count }, (_unused, index) => ({
    path: '/v1/chat/completions',
    body: JSON.stringify({
      model: 'gpt-4o-mini',
      temperature: 0.2,
      ...(kind === 'stream' ? { stream: true } : {}),
      messages: [
        { role: 'system', content: WORDS.repeat(10) },
        { role: 'user', content: `Question ${index}: ${WORDS.repeat(9)}` },
      ],
    }),
    pieces:
      kind === 'json'
        ? [answer(index)]
        : [...Array.from({ length: 199 }, (_, piece) => event(index, piece)), 'data: [DONE]\n\n'],
    contentType: kind === 'json' ? 'application/json' : 'text/event-stream',
  }))
}

/**
 * Writes a cassette of such calls.
 *
 * @param samples - the calls
 * @param folder - where it goes
 * @param name - its path below the folder, without its ending
 * @returns its path
 */
export function writeSamples(samples: readonly Sample[], folder: string, name: string = CASSETTE): string {
  const path = join(folder, `${name}.yaml`)
  createDiskStore(folder).write(
    path,
    serializeCassette({ rewind: 2, test: basename(name) }, samples.map(callOf), sha256),
  )
  return path
}

/**
 * Computes the key that rewind finds a call by.
 *
 * @param url - where it goes
 * @param body - its body
 * @returns the key
 */
export function keyOf(url: string, body: Uint8Array): string {
  return requestKey({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body }, NO_RULES)
}

function callOf({ path, body, pieces, contentType }: Sample): Call {
  const request = {
    method: 'POST',
    url: `${HOST}${path}`,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body),
  }
  const bytes = pieces.map((piece) => Buffer.from(piece))
  const chunks =
    contentType === 'text/event-stream'
      ? { chunks: bytes.map(({ length }, index) => ({ size: length, at: index * 20 })) }
      : {}
  return {
    key: requestKey(request, NO_RULES),
    request,
    response: {
      status: 200,
      headers: { 'content-type': contentType },
      body: Buffer.concat(bytes),
      ...chunks,
      end: 'complete',
      latency: 400,
      duration: 4400,
    },
    usage: { provider: 'openai', model: 'gpt-4o-mini', input: 500, output: 600, cachedInput: 0, reasoning: 0 },
    recordedAt: '2026-11-23T00:00:00.000Z',
  }
}

function answer(index: number): string {
  const message = { role: 'assistant', content: `Answer ${index}: ${WORDS.repeat(28)}` }
  const usage = { prompt_tokens: 500, completion_tokens: 600, total_tokens: 1100 }
  return JSON.stringify({
    id: `chatcmpl-${index}`,
    object: 'chat.completion',
    created: 1763856000,
    model: 'gpt-4o-mini',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage,
  })
}

function event(index: number, piece: number): string {
  const choice = { index: 0, delta: { content: `word${piece} ` }, finish_reason: null }
  return `data: ${JSON.stringify({ id: `chatcmpl-${index}`, object: 'chat.completion.chunk', created: 1763856000, model: 'gpt-4o-mini', service_tier: 'default', choices: [choice] })}\n\n`
}
