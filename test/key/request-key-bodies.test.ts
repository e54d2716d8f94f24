import { gzipSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import type { KeyRules } from '../../src/key/key-rules.ts'
import { keyOf, ignoring, DATES } from './keys.ts'
import { NO_RULES, requestOf } from './requests.ts'

const formKey = (body: string, rules: KeyRules = NO_RULES): string =>
  keyOf(requestOf({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }), rules)

// A part of a multipart body, without its delimiters.
const part = (head: string, content: string): string =>
  `\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`

const multipartKey = (boundary: string, parts: readonly string[], rules: KeyRules = NO_RULES): string =>
  keyOf(
    requestOf({
      headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
      body: Buffer.from([...parts.map((text) => `--${boundary}${text}`), `--${boundary}--\r\n`].join(''), 'latin1'),
    }),
    rules,
  )

const uploadKey = async (): Promise<string> => {
  const form = new FormData()
  form.append('model', 'whisper-1')
  form.append('file', new Blob([Uint8Array.of(0, 255, 13, 10)], { type: 'audio/wav' }), 'a "b".wav')
  const request = new Request('https://api.openai.com/v1/audio/transcriptions', { method: 'POST', body: form })
  const headers = { 'content-type': request.headers.get('content-type') ?? '' }
  return keyOf(requestOf({ headers, body: new Uint8Array(await request.arrayBuffer()) }))
}

const tokenForm = (now: string): string =>
  `grant_type=x&assertion=${now}&metadata[user_id]=${now}&metadata%5Btier%5D=1&tags[0]=a&tags[1]=${now}&filter=${encodeURIComponent(`{"now":${now},"a":1}`)}`

const partsKey = (kind: string, boundary: string, file: string): string =>
  keyOf(
    requestOf({
      headers: { 'content-type': `multipart/${kind}; boundary="${boundary}"` },
      body: `--${boundary}\r\ncontent-type: application/json\r\n\r\n${file}\r\n--${boundary}\r\ncontent-type: text/plain\r\n\r\nhi\r\n--${boundary}--`,
    }),
  )

const nestedKey = (outer: string, inner: string, text: string): string =>
  keyOf(
    requestOf({
      headers: { 'content-type': `multipart/mixed; boundary=${outer}` },
      body: `preamble\n--${outer}\nContent-Type: multipart/related; boundary="${inner}"\n\n--${inner}\nContent-Type: application/http\n\n${text}\n--${inner}--\n--${outer}--\n`,
    }),
  )

const packedKey = (text: string, level: number): string =>
  multipartKey('x', [part('name="f"; filename="x.gz"', gzipSync(text, { level }).toString('latin1'))])

describe('a form body', () => {
  test('counts as sorted pairs', () => {
    expect(formKey('b=2&a=1+1')).toBe(formKey('a=1%201&b=2'))
  })

  test('can be ignored in parts', () => {
    const rules = ignoring({ body: ['$.assertion', '$.metadata.user_id', '$.tags[1]', '$.filter.now'] })
    expect(formKey(tokenForm('1'), rules)).toBe(formKey(tokenForm('2'), rules))
    expect(formKey(tokenForm('1'), rules)).not.toBe(formKey(tokenForm('1').replace('tier%5D=1', 'tier%5D=2'), rules))
    expect(formKey(tokenForm('1'), rules)).not.toBe(
      formKey(tokenForm('1').replace('%22a%22%3A1', '%22a%22%3A2'), rules),
    )
  })

  test('counts by its values', () => {
    expect(new Set(['a=1', 'a=2', 'a=1&b=', 'a%3D1', 'a=1&a=1'].map((body) => formKey(body))).size).toBe(5)
  })
})

describe('a multipart body', () => {
  test('counts without its boundary', () => {
    const parts = [
      part('name="a"', '1'),
      part('name="f"; filename="x.png"\r\nContent-Type: image/png', '\xff\r\n\r\n--'),
    ]
    expect(multipartKey('one', parts)).toBe(multipartKey('another', parts))
  })

  test('counts by name, file name, type, bytes and order', () => {
    const keys = [
      [part('name="a"', '1'), part('name="b"', '2')],
      [part('name="b"', '2'), part('name="a"', '1')],
      [part('name="a"', '1'), part('name="b"', '3')],
      [part('name="a"', '1'), part('name="c"', '2')],
      [part('name="a"', '1'), part('name="b"; filename="f"', '2')],
      [part('name="a"', '1'), part('name="b"\r\nContent-Type: text/plain', '2')],
      [part('name="a"', '1'), part('name="b"', '\xff')],
      [part('name="a"', '1'), part('name="b"', '\xfe')],
      [part('name="a"', '1')],
      [],
    ].map((parts) => multipartKey('x', parts))
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('is normalized in its texts', () => {
    expect(multipartKey('x', [part('name="a"', '2024-01-02')], DATES)).toBe(
      multipartKey('x', [part('name="a"', '2025-05-06')], DATES),
    )
  })

  test('can be ignored in its fields, whole and in parts', () => {
    const rules = ignoring({ body: ['$.user', '$.options.now', '$.file'] })
    const key = (user: string, options: string): string =>
      multipartKey(
        'x',
        [
          part('name="user"', user),
          part('name="options"', options),
          part('name="file"; filename="f"', `\xff${user}`),
          part('name="model"', 'm'),
        ],
        rules,
      )
    expect(key('1', '{"now":1,"a":1}')).toBe(key('2', '{"a":1,"now":2}'))
    expect(key('1', '{"now":1,"a":1}')).not.toBe(key('1', '{"now":1,"a":2}'))
    expect(multipartKey('x', [part('name="model"', 'm')], rules)).not.toBe(
      multipartKey('x', [part('name="model"', 'n')], rules),
    )
  })

  test.each(['related', 'mixed', 'form-data', 'alternative', 'parallel'])(
    'counts without its boundary, whatever its kind: %s',
    (kind) => {
      expect(partsKey(kind, 'a', '{"a":1,"b":{}}')).toBe(partsKey(kind, 'b b', '{ "b": {}, "a": 1.0 }'))
      expect(partsKey(kind, 'a', '{"file":{}}')).not.toBe(partsKey(kind, 'a', '{"file":{"a":1}}'))
    },
  )

  test('counts without the boundary of a multipart inside, and with line breaks of one character', () => {
    expect(nestedKey('a', 'b', 'GET /x')).toBe(nestedKey('c', 'd', 'GET /x'))
    expect(nestedKey('a', 'b', 'GET /x')).not.toBe(nestedKey('a', 'b', 'GET /y'))
  })

  test('counts a packed file by what is in it', () => {
    expect(packedKey('a'.repeat(999), 1)).toBe(packedKey('a'.repeat(999), 9))
    expect(packedKey('a', 1)).not.toBe(packedKey('b', 1))
  })

  test('that is broken counts by its bytes', () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    expect(keyOf(requestOf({ headers, body: '--x\r\n\r\n1' }))).not.toBe(
      keyOf(requestOf({ headers, body: '--x\r\n\r\n2' })),
    )
  })

  test('of a real client is the same each time', async () => {
    expect(await uploadKey()).toBe(await uploadKey())
  })
})

describe('any other body', () => {
  test('counts by its bytes', () => {
    const keys = [
      new Uint8Array(),
      Uint8Array.of(0xff),
      Uint8Array.of(0xfe),
      Uint8Array.of(0xef, 0xbf, 0xbd),
      Uint8Array.of(32),
    ].map((body) => keyOf(requestOf({ body })))
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('is normalized if it is text', () => {
    expect(keyOf(requestOf({ body: 'on 2024-01-02' }), DATES)).toBe(keyOf(requestOf({ body: 'on 2025-05-06' }), DATES))
  })

  test('is left alone if it is binary', () => {
    const [left, right] = ['2024-01-02\xff', '2025-05-06\xff'].map((text) =>
      keyOf(requestOf({ body: Buffer.from(text, 'latin1') }), DATES),
    )
    expect(left).not.toBe(right)
  })

  test('cannot pass for another part of the request', () => {
    const keys = [
      requestOf({ url: 'https://h/a', body: '["b"]' }),
      requestOf({ url: 'https://h/a?b=', body: '[]' }),
      requestOf({ url: 'https://h/a', body: '\n["b"]x' }),
      requestOf({ url: 'https://h/a%0A["b"]', body: 'x' }),
      requestOf({ url: 'https://h/a', headers: { 'openai-beta': '"],"json"]\n' } }),
      requestOf({ url: 'https://h/a', headers: { 'openai-beta': '"],"json"]' }, body: '\n' }),
    ].map((request) => keyOf(request))
    expect(new Set(keys).size).toBe(keys.length)
  })
})
