import { gzipSync } from 'node:zlib'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { RecordedRequest } from '../../src/cassette/call.ts'
import type { KeyRules } from '../../src/key/key-rules.ts'
import { requestKey } from '../../src/key/request-key.ts'
import { createRedactor } from '../../src/redact/redactor.ts'
import { jsonRequest, NO_RULES, requestOf } from './requests.ts'

const keyOf = (request: RecordedRequest, rules: KeyRules = NO_RULES): string => requestKey(request, rules)
const keyOfJson = (body: string, rules: KeyRules = NO_RULES): string => requestKey(jsonRequest(body), rules)
const ignoring = (ignore: Partial<KeyRules['ignore']>): KeyRules => ({
  ...NO_RULES,
  ignore: { ...NO_RULES.ignore, ...ignore },
})
const DATES: KeyRules = { ...NO_RULES, normalize: [{ pattern: /\d{4}-\d\d-\d\d/, as: '<date>' }] }

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

const redactedKey = (value: string): string => {
  const redactor = createRedactor({ secrets: [{ name: 'API_KEY', value }], rules: [] })
  const request = jsonRequest(
    JSON.stringify({
      key: value,
      text: `Bearer ${value}!`,
      nested: JSON.stringify({ value }),
      basic: btoa(`user:${value}`),
    }),
  )
  return keyOf({
    ...request,
    url: redactor.url(`https://h/x?key=${encodeURIComponent(value)}&q=${encodeURIComponent(`a${value}`)}`),
    body: redactor.bytes(request.body),
  })
}

test('a key is the beginning of a SHA-256, the same in every version of rewind', () => {
  expect(keyOfJson('{"model":"m","input":[1,"ä"]}')).toBe('4dd6a3aac3639ef6bc6f')
})

