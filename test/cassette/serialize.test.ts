import { describe, expect, test } from 'vitest'

import { bytesOf, callsOf, greeting, hashOf, makeCall, serialize, textOf } from './samples.ts'

const bodyOf = (text: string): string => serialize([makeCall({ response: { body: bytesOf(text) } })]).text
const requestOf = (text: string): string => serialize([makeCall({ request: { body: bytesOf(text) } })]).text

describe('what a cassette looks like', () => {
  test('a streamed call reads like a conversation', () => {
    expect(serialize([greeting]).text).toBe(`rewind: 1
test: "greets › says hello"
---
key: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
digest: "7d7d23017eb12dfb"
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
      messages:
        - role: system
          content: |-
            Be brief.
            Be kind.
        - role: user
          content: Say hello to Ann
      tools: []
      metadata: {}
response:
  status: 200
  headers:
    content-type: text/event-stream; charset=utf-8
    link:
      - "</a>; rel=\\"x\\""
      - "</b>"
  body:
    text: |+
      data: {"id":"x"}

      data: [DONE]

  chunks: [[18, 0], [14, 12.5]]
  latency: 312
  duration: 840
usage:
  provider: openai
  model: gpt-4o-mini
  input: 12
  output: 9
recordedAt: "2026-11-22T10:11:12.000Z"
`)
  })

  test('marks are written only where they are set', () => {
    const { text } = serialize([makeCall({ response: { end: 'aborted', statusText: 'Fine' }, rest: { late: true } })])
    expect(text).toContain('  statusText: Fine\n')
    expect(text).toContain('  end: aborted\n')
    expect(text).toMatch(/\nlate: true\n$/)
    expect(serialize([greeting]).text).not.toMatch(/statusText|end:|late:/)
  })

  test('an empty body is left out', () => {
    const empty = makeCall({ request: { body: new Uint8Array() }, response: { body: new Uint8Array() } })
    expect(serialize([empty]).text).not.toContain('body')
    expect(callsOf(serialize([empty]).text)).toEqual([empty])
  })

  test('a text that ends in blanks is quoted: not every parser, and no tidy editor, keeps them in a block', () => {
    for (const text of ['\n  ', '  \n', ' \n \n', '\n a\n ', 'a\n\t\n', '\n', '\n\n']) {
      const cassette = bodyOf(text)
      expect(cassette).toContain(`    text: ${JSON.stringify(text)}\n`)
      expect(textOf(callsOf(cassette)[0]?.response.body ?? new Uint8Array())).toBe(text)
    }
  })

  test('line breaks of Windows and of the wire are told once, not on every line', () => {
    const text = bodyOf('event: a\r\ndata: b\r\n\r\n')
    expect(text).toContain('    text: |+\n      event: a\n      data: b\n\n    lineBreaks: crlf\n')
    expect(textOf(callsOf(text)[0]?.response.body ?? new Uint8Array())).toBe('event: a\r\ndata: b\r\n\r\n')
  })

  test('binary stands in lines of 76 characters', () => {
    const call = makeCall({ response: { body: new Uint8Array(120).fill(255) } })
    const { text } = serialize([call])
    expect(text).toMatch(/ {4}base64: \|\n {6}\/{76}\n {6}\/{76}\n {6}\/{8}\n/)
    expect(callsOf(text)).toEqual([call])
  })

  test('large binary goes to a file beside the cassette, named by its content', () => {
    const call = makeCall({ response: { body: new Uint8Array(70_000).fill(254) } })
    const { text, files } = serialize([call])
    const [name] = [...files.keys()]
    expect(name).toMatch(/^[0-9a-f]{16}\.bin$/)
    expect(text).toMatch(new RegExp(`file: "?${name}"?\\n`))
    expect(hashOf(callsOf(text, files)[0]?.response.body ?? '')).toBe(hashOf(call.response.body))
  })
})

describe('request bodies that are JSON', () => {
  test('lose their white space only', () => {
    const text = requestOf('{ "a": 1,\n\t"b": [ "x  y" ] }')
    expect(text).toContain('    json:\n      a: 1\n      b:\n        - "x  y"\n')
    expect(textOf(callsOf(text)[0]?.request.body ?? new Uint8Array())).toBe('{"a":1,"b":["x  y"]}')
  })

  test('stay text where the spelling of a number would be lost', () => {
    expect(requestOf('{"a":1.0}')).toContain('text: "{\\"a\\":1.0}"')
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
    const json = JSON.stringify({ image: 'QUJD'.repeat(2_000_000), note: 'x' }, undefined, 1)
    const text = requestOf(json)
    expect(text).toContain('      note: x\n')
    expect(textOf(callsOf(text)[0]?.request.body ?? new Uint8Array())).toBe(JSON.stringify(JSON.parse(json)))
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
