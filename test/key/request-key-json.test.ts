import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { keyOf, keyOfJson, ignoring, DATES } from './keys.ts'
import { NO_RULES, requestOf } from './requests.ts'

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

  test('is normalized in its long numbers, which are times and ids', () => {
    const rules = { ...NO_RULES, normalize: [{ pattern: /\d+/, as: '<n>' }] }
    expect(keyOfJson('{"at":1764351060123,"id":-12345678901234567890}', rules)).toBe(
      keyOfJson('{"at":1764351060999,"id":-12345678901234567899}', rules),
    )
    expect(keyOfJson('{"max_tokens":1024}', rules)).not.toBe(keyOfJson('{"max_tokens":2048}', rules))
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
