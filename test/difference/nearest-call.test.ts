import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { RecordedRequest } from '../../src/cassette/call.ts'
import { findNearestCall } from '../../src/difference/nearest-call.ts'
import type { NearestCall } from '../../src/difference/nearest-call.ts'
import { requestKey } from '../../src/key/request-key.ts'
import { jsonRequest, NO_RULES, requestOf } from '../key/requests.ts'

const explain = (incoming: RecordedRequest, ...recorded: readonly RecordedRequest[]): NearestCall =>
  findNearestCall({
    incoming,
    candidates: recorded.map((request, index) => ({ number: index + 1, request })),
    rules: NO_RULES,
  })

const chat = (...contents: readonly string[]): RecordedRequest =>
  jsonRequest(JSON.stringify({ model: 'm', messages: contents.map((content) => ({ role: 'user', content })) }))

const upload = (content: string): RecordedRequest =>
  requestOf({
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: Buffer.from(
      `--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n${content}\r\n--x--`,
      'latin1',
    ),
  })

const form = (body: string): RecordedRequest =>
  requestOf({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body })

const list = (value: number): RecordedRequest => jsonRequest(JSON.stringify(Array.from({ length: 100 }, () => value)))

describe('the nearest call', () => {
  test('is undefined where nothing is recorded', () => {
    expect(explain(chat('a'))).toEqual({ nearest: undefined, differences: [] })
  })

  test('has the fewest differences', () => {
    expect(explain(chat('a', 'b', 'c'), chat('x', 'y', 'c'), chat('a', 'b', 'x'), chat('z')).nearest).toBe(2)
  })

  test('has the most text in common', () => {
    expect(
      explain(chat('Say hello to Anna.'), chat('Translate this.'), chat('Say hello to Ann.'), chat('Say bye.')).nearest,
    ).toBe(2)
  })

  test('has the same address, however much its body differs', () => {
    const other = { ...chat('Say hello to Anna.'), url: 'https://api.openai.com/v1/chat/completions' }
    expect(explain(chat('Say hello to Anna!'), other, chat('x', 'y', 'z')).nearest).toBe(2)
  })

  test('is found among those of another address where there is no better', () => {
    const url = 'https://api.openai.com/v1/other'
    expect(explain(chat('abc'), { ...chat('xyz'), url }, { ...chat('abd'), url }).nearest).toBe(2)
  })

  test('is one of the first 50 of its address', () => {
    const others = Array.from({ length: 60 }, () => requestOf({ method: 'GET' }))
    expect(explain(chat('abc'), ...others, chat('abd')).nearest).toBe(61)
  })
})

describe('the differences', () => {
  test('are none where the requests are the same', () => {
    expect(explain(chat('a'), chat('a'))).toEqual({ nearest: 1, differences: [] })
  })

  test('name the place and give whole texts', () => {
    const long = 'x'.repeat(5000)
    expect(explain(chat('a', `${long}2`), chat('a', `${long}1`)).differences).toEqual([
      { path: '$.messages[1].content', recorded: `${long}1`, received: `${long}2` },
    ])
  })

  test('name what is new and what is gone', () => {
    expect(explain(jsonRequest('{"a":1,"it\'s":[1]}'), jsonRequest('{"a":1,"b":null}')).differences).toEqual([
      { path: '$.b', recorded: 'null', received: undefined },
      { path: String.raw`$['it\'s']`, recorded: undefined, received: '[1]' },
    ])
  })

  test('do not shift after an item that was put into a list', () => {
    expect(explain(chat('new', 'a', 'b', 'c'), chat('a', 'b', 'c')).differences).toEqual([
      { path: '$.messages[0]', recorded: undefined, received: '{"content":"new","role":"user"}' },
    ])
  })

  test('distinguish a number from a string', () => {
    expect(explain(jsonRequest('{"a":"5"}'), jsonRequest('{"a":5}')).differences).toEqual([
      { path: '$.a', recorded: '5', received: '"5"' },
    ])
  })

  test('show big numbers as they are', () => {
    expect(explain(jsonRequest('[9007199254740993]'), jsonRequest('[9007199254740992]')).differences).toEqual([
      { path: '$[0]', recorded: '9007199254740992', received: '9007199254740993' },
    ])
  })

  test('show a name that is there twice', () => {
    expect(explain(jsonRequest('{"a":1,"a":2}'), jsonRequest('{"a":1}')).differences).toEqual([
      { path: '$.a', recorded: '1', received: '[1,2]' },
    ])
  })

  test('cover method, address, query and headers', () => {
    const recorded = requestOf({
      method: 'GET',
      url: 'https://a.example/x?q=1&r=a%20b',
      headers: { 'anthropic-beta': 'a' },
    })
    const received = requestOf({
      method: 'POST',
      url: 'https://a.example/y?r=c&s=',
      headers: { 'anthropic-version': '1' },
    })
    expect(explain(received, recorded).differences).toEqual([
      { path: 'method', recorded: 'GET', received: 'POST' },
      { path: 'url', recorded: 'https://a.example/x', received: 'https://a.example/y' },
      { path: 'query.q', recorded: '1', received: undefined },
      { path: 'query.r', recorded: 'a b', received: 'c' },
      { path: 'query.s', recorded: undefined, received: '' },
      { path: 'header anthropic-beta', recorded: 'a', received: undefined },
      { path: 'header anthropic-version', recorded: undefined, received: '1' },
    ])
  })

  test('name the part of a multipart body', () => {
    expect(explain(upload('b'), upload('\xff')).differences).toEqual([
      {
        path: 'part file',
        recorded: 'a.bin: 1 bytes, sha256 a8100ae6aa1940d0b663bb31cd466142ebbdbd5187131b92d93818987832eb89',
        received: 'a.bin: b',
      },
    ])
  })

  test('name the field of a form', () => {
    expect(explain(form('a=1+2&b=1'), form('a=1&b=1')).differences).toEqual([
      { path: 'part a', recorded: '1', received: '1 2' },
    ])
  })

  test('show the body where it is of another kind', () => {
    expect(explain(requestOf({ body: 'text' }), requestOf({ body: '{"a":1}' })).differences).toEqual([
      { path: 'body', recorded: '{"a":1}', received: 'text' },
    ])
  })

  test('are 20 at most', () => {
    expect(explain(list(1), list(2)).differences).toHaveLength(20)
  })
})

test('requests with different keys have a difference that can be shown', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (left, right) => {
      const recorded = jsonRequest(JSON.stringify(left))
      const received = jsonRequest(JSON.stringify(right))
      expect(explain(received, recorded).differences.length > 0).toBe(
        requestKey(recorded, NO_RULES) !== requestKey(received, NO_RULES),
      )
    }),
  )
})

test('nothing makes it throw', () => {
  const request = fc.record({
    method: fc.string(),
    url: fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })),
    headers: fc.dictionary(
      fc.constantFrom('content-type', 'openai-beta'),
      fc.constantFrom('application/json', 'multipart/form-data; boundary=x', 'a'),
    ),
    body: fc.oneof(
      fc.uint8Array(),
      fc.json().map((text) => new TextEncoder().encode(text)),
    ),
  })
  const rules = { ...NO_RULES, ignore: { ...NO_RULES.ignore, body: ['not a path'] } }
  fc.assert(
    fc.property(request, request, fc.constantFrom(NO_RULES, rules), (incoming, recorded, used) => {
      expect(
        findNearestCall({ incoming, candidates: [{ number: 1, request: recorded }], rules: used }).differences,
      ).toBeDefined()
    }),
  )
})
