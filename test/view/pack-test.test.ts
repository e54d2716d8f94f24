import { gunzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import { packTest, type PackedTest } from '../../src/view/pack-test.ts'
import { parseJson } from '../helpers/json-value.ts'
import { agentOf, chatTurn } from '../helpers/samples/page-calls.ts'
import { cassetteOf } from '../helpers/samples/sample-calls.ts'

function packed(calls: readonly Call[]): PackedTest {
  const viewed = {
    name: 'a test',
    file: 'a.test.ts',
    cassette: 'cassettes/a.test.ts/a test.yaml',
    run: null,
    received: [],
  }
  return packTest(
    { ...viewed, open: () => cassetteOf(calls), version: () => undefined, changes: () => undefined },
    { price: ({ input = 0 }) => (input === 1 ? undefined : 0.25), place: 'page' },
  )
}

function sizeOf({ detail, wire }: PackedTest): number {
  return gunzipSync(detail ?? '').length + gunzipSync(wire ?? '').length
}

function pictureOf(size: number): string {
  return `data:image/png;base64,${Buffer.alloc(size, 7).toString('base64')}`
}

test('a page grows with what an agent says, not with what it sends again', () => {
  const [short, long] = [packed(agentOf(50)), packed(agentOf(200))]
  // The bodies themselves grow sixteenfold.
  expect(sizeOf(long) / sizeOf(short)).toBeLessThan(5)
})

test('every message is in the data once', () => {
  const detail = parseJson(gunzipSync(packed(agentOf(30)).detail ?? '').toString())
  expect(detail).toMatchObject({ calls: { length: 30 }, messages: { length: 2 + 2 * 29 } })
})

test('what the list says adds up, and an unknown price is never taken as zero', () => {
  const calls = [chatTurn([], { content: 'a' }), chatTurn([], { content: 'b' }, { n: 1 })]
  expect(packed(calls).indexed).toMatchObject({ calls: 2, usd: 0.5, tokens: { input: 2000, output: 400 }, ms: 820 })
  const unpriced = calls.map((call) => ({ ...call, usage: { provider: 'openai', model: 'm', input: 1 } }))
  expect(packed(unpriced).indexed).toMatchObject({ usd: null, models: ['m'], tokens: { input: 2, output: 0 } })
})

test('a medium of more than 5 MB is left out of a page, and its bytes are not', () => {
  const content = [5_000_000, 5_000_001].map((size) => ({ type: 'image_url', image_url: { url: pictureOf(size) } }))
  const { media, detail } = packed([chatTurn([{ role: 'user', content }], { content: 'two' })])
  expect([...media.values()].map(({ bytes }) => bytes.length)).toEqual([5_000_000])
  expect(gunzipSync(detail ?? '').toString()).toContain('"place":"left-out"')
})
