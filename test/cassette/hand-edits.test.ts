import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

import { second, text } from './edits.ts'
import { bytesOf, callsOf, greeting, open, textOf } from './samples.ts'

describe('a cassette that was edited', () => {
  test('may have comments', () => {
    const edited = `# by Ann\n${text.replace('---\n', '--- # the first\n# of two\n').replace('response:\n', '# the answer\nresponse:\n  # kept\n')}`
    expect(callsOf(edited)).toEqual([greeting, second])
  })

  test('may have the line breaks of Windows', () => {
    expect(callsOf(text.replaceAll('\n', '\r\n'))).toEqual([greeting, second])
  })

  test('may begin with a byte order mark', () => {
    expect(callsOf(`\ufeff${text}`)).toEqual([greeting, second])
  })

  test('may have its keys in another order', () => {
    const edited = text.replace(/^(request:\n(?:.*\n)*?)(response:\n(?:.*\n)*?)(meta: .*\n)/m, '$3$2$1')
    expect(edited).not.toBe(text)
    expect(callsOf(edited)).toEqual([greeting, second])
    expect(open(edited).entries[0]?.key).toBe(greeting.key)
  })

  test('may have been written by another YAML library', () => {
    const edited = parseAllDocuments(text)
      .map((document) => document.toString({ lineWidth: 40, indent: 4, singleQuote: true }))
      .join('---\n')
    expect(callsOf(edited)).toEqual([greeting, second])
  })

  test('may have been formatted: other indentation, quotes taken off, flow lists broken over lines', () => {
    const edited = text
      .replace('meta: {"key":', 'meta:\n  {\n    "key":')
      .replace('"at":"2026-11-22T10:11:12.000Z","ms":[312,840]', 'at: 2026-11-22T10:11:12.000Z,\n    "ms": [312, 840]')
      .replace('tools: []', 'tools:\n        []')
    expect(callsOf(edited)).toEqual([greeting, second])
    expect(open(edited).entries[0]?.key).toBe(greeting.key)
  })

  test('may have its long texts folded, and its quotes single', () => {
    const edited = text
      .replace(
        '- role: system\n          content: |-\n            Be brief.\n            Be kind.',
        "- role: 'system'\n          content: 'Be brief.\n\n            Be\n            kind.'",
      )
      .replace('content: Say hello to Ann', 'content: >-\n            Say hello\n            to Ann')
      .replace('"</b>"', "'</b>'")
    expect(edited).toContain('>-')
    expect(callsOf(edited)).toEqual([greeting, second])
  })

  test('may have its keys in quotes', () => {
    const edited = text.replaceAll(
      /^( *(?:- )?)(request|response|status|body|text|events|messages|role|meta):/gm,
      '$1"$2":',
    )
    expect(edited).toContain('"meta": {"key":"9f86')
    expect(callsOf(edited)).toEqual([greeting, second])
    expect(open(edited).entries.map(({ key }) => key)).toEqual([greeting.key, second.key])
  })

  test('may have blank lines between its entries, and none at its end', () => {
    const edited = text.replaceAll(/^(response|meta):/gm, '\n$1:').replace(/\n+$/, '')
    expect(open(edited).entries.map((entry) => entry.call().request)).toEqual([greeting.request, second.request])
    expect(callsOf(edited)[0]?.usage).toEqual(greeting.usage)
  })

  test('may be indented by four spaces where a block is', () => {
    const edited = text.replace(
      '      data: {"id":"x"}\n\n      data: [DONE]\n',
      '          data: {"id":"x"}\n\n          data: [DONE]\n',
    )
    expect(edited).not.toBe(text)
    expect(callsOf(edited)).toEqual([greeting, second])
  })

  test('may hold another answer: what is read is what the file says', () => {
    const edited = text.replace('data: {"id":"x"}', 'data: {"id":"y"}').replace('status: 200', 'status: 429')
    expect(callsOf(edited)[0]?.response).toEqual({
      ...greeting.response,
      status: 429,
      body: bytesOf('data: {"id":"y"}\n\ndata: [DONE]\n\n'),
    })
  })

  test('may be in flow style, with anchors', () => {
    const edited =
      'rewind: 2\n---\nrequest: {method: GET, url: &u "https://api.openai.com/v1/models"}\nresponse: {status: 200, headers: {x: *u}}\nmeta: {}\n'
    expect(callsOf(edited)).toMatchObject([
      { request: { method: 'GET' }, response: { status: 200, headers: { x: 'https://api.openai.com/v1/models' } } },
    ])
  })

  test('may end with a marker, or without a line break', () => {
    expect(callsOf(`---\n${text}---\n`)).toEqual([greeting, second])
    expect(callsOf(`${text}...\n`)).toEqual([greeting, second])
    expect(callsOf(text.trimEnd())).toEqual([greeting, second])
  })

  test('may lack a key: its call is found by its request', () => {
    const [entry] = open(text.replace(`"key":"${greeting.key}",`, '')).entries
    expect(entry?.key).toBeUndefined()
    expect(entry?.call().request).toEqual(greeting.request)
    expect(entry?.usage()).toEqual(greeting.usage)
  })

  test('may say what a response is as JSON', () => {
    const edited =
      'rewind: 2\n---\nrequest:\n  method: GET\n  url: https://a.b/c\nresponse:\n  status: 200\n  body:\n    json:\n      id: x\nmeta: {}\n'
    expect(textOf(callsOf(edited)[0]?.response.body ?? new Uint8Array())).toBe('{"id":"x"}')
  })

  test('may have a longer text: the last chunk takes the rest', () => {
    const edited = text.replace('data: [DONE]', 'data: [DONE, truly]')
    expect(callsOf(edited)[0]?.response.chunks).toEqual([
      { size: 18, at: 0 },
      { size: 21, at: 12.5 },
    ])
  })

  test('may have a shorter text: chunks beyond its end go', () => {
    const edited = text.replace('      data: {"id":"x"}\n\n      data: [DONE]\n', '      data: 1\n')
    expect(callsOf(edited)[0]?.response).toMatchObject({ body: bytesOf('data: 1\n\n'), chunks: [{ size: 9, at: 0 }] })
  })
})
