import { createHash } from 'node:crypto'

import { LineCounter, parseDocument } from 'yaml'

import type { Call, RecordedRequest, RecordedResponse } from '../../src/cassette/call.ts'
import type { Cassette } from '../../src/cassette/cassette.ts'
import { serializeCassette, type SerializedCassette } from '../../src/cassette/form/serialize.ts'
import { scanCassette } from '../../src/cassette/read/scan.ts'
import { assertValid } from '../helpers/cassette-schema.ts'

const header = { rewind: 2, test: 'greets › says hello' }

/** Encodes UTF-8. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
/** Decodes UTF-8; a byte order mark stays. */
export const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
/** Hashes with SHA-256, as hex. */
export const hashOf = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex')

/** A call with the parts given, and plain ones for the rest. */
export function makeCall(parts: {
  readonly request?: Partial<RecordedRequest>
  readonly response?: Partial<RecordedResponse>
  readonly rest?: Partial<Call>
}): Call {
  return {
    key: hashOf(parts.request?.body ?? ''),
    request: {
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
      headers: { 'content-type': 'application/json' },
      body: bytesOf('{"model":"gpt-4o-mini"}'),
      ...parts.request,
    },
    response: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: bytesOf('{"id":"x"}'),
      end: 'complete',
      latency: 312,
      duration: 840,
      ...parts.response,
    },
    recordedAt: '2026-11-22T10:11:12.000Z',
    ...parts.rest,
  }
}

/** Writes a cassette, and holds it against the schema in the package. */
export function serialize(calls: readonly Call[]): SerializedCassette {
  const written = serializeCassette(header, calls, hashOf)
  assertValid(written.text)
  return written
}

/**
 * Opens a text as the store does, with side files from memory; `onSlowPath` is called whenever the whole parser is
 * needed.
 */
export function open(
  text: string,
  more: { files?: ReadonlyMap<string, Uint8Array>; onSlowPath?: () => void } = {},
): Cassette {
  return scanCassette(Buffer.from(text), {
    file: 'cassettes/chat.yaml',
    parseYaml(document) {
      more.onSlowPath?.()
      return parseWholeYaml(document)
    },
    readSideFile: (name) => more.files?.get(name) ?? new Uint8Array(),
  })
}

/** Fails a test that needs more than the fast reader. */
export function refuseSlowPath(): never {
  throw new Error('the fast reader gave up')
}

/** Reads YAML with the library. */
export function parseWholeYaml(text: string): unknown {
  const lines = new LineCounter()
  const document = parseDocument(text, { schema: 'core', lineCounter: lines, logLevel: 'error', prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) throw Object.assign(new Error(error.message), { line: lines.linePos(error.pos[0]).line })
  return document.toJS({ maxAliasCount: 100 })
}

/** The calls of a text, decoded. */
export function callsOf(text: string, files?: ReadonlyMap<string, Uint8Array>): Call[] {
  return open(text, files === undefined ? {} : { files }).entries.map((entry) => entry.call())
}

/** A streamed chat call, as most cassettes hold. */
export const greeting: Call = {
  key: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  request: {
    method: 'POST',
    url: 'https://api.openai.com/v1/chat/completions',
    headers: { 'content-type': 'application/json' },
    body: bytesOf(
      JSON.stringify({
        model: 'gpt-4o-mini',
        temperature: 0.2,
        stream: true,
        tools: [],
        metadata: {},
        messages: [
          { role: 'system', content: 'Be brief.\nBe kind.' },
          { role: 'user', content: 'Say hello to Ann' },
        ],
      }),
    ),
  },
  response: {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', link: ['</a>; rel="x"', '</b>'] },
    body: bytesOf('data: {"id":"x"}\n\ndata: [DONE]\n\n'),
    chunks: [
      { size: 18, at: 0 },
      { size: 14, at: 12.5 },
    ],
    end: 'complete',
    latency: 312,
    duration: 840,
  },
  usage: { provider: 'openai', model: 'gpt-4o-mini', input: 12, output: 9 },
  recordedAt: '2026-11-22T10:11:12.000Z',
}
