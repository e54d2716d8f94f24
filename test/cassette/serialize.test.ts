import { describe, expect, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import { bytesOf, callsOf, greeting, hashOf, makeCall, serialize, textOf } from './samples.ts'

const bodyOf = (text: string): string => serialize([makeCall({ response: { body: bytesOf(text) } })]).text
const requestOf = (text: string): string => serialize([makeCall({ request: { body: bytesOf(text) } })]).text

const events = [
  'data: {"id":"chatcmpl-1","choices":[{"delta":{"content":"Hello, "}}]}\n\n',
  'data: {"id":"chatcmpl-1","choices":[{"delta":{"content":"Ann."}}]}\n\n',
  'data: {"id":"chatcmpl-1","choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
]
const answered: Call = {
  ...greeting,
  answer: [{ text: 'Hello, Ann.' }, { finish: 'stop' }],
  response: {
    ...greeting.response,
    body: bytesOf(events.join('')),
    chunks: events.map((event, index) => ({ size: event.length, at: [0, 12.5, 15.5][index] ?? 0 })),
  },
}

describe('what a cassette looks like', () => {
  test('a streamed call reads like a conversation', () => {
    expect(serialize([answered]).text).toBe(`rewind: 2
test: "greets › says hello"
---
request:
  method: POST
  url: https://api.openai.com/v1/chat/completions
  headers:
    content-type: application/json
  body:
    json:
      model: gpt-4o-mini
      temperature: 0.2
      stream: true
      tools: []
      metadata: {}
      messages:
        - role: system
          content: |-
            Be brief.
            Be kind.
        - role: user
          content: Say hello to Ann
answer:
  - text: Hello, Ann.
  - finish: stop
response:
  status: 200
  headers:
    content-type: text/event-stream; charset=utf-8
    link:
      - "</a>; rel=\\"x\\""
      - "</b>"
  body:
    events: |
      data: {"id":"$1","choices":[{"delta":{"content":"$answer.0.text+"}}]}

      data: {"id":"$1","choices":[{"delta":{},"finish_reason":"$answer.1.finish"}]}

      data: [DONE]
meta: {"key":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","request":"5ba0cf35ddf60139","answer":"9028a1a0","at":"2026-11-22T10:11:12.000Z","ms":[312,840],"usage":{"provider":"openai","model":"gpt-4o-mini","input":12,"output":9},"holes":["chatcmpl-1"],"cuts":{"answer.0.text":"74"},"order":"0012","chunks":"112","times":"0(12.5)3"}
`)
  })

  test('marks are written only where they are set', () => {
    const { text } = serialize([makeCall({ response: { end: 'aborted', statusText: 'Fine' }, rest: { late: true } })])
    expect(text).toContain('  statusText: Fine\n')
    expect(text).toContain('  end: aborted\n')
    expect(text).toContain('"late":true')
    expect(serialize([greeting]).text).not.toMatch(/statusText|end:|late/)
  })

  test('an empty body is left out', () => {
    const empty = makeCall({ request: { body: new Uint8Array() }, response: { body: new Uint8Array() } })
    expect(serialize([empty]).text).not.toContain('body')
    expect(callsOf(serialize([empty]).text)).toEqual([empty])
  })

  test('a text that ends in spaces is quoted: not every parser, and no tidy editor, keeps them in a block', () => {
    for (const text of ['\n  ', '  \n', ' \n \n', '\n a\n ', 'a\n\t\n', '\n', '\n\n']) {
      const cassette = bodyOf(text)
      expect(cassette).toContain(`    text: ${JSON.stringify(text)}\n`)
      expect(textOf(callsOf(cassette)[0]?.response.body ?? new Uint8Array())).toBe(text)
    }
  })

  test('line breaks of Windows and of the wire are stated once, not on every line', () => {
    const text = bodyOf('event: a\r\ndata: b\r\n\r\n')
    expect(text).toContain('    events: |\n      event: a\n      data: b\n    lineBreaks: crlf\n')
    expect(textOf(callsOf(text)[0]?.response.body ?? new Uint8Array())).toBe('event: a\r\ndata: b\r\n\r\n')
  })

  test('binary is written in lines of 76 characters', () => {
    const call = makeCall({ response: { body: new Uint8Array(114).fill(255) } })
    const { text } = serialize([call])
    expect(text).toMatch(/ {4}base64: \|\n {6}\/{76}\n {6}\/{76}\n/)
    expect(callsOf(text)).toEqual([call])
  })

  test('large binary goes to a file beside the cassette, named by its content', () => {
    const call = makeCall({
      response: { headers: { 'content-type': 'image/png' }, body: new Uint8Array(70_000).fill(254) },
    })
    const { text, files } = serialize([call])
    const [name] = [...files.keys()]
    expect(name).toMatch(/^[0-9a-f]{16}\.png$/)
    expect(text).toContain(`    file: ${name}\n`)
    expect(hashOf(callsOf(text, files)[0]?.response.body ?? '')).toBe(hashOf(call.response.body))
  })
})

describe('request bodies that are JSON', () => {
  test('end with what was said, so that the answer follows the question', () => {
    const text = requestOf('{"messages":["Hi"],"tools":[1],"stream":true}')
    expect(text).toContain('      tools: [1]\n      stream: true\n      messages:\n        - Hi\n')
  })

  test('lose their white space only', () => {
    const text = requestOf('{ "a": 1,\n\t"b": [ "x  y" ] }')
    expect(text).toContain('    json:\n      a: 1\n      b:\n        - "x  y"\n')
    expect(textOf(callsOf(text)[0]?.request.body ?? new Uint8Array())).toBe('{"a":1,"b":["x  y"]}')
  })

  test('stay text where a number would be lost', () => {
    expect(requestOf('{"a":9007199254740993}')).toContain('text: "{\\"a\\":9007199254740993}"')
  })

  test('stay text where a key is there twice', () => {
    expect(requestOf('{"a":1,"a":2}')).toContain('text: ')
  })

  test('stay text where keys like numbers would change places', () => {
    expect(requestOf('{"b":1,"2":1,"1":1}')).toContain('text: ')
  })

  test('stay text where half a character is in them', () => {
    const text = requestOf(String.raw`{"a":"\ud800"}`)
    expect(text).toContain('text: ')
    expect(textOf(callsOf(text)[0]?.request.body ?? new Uint8Array())).toBe(String.raw`{"a":"\ud800"}`)
  })

  test('stay text where they are nested too deep to read', () => {
    expect(requestOf('['.repeat(100) + ']'.repeat(100))).toContain('text: ')
  })

  test('stay exact at any size', () => {
    const value = { image: 'QUJD'.repeat(2_000_000), text: 'A word. '.repeat(500_000), note: 'x' }
    const { text, files } = serialize([makeCall({ request: { body: bytesOf(JSON.stringify(value, undefined, 1)) } })])
    expect(text).toContain('      note: x\n')
    expect(text).toMatch(/ {6}image: \$file [0-9a-f]{16}\.bin\n/)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(2000)
    // A difference of millions of characters is of no help to anybody.
    expect(hashOf(callsOf(text, files)[0]?.request.body ?? '')).toBe(hashOf(JSON.stringify(value)))
  })

  test('keep keys that other programs take for something else', () => {
    const json =
      '{"__proto__":{"a":1},"<<":{"b":2},"y":1,"no":2,"null":3,"a: b":4,"":5,"constructor":6,"- x":7,"# y":8}'
    const text = requestOf(json)
    expect(text).toContain('      __proto__:\n        a: 1\n      "<<":\n')
    expect(textOf(callsOf(text)[0]?.request.body ?? new Uint8Array())).toBe(json)
  })

  test('keep texts that YAML takes for something else', () => {
    const words = [
      'null',
      'Yes',
      'off',
      '~',
      '1e3',
      '0x1f',
      '2026-11-22',
      '12:30:45',
      '.inf',
      '=',
      '*a',
      '&a',
      '!x',
      '- a',
      'a: b',
      'a #b',
      ' a',
      'a ',
      '',
      '|',
      '>',
      '%',
      '@',
      '`',
    ]
    const text = requestOf(JSON.stringify({ words }))
    expect(text.match(/^ {8}- "/gm)).toHaveLength(words.length)
    expect(textOf(callsOf(text)[0]?.request.body ?? new Uint8Array())).toBe(JSON.stringify({ words }))
  })
})
