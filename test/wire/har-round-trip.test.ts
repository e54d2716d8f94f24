import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { install, uninstall, withCassette } from 'rewind'
import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import { createDiskStore } from '../../src/cassette/disk/store.ts'
import { harOf } from '../../src/cli/export/har.ts'
import { har } from '../../src/cli/import/formats/har.ts'
import { makeCall } from '../cassette/samples.ts'
import { parseJson } from '../helpers/json-value.ts'
import { CLIENTS } from './exchange-clients.ts'
import { startExchangeServer } from './exchange-server.ts'
import { PROVIDER_EXCHANGES } from './provider-exchanges.ts'
import { WIRE_EXCHANGES } from './wire-exchanges.ts'

const folder = mkdtempSync(join(tmpdir(), 'rewind-har-'))
const LARGE = 1_048_576
// Size alone is no shape.
const EXCHANGES = [...WIRE_EXCHANGES, ...PROVIDER_EXCHANGES.map(({ exchange }) => exchange)].filter(
  ({ responseBody }) => responseBody.length < LARGE,
)

beforeAll(async () => {
  await using server = await startExchangeServer(EXCHANGES)
  install({ hosts: [new URL(server.origin).host], recordErrors: true, cassettes: folder, mode: 'record' })
  try {
    for (const [index, exchange] of EXCHANGES.entries())
      await withCassette(`exchange ${index}`, async () => {
        for (const client of Object.values(CLIENTS)) await client(exchange, { index, origin: server.origin })
      })
  } finally {
    uninstall()
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Writes calls as an archive, and reads that as `rewind import` does. */
function throughArchive(calls: readonly Call[]): readonly unknown[] {
  const exported = calls.map((call, index) => ({ file: 'cassettes/a.yaml', test: 'a', number: index + 1, call }))
  const value = parseJson(JSON.stringify(harOf(exported, '1')))
  return (har.read({ value, bytes: new Uint8Array(), readBeside: () => undefined }) ?? []).map((read) =>
    'exact' in read ? withoutViews(read.exact) : read,
  )
}

// The answer is put together from the response wherever it is wanted; a view of memory is its bytes.
function withoutViews({ answer: _answer, ...call }: Call): unknown {
  const { request, response } = call
  return {
    ...call,
    request: { ...request, body: Buffer.from(request.body).toString('base64') },
    response: { ...response, body: Buffer.from(response.body).toString('base64') },
  }
}

test('a call of every shape comes back from an archive as it was: bytes, chunks, times and all', () => {
  const store = createDiskStore(folder)
  const cassettes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
  const calls = cassettes.flatMap((name) => store.read(join(folder, name))?.entries.map((entry) => entry.call()) ?? [])
  expect(calls.length).toBeGreaterThan(EXCHANGES.length)
  expect(throughArchive(calls)).toEqual(calls.map(withoutViews))
})

test('so do a WebSocket session, trailers, a reason of its own, and calls that were given up, cut, late or unanswered', () => {
  const socket = {
    protocol: 'realtime',
    messages: [
      { from: 'client', data: '{"type":"response.create"}', at: 2 },
      { from: 'server', data: Uint8Array.of(0, 255), at: 5 },
    ],
    close: { by: 'server', code: 4001, reason: 'enough' },
  } as const
  const calls = [
    makeCall({ response: { status: 101, headers: {}, body: new Uint8Array(), socket } }),
    makeCall({ response: { trailers: { 'grpc-status': '0' }, chunks: [{ size: 10, at: 0.25 }] } }),
    makeCall({ response: { statusText: 'Fine' } }),
    makeCall({
      response: {
        end: 'aborted',
        chunks: [
          { size: 4, at: 1 },
          { size: 6, at: 9 },
        ],
      },
    }),
    makeCall({ response: { end: 'cut', status: 503 } }),
    makeCall({
      rest: { late: true, usage: { provider: 'openai', model: 'gpt-4o-mini', tier: 'flex', input: 3, statedUsd: 0.1 } },
    }),
    makeCall({ response: { status: 0, headers: {}, body: new Uint8Array(), end: 'aborted', latency: 0 } }),
  ]
  expect(throughArchive(calls)).toEqual(calls.map(withoutViews))
})
