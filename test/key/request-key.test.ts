import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { KeyRules } from '../../src/key/key-rules.ts'
import { requestKey } from '../../src/key/request-key.ts'
import { createRedactor } from '../../src/redact/redactor.ts'
import { keyOf, keyOfJson, ignoring, DATES } from './keys.ts'
import { jsonRequest, NO_RULES, requestOf } from './requests.ts'

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

  test('is normalized in origin, path and query', () => {
    expect(keyOf(requestOf({ url: 'https://h-2024-01-02/2024-01-02/x?d=2024-01-02' }), DATES)).toBe(
      keyOf(requestOf({ url: 'https://h-2025-05-06/2025-05-06/x?d=2025-05-06' }), DATES),
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

test('rotating a secret changes no key when requests are redacted first', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9/+"=-]{16,40}$/)
  fc.assert(
    fc.property(secret, secret, (before, after) => {
      fc.pre(before.length % 3 === after.length % 3)
      expect(redactedKey(before)).toBe(redactedKey(after))
    }),
  )
})
