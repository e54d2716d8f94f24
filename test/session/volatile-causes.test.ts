import { expect, test } from 'vitest'

import type { RecordedRequest } from '../../src/cassette/call.ts'
import { requestKey } from '../../src/key/request-key.ts'
import { normalize } from '../../src/options/normalize-presets.ts'
import { createRedactor } from '../../src/redact/redactor.ts'
import { explainMiss } from '../../src/session/explain/divergence.ts'
import { callNamed, entryOf, requestWith } from '../helpers/samples/sample-calls.ts'

const RULES = { ignore: { body: [], query: [], headers: [], origin: false }, keyHeaders: ['x-run'], normalize: [] }
const ID = '0190163d-8694-739b-aea5-966c26f8ad91'
const OTHER_ID = '1190163d-8694-739b-aea5-966c26f8ad92'

function explain(recorded: RecordedRequest, received: RecordedRequest) {
  const entries = [entryOf(callNamed('', { request: recorded }))]
  return explainMiss({
    names: { test: 'asks', cassette: 'asks.yaml', rerecord: 'record it', rerecordAll: 'record all' },
    request: received,
    key: 'new key',
    call: 1,
    entries,
    unplayed: entries,
    rules: RULES,
    redactor: createRedactor({ secrets: [], rules: [] }),
    origin: new Error('made here'),
  })
}

/** The rules that a remedy names, as they would be configured. */
function rulesOf(remedy: string) {
  const names = [...remedy.matchAll(/normalize\.(\w+)/g)].map(([, name]) => name)
  return Object.entries(normalize).flatMap(([name, rule]) => (names.includes(name) ? [rule] : []))
}

function upload(fileName: string): RecordedRequest {
  const head = `Content-Disposition: form-data; name="file"; filename="${fileName}"`
  return {
    ...requestWith({}),
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: Buffer.from(`--b\r\n${head}\r\n\r\nwords\r\n--b--\r\n`),
  }
}

function bytes(hex: string): RecordedRequest {
  return {
    ...requestWith({}),
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from(hex, 'hex'),
  }
}

test.each([
  {
    place: 'a number',
    recorded: requestWith({ at: 1_764_351_060_123 }),
    received: requestWith({ at: 1_764_351_060_999 }),
    rule: 'normalize.epochMillis',
  },
  {
    place: 'the origin',
    recorded: requestWith({}, { url: 'http://localhost:54321/v1/responses' }),
    received: requestWith({}, { url: 'http://localhost:54322/v1/responses' }),
    rule: 'normalize.port',
  },
  {
    place: 'a header',
    recorded: requestWith({}, { headers: { 'x-run': ID } }),
    received: requestWith({}, { headers: { 'x-run': OTHER_ID } }),
    rule: 'normalize.uuid',
  },
  {
    place: 'the name of a file',
    recorded: upload(`${ID}.txt`),
    received: upload(`${OTHER_ID}.txt`),
    rule: 'normalize.uuid',
  },
  {
    place: 'a name made of an id',
    recorded: requestWith({ run: `run-${ID}` }),
    received: requestWith({ run: `run-${OTHER_ID}` }),
    rule: 'normalize.uuid',
  },
  {
    place: 'a printed date',
    recorded: requestWith({ prompt: 'Now: Sat Nov 28 2026 17:31:00 GMT+0100 (Central European Standard Time)' }),
    received: requestWith({ prompt: 'Now: Sun Nov 29 2026 09:05:11 GMT+0100 (Central European Standard Time)' }),
    rule: 'normalize.localTime',
  },
])('the rule that is proposed for $place makes the requests match', async ({ recorded, received, rule }) => {
  const { remedy } = await explain(recorded, received)
  expect(remedy).toBe(`normalize: [${rule}] in rewind.config.ts`)
  const rules = { ...RULES, normalize: rulesOf(remedy) }
  expect(requestKey(received, rules)).toBe(requestKey(recorded, rules))
})

test('no rule is proposed for bytes, which none reaches', async () => {
  const { reason, remedy } = await explain(bytes('ff00'), bytes('ff01'))
  expect([reason, remedy]).toEqual(['changed', 'record it'])
})
