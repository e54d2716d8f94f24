import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { createRequestRedactor } from '../../src/session/answer/redact-request.ts'

const NO_RULES = { redact: [], keyHeaders: [] }
const KEY = 'kq7Zp-93hRw2_vLx84TnB'
const OTHER = 'Jw5Yt8_qPz-61mKd0sGf3'

function raw(headers: Readonly<Record<string, string>>, body: string, url = 'https://api.openai.com/v1/x') {
  return { method: 'POST', url: new URL(url), headers, body: Buffer.from(body) }
}

test('secrets of the environment come out of the URL, the headers and the body', () => {
  const redactor = createRequestRedactor({ MY_API_KEY: KEY })
  const { request } = redactor.redact(
    raw({ accept: KEY }, `{"quote":"${KEY}"}`, `https://api.openai.com/v1/x?trace=${KEY}`),
    NO_RULES,
  )
  expect(JSON.stringify([request.url, request.headers, Buffer.from(request.body).toString()])).not.toContain(KEY)
})

test('the key that a request sends comes out of its own body', () => {
  const { request } = createRequestRedactor({}).redact(
    raw({ authorization: `Bearer ${OTHER}` }, `{"quote":"${OTHER}"}`),
    NO_RULES,
  )
  expect(Buffer.from(request.body).toString()).not.toContain(OTHER)
})

test.each(['hunter2', 'correct horse battery staple', 'rosebud-rosebud'])(
  'the key that a request sends comes out of its own body and URL, however plain it is: %s',
  (key) => {
    const { request } = createRequestRedactor({}).redact(
      raw({ authorization: `Bearer ${key}` }, `{"quote":"${key}"}`, `https://api.openai.com/v1/x?q=${key}`),
      NO_RULES,
    )
    expect(request.url + Buffer.from(request.body).toString()).not.toContain(key)
  },
)

test('a key that is a word of the language stays in what is said, and comes out where a key is spoken of', () => {
  const { request } = createRequestRedactor({}).redact(
    raw(
      { authorization: 'Bearer weather' },
      '{"say":"weather is fine","quote":"Incorrect API key provided: weather","api_key":"weather","h":"Bearer weather"}',
    ),
    NO_RULES,
  )
  expect(Buffer.from(request.body).toString()).toBe(
    '{"say":"weather is fine","quote":"Incorrect API key provided: <secret>","api_key":"<secret>","h":"Bearer <secret>"}',
  )
})

test('only allowed headers are kept', () => {
  const { request } = createRequestRedactor({}).redact(
    raw({ authorization: `Bearer ${OTHER}`, 'content-type': 'text/plain', 'x-mine': '1' }, 'x'),
    NO_RULES,
  )
  expect(request.headers).toEqual({ 'content-type': 'text/plain' })
})

test('rules of the user come on top, and changed rules hold for the next request', () => {
  const redactor = createRequestRedactor({})
  const request = raw({}, 'cust_17 and ord_4')
  const texts = [[{ pattern: /cust_\w+/, as: '<customer>' }], [{ pattern: /ord_\w+/, as: '<order>' }]].map((rules) =>
    Buffer.from(redactor.redact(request, { ...NO_RULES, redact: rules }).request.body).toString(),
  )
  expect(texts).toEqual(['<customer> and ord_4', 'cust_17 and <order>'])
})

test('one redactor is kept for the same key and rules, another is made for another key', () => {
  const redactor = createRequestRedactor({})
  const rules = [{ pattern: /x/, as: 'y' }]
  const [first, same, other] = [KEY, KEY, OTHER].map(
    (key) => redactor.redact(raw({ authorization: `Bearer ${key}` }, 'x'), { ...NO_RULES, redact: rules }).redactor,
  )
  expect(same).toBe(first)
  expect(other).not.toBe(first)
})

test('method and untouched bodies stay as they are', () => {
  const body = Buffer.from([0, 1, 2, 255])
  const { request } = createRequestRedactor({}).redact({ ...raw({}, ''), body }, NO_RULES)
  expect(request.method).toBe('POST')
  expect(Buffer.from(request.body).equals(body)).toBe(true)
})

test.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['deflate, gzip', (bytes: Uint8Array) => gzipSync(deflateSync(bytes))],
  ['identity', (bytes: Uint8Array) => bytes],
])('a body in %s is kept decoded, without its secrets', (encoding, compress) => {
  const text = JSON.stringify({ quote: 'hello '.repeat(50), key: OTHER })
  const { request } = createRequestRedactor({ MY_API_KEY: OTHER }).redact(
    { ...raw({ 'content-encoding': encoding }, ''), body: new Uint8Array(compress(Buffer.from(text))) },
    NO_RULES,
  )
  expect(Buffer.from(request.body).toString()).toBe(text.replace(OTHER, '<secret>'))
})

test('a body that is not in the encoding that its header names stays as it is', () => {
  const { request } = createRequestRedactor({}).redact(raw({ 'content-encoding': 'gzip' }, 'plain'), NO_RULES)
  expect(Buffer.from(request.body).toString()).toBe('plain')
})