describe('the address', () => {
  test('counts', () => {
    const keys = [
      requestOf({}),
      requestOf({ method: 'GET' }),
      requestOf({ url: 'http://api.openai.com/v1/responses' }),
      requestOf({ url: 'https://api.openai.com:444/v1/responses' }),
      requestOf({ url: 'https://api.groq.com/v1/responses' }),
      requestOf({ url: 'https://api.openai.com/v1/Responses' }),
      requestOf({ url: 'https://api.openai.com/v1/responses?a=1' }),
      requestOf({ url: 'https://api.openai.com/v1/responses?a=2' }),
      requestOf({ url: 'https://api.openai.com/v1/responses?a=1&a=2' }),
      requestOf({ url: 'https://api.openai.com/v1/responses?a=2&a=1' }),
    ].map((request) => keyOf(request))
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('counts neither by its case nor by the order, the encoding and the fragment of its parts', () => {
    const plain = keyOf(requestOf({ method: 'POST', url: 'https://api.openai.com/x?a=1+2&b=~' }))
    expect(keyOf(requestOf({ method: 'post', url: 'HTTPS://u:p@API.openai.com:443/x?b=%7e&a=1%202#f' }))).toBe(plain)
  })

  test('can be ignored in parts', () => {
    const rules = ignoring({ origin: true, query: ['trace id'] })
    expect(keyOf(requestOf({ url: 'http://localhost:1234/x?trace+id=7&a=1' }), rules)).toBe(
      keyOf(requestOf({ url: 'https://api.openai.com/x?a=1' }), rules),
    )
  })

  test('is normalized in path and query', () => {
    expect(keyOf(requestOf({ url: 'https://h/2024-01-02/x?d=2024-01-02' }), DATES)).toBe(
      keyOf(requestOf({ url: 'https://h/2025-05-06/x?d=2025-05-06' }), DATES),
    )
  })

  test('counts as it is written where it cannot be parsed', () => {
    expect(keyOf(requestOf({ url: 'https://<region>.example/a' }))).not.toBe(
      keyOf(requestOf({ url: 'https://<region>.example/b' })),
    )
  })

  test('keeps bytes that cannot be decoded apart', () => {
    const keys = ['%FF', '%FE', '%25FF', '%EF%BF%BD'].map((value) => keyOf(requestOf({ url: `https://h/?a=${value}` })))
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('headers', () => {
  test('that change an answer count, others do not', () => {
    const keys = [
      {},
      { 'anthropic-version': '2023-06-01' },
      { 'anthropic-beta': '2023-06-01' },
      { 'ai-language-model-id': '2023-06-01' },
      { 'ai-model-id': '2023-06-01' },
      { 'ai-language-model-streaming': 'true' },
      { 'x-amzn-bedrock-guardrailidentifier': 'a' },
      { 'x-amzn-bedrock-guardrailidentifier': 'b' },
      { 'x-amzn-bedrock-guardrailversion': 'a' },
      { 'x-amzn-bedrock-performanceconfig-latency': 'a' },
      { 'x-amzn-bedrock-service-tier': 'a' },
      { 'x-amzn-bedrock-accept': 'a' },
      { 'openai-beta': '2023-06-01' },
    ].map((headers) => keyOf(requestOf({ headers })))
    expect(new Set(keys).size).toBe(keys.length)
    expect(keyOf(requestOf({ headers: { 'openai-beta': '2023-06-01', accept: 'text/plain' } }))).toBe(keys.at(-1))
  })

  test('that the user adds count, whatever their names are', () => {
    const keys = [{}, { 'x-guardrail': 'a' }, { 'x-guardrail': 'b' }, { constructor: 'a' }].map((headers) =>
      keyOf(requestOf({ headers }), { ...NO_RULES, keyHeaders: ['X-Guardrail', 'constructor', '__proto__'] }),
    )
    expect(new Set(keys).size).toBe(keys.length)
    expect(keyOf(requestOf({ headers: { 'x-guardrail': 'a' } }))).toBe(keys[0])
  })

  test('of betas are a set', () => {
    const [listed, repeated] = [{ 'anthropic-beta': 'b, a' }, { 'anthropic-beta': ['a', 'b,a'] }].map((headers) =>
      keyOf(requestOf({ headers })),
    )
    expect(listed).toBe(repeated)
  })

  test('can be ignored', () => {
    expect(keyOf(requestOf({ headers: { 'anthropic-beta': 'a' } }), ignoring({ headers: ['Anthropic-Beta'] }))).toBe(
      keyOf(requestOf({})),
    )
  })
})

describe('a JSON body', () => {
  test('is recognised without a content type', () => {
    expect(keyOf(requestOf({ body: '{"a": 1}' }))).toBe(keyOfJson('{"a":1}'))
  })

  test.each(['text/plain;charset=UTF-8', 'application/x-www-form-urlencoded', 'application/octet-stream'])(
    'is compared as a value under the type that clients give it: %s',
    (type) => {
      const headers = { 'content-type': type }
      expect(keyOf(requestOf({ headers, body: '\uFEFF { "b": 2, "a": [1.0] }' }))).toBe(keyOfJson('{"a":[1],"b":2}'))
      expect(keyOf(requestOf({ headers, body: '{"a":2}' }))).not.toBe(keyOf(requestOf({ headers, body: '{"a":1}' })))
    },
  )

  test('is not assumed for a lone number or word with a text type', () => {
    const headers = { 'content-type': 'text/plain' }
    expect(keyOf(requestOf({ headers, body: '1.0' }))).not.toBe(keyOf(requestOf({ headers, body: '1' })))
  })

  test.each(['GET', 'DELETE', 'HEAD', 'PUT'])('counts whatever the method: %s', (method) => {
    const keys = ['', '{"a":1}', '{"a":2}'].map((body) => keyOf(requestOf({ method, body })))
    expect(new Set(keys).size).toBe(3)
  })

  test('that is invalid counts by its bytes', () => {
    expect(keyOfJson('{"a":1')).not.toBe(keyOfJson('{"a": 1'))
  })

  test.each([
    ['[1]', '["1"]'],
    ['[null]', '["null"]'],
    ['[1e400]', '[null]'],
    ['[1e400]', '[1e401]'],
    ['[0]', '[-0]'],
    ['[9007199254740992]', '[9007199254740993]'],
    ['{"a":1}', '{"a":2,"a":1}'],
    ['{"a":1}', '{"a":1,"a":1}'],
    ['{}', '{"__proto__":1}'],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}'],
    ['{"a":1,"b":2}', '{"a":1,"b":2,"c":null}'],
    ['[1,2]', '[2,1]'],
    ['[[1],2]', '[1,[2]]'],
    ['""', '" "'],
    ['["a","b"]', '["a\\",\\"b"]'],
    ['[]', '{}'],
  ])('%s is not %s', (left, right) => {
    expect(keyOfJson(left)).not.toBe(keyOfJson(right))
  })

  test('can be ignored in parts', () => {
    const rules = ignoring({ body: ['$.metadata.user_id', '$.messages[*].id'] })
    expect(keyOfJson('{"metadata":{"user_id":1},"messages":[{"id":1,"a":2}]}', rules)).toBe(
      keyOfJson('{"messages":[{"a":2}],"metadata":{}}', rules),
    )
  })

  test('is normalized in its strings', () => {
    expect(keyOfJson('{"a":["on 2024-01-02"]}', DATES)).toBe(keyOfJson('{"a":["on 2025-05-06"]}', DATES))
  })

  test('is not normalized in its names', () => {
    expect(keyOfJson('{"2024-01-02":1}', DATES)).not.toBe(keyOfJson('{"2025-05-06":1}', DATES))
  })

  test('is normalized alike every time, whatever the flags of the pattern', () => {
    const rules = { ...NO_RULES, normalize: [{ pattern: /7/gy, as: '$&' }] }
    expect([keyOfJson('["a7"]', rules), keyOfJson('["a7"]', rules)]).toEqual([
      keyOfJson('["a$&"]'),
      keyOfJson('["a$&"]'),
    ])
  })
})

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

test('every rule that changes something says so, others do not', () => {
  const used = new Set<string>()
  const rules: KeyRules = {
    keyHeaders: [],
    ignore: {
      body: ['$.a', '$.b[*].c', '$.gone'],
      query: ['t', 'u'],
      headers: ['OpenAI-Beta', 'prefer'],
      origin: false,
    },
    normalize: [
      { pattern: /now/g, as: '' },
      { pattern: /then/, as: '' },
    ],
  }
  const request = { ...jsonRequest('{"a":1,"b":[{"c":"x"},{}],"d":"now"}'), url: 'https://h/?t=1' }
  requestKey({ ...request, headers: { ...request.headers, 'openai-beta': 'x' } }, rules, (rule) => used.add(rule))
  expect([...used].toSorted()).toEqual([
    'ignore $.a',
    'ignore $.b[*].c',
    'ignore ?t',
    'ignore openai-beta:',
    'normalize /now/g',
  ])
})

describe('whatever the JSON value is,', () => {
  test('key order and white space never change the key', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value)
        expect(keyOfJson(JSON.stringify(reverseMembers(JSON.parse(text)), undefined, 3))).toBe(keyOfJson(text))
      }),
    )
  })

  test('another value has another key', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (left, right) => {
        const isSame = JSON.stringify(reverseMembers(left)) === JSON.stringify(reverseMembers(right))
        fc.pre(isSame || !isDeepEqual(left, right))
        expect(keyOfJson(JSON.stringify(left)) === keyOfJson(JSON.stringify(right))).toBe(isSame)
      }),
    )
  })

  test('a value changed anywhere changes the key', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(), (value, place) => {
        const text = JSON.stringify(value)
        const scalars = [...text.matchAll(/"(?:[^"\\]|\\.)*"(?!:)|-?\d[\d.eE+-]*|true|false|null/g)]
        const scalar = scalars[place % Math.max(1, scalars.length)]
        fc.pre(scalar !== undefined)
        const changed = `${text.slice(0, scalar.index)}"changed ${scalar[0].length}"${text.slice(scalar.index + scalar[0].length)}`
        expect(keyOfJson(changed) === keyOfJson(text)).toBe(changed === text)
      }),
    )
  })
})

test('rotating a secret changes no key when requests are redacted first', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9/+"=-]{16,40}$/)
  fc.assert(
    fc.property(secret, secret, (before, after) => {
      fc.pre(before.length % 3 === after.length % 3)
      expect(redactedKey(before)).toBe(redactedKey(after))
    }),
  )
})

function reverseMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseMembers)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reverseMembers(member)]),
  )
}

function isDeepEqual(left: unknown, right: unknown): boolean {
  try {
    expect(left).toEqual(right)
    return true
  } catch {
    return false
  }
}
