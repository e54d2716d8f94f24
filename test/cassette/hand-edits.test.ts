import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

import type { Call } from '../../src/cassette/call.ts'
import { bytesOf, callsOf, greeting, makeCall, open, refuseSlowPath, serialize, textOf } from './samples.ts'

const second = makeCall({ response: { body: bytesOf('Hello\n\n---\n\n=======\nkey: x\n') } })
const { text } = serialize([greeting, second])

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

describe('opening', () => {
  test('decodes nothing, and a response without its request', () => {
    const broken = text.replace('method: POST', 'method: [')
    const { entries } = open(broken)
    expect(entries.map(({ key }) => key)).toEqual([greeting.key, second.key])
    expect(entries[0]?.response()).toEqual(greeting.response)
    expect(entries[0]?.usage()).toEqual(greeting.usage)
  })

  test('needs no whole parser for what rewind wrote', () => {
    expect(open(text, { onSlowPath: refuseSlowPath }).entries.map((entry) => entry.call())).toEqual([greeting, second])
  })

  test('ten thousand calls looks for their keys only', () => {
    const numbered = Array.from({ length: 10_000 }, (_, number) => number.toString(16).padStart(64, '0'))
    const unreadable = numbered.map(
      (key) => `---\nrequest: [\nresponse: [\nmeta: {"key":"${key}","request":"0123456789abcdef",\n`,
    )
    const { entries } = open(`rewind: 2\n${unreadable.join('')}`, { onSlowPath: refuseSlowPath })
    expect(entries.map(({ key }) => key)).toEqual(numbered)
    expect(() => entries[9999]?.response()).toThrow('the fast reader gave up')
  })

  test('decodes a call once', () => {
    const [entry] = open(text).entries
    expect(entry?.call()).toBe(entry?.call())
    expect(entry?.response()).toBe(entry?.call().response)
  })

  test('knows the line of every call', () => {
    const lines = text.split('\n')
    expect(open(text).entries.map(({ line }) => lines[line - 2])).toEqual(['---', '---'])
  })
})

function turn(messages: readonly string[]): Call {
  const padded = messages.map((content) => ({ role: 'user', content: `${content} ${'and so on '.repeat(20)}` }))
  return makeCall({ request: { body: bytesOf(JSON.stringify({ model: 'm', messages: padded })) } })
}

function intactIn(changed: string): boolean[] {
  return open(changed).entries.map((entry) => entry.hasIntactRequest())
}

describe('a request is intact', () => {
  const conversation = serialize([turn(['one']), turn(['one', 'two']), turn(['one', 'two', 'three'])]).text
  test('as it was written', () => {
    expect(conversation).toContain('continues: 2')
    expect(intactIn(conversation)).toEqual([true, true, true])
    expect(intactIn(conversation.replaceAll('\n', '\r\n'))).toEqual([true, true, true])
  })

  test('whatever becomes of the answer', () => {
    expect(intactIn(conversation.replaceAll('"id":"x"', '"id":"y"').replaceAll('status: 200', 'status: 201'))).toEqual([
      true,
      true,
      true,
    ])
  })

  test('no longer when it was edited, nor are those that continue it', () => {
    expect(intactIn(conversation.replace('two and', 'deux and'))).toEqual([true, false, false])
    expect(intactIn(conversation.replace('url: https://api.openai.com/', 'url: https://api.openai.example/'))).toEqual([
      false,
      false,
      false,
    ])
  })

  test('no longer when its digest is not there', () => {
    expect(intactIn(conversation.replace(/"request":"[0-9a-f]{16}",/, ''))).toEqual([false, false, false])
  })

  test('not where it continues itself', () => {
    expect(intactIn(conversation.replace('continues: 2', 'continues: 3'))).toEqual([true, true, false])
  })
})

const asText = (events: readonly unknown[]): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
const delta = (content: object): unknown => ({ id: 'chatcmpl-1', choices: [{ index: 0, delta: content }] })
const toolCall = (more: object): unknown => delta({ tool_calls: [{ index: 0, ...more }] })
const streamed = makeCall({
  response: {
    headers: { 'content-type': 'text/event-stream' },
    body: bytesOf(
      asText([
        delta({ role: 'assistant', content: '' }),
        ...['Hello', ', ', 'Ann', ' 👋', '!'].map((content) => delta({ content })),
        toolCall({ id: 'call_1', function: { name: 'greet', arguments: '' } }),
        ...['{"na', 'me":"A', 'nn"}'].map((part) => toolCall({ function: { arguments: part } })),
      ]),
    ),
    chunks: Array.from({ length: 10 }, (_unused, index) => ({ size: 0, at: index })),
  },
  rest: { answer: [{ text: 'Hello, Ann 👋!' }, { call: 'greet', arguments: { name: 'Ann' } }] },
})
const bodyOfStream = textOf(streamed.response.body)
const inPieces = {
  ...streamed,
  response: {
    ...streamed.response,
    chunks: bodyOfStream.split(/(?<=\n\n)/).map((event, index) => ({ size: bytesOf(event).byteLength, at: index })),
  },
}
const buffered = makeCall({
  response: {
    body: bytesOf(
      JSON.stringify({
        id: 'chatcmpl-1',
        choices: [
          {
            message: {
              content: 'Hello, Ann 👋!',
              tool_calls: [{ function: { name: 'greet', arguments: '{"name": "Ann"}' } }],
            },
          },
        ],
      }),
    ),
  },
  rest: { answer: [{ text: 'Hello, Ann 👋!' }, { call: 'greet', arguments: { name: 'Ann' } }] },
})

/** What a stream tells, put together. */
function told(body: string): { content: string; name: string; arguments: string } {
  const events = [...body.matchAll(/^data: (.*)$/gm)].map(([, data = '']): string => data)
  const all = (name: string): string =>
    events
      .map((event) => new RegExp(`"${name}":("(?:[^"\\\\]|\\\\.)*")`).exec(event)?.[1] ?? '""')
      .map((piece) => String(JSON.parse(piece)))
      .join('')
  return { content: all('content'), name: all('name'), arguments: all('arguments') }
}

const edit = (cassette: string): string =>
  cassette
    .replace('- text: "Hello, Ann 👋!"', '- text: "Good evening, dear 👩‍👩‍👧 of Bob!"')
    .replace('name: Ann', 'name: Bob')
    .replace('call: greet', 'call: wave')

describe('an answer that was edited is what is replayed', () => {
  test('in a stream: in as many events and pieces, each as long as what is in it', () => {
    const cassette = serialize([inPieces]).text
    expect(callsOf(cassette)).toEqual([inPieces])
    const [call] = callsOf(edit(cassette))
    const body = textOf(call?.response.body ?? new Uint8Array())
    expect(told(body)).toEqual({
      content: 'Good evening, dear 👩‍👩‍👧 of Bob!',
      name: 'wave',
      arguments: '{"name":"Bob"}',
    })
    expect(body).not.toContain('Ann')
    expect(body).not.toMatch(/\\ud[89a-f]/)
    expect(call?.response.chunks).toEqual(
      body.split(/(?<=\n\n)/).map((event, index) => ({ size: bytesOf(event).byteLength, at: index })),
    )
    expect(call?.response.chunks).toHaveLength(inPieces.response.chunks.length)
  })

  test('in JSON, with its spelling', () => {
    const cassette = serialize([buffered]).text
    expect(callsOf(cassette)).toEqual([buffered])
    expect(textOf(callsOf(edit(cassette))[0]?.response.body ?? new Uint8Array())).toBe(
      textOf(buffered.response.body)
        .replace('Hello, Ann 👋!', 'Good evening, dear 👩‍👩‍👧 of Bob!')
        .replace('greet', 'wave')
        .replace(String.raw`\"name\": \"Ann\"`, String.raw`\"name\": \"Bob\"`),
    )
  })

  test('in a file that was formatted, too', () => {
    const edited = edit(
      parseAllDocuments(serialize([buffered]).text)
        .map((document) => document.toString({ lineWidth: 60 }))
        .join('---\n'),
    )
    expect(textOf(callsOf(edited)[0]?.response.body ?? new Uint8Array())).toContain('of Bob!')
  })

  test('and the request that repeats it says the edited words as well', () => {
    const next = makeCall({
      request: {
        body: bytesOf(
          JSON.stringify({
            model: 'm',
            messages: [
              { role: 'assistant', content: 'Hello, Ann 👋!' },
              { role: 'user', content: 'And?' },
            ],
          }),
        ),
      },
    })
    const cassette = serialize([buffered, next]).text
    expect(cassette).toContain('content: $call 1.0.text\n')
    const { entries } = open(edit(cassette))
    expect(entries.map((entry) => entry.hasIntactAnswer())).toEqual([false, true])
    expect(entries.map((entry) => entry.hasIntactRequest())).toEqual([true, false])
    expect(textOf(entries[1]?.call().request.body ?? new Uint8Array())).toContain('of Bob!')
  })

  test('but not one of which a part was taken out that the response needs', () => {
    const cassette = serialize([buffered]).text.replace('- text: "Hello, Ann 👋!"', '- words: "Hello"')
    expect(() => callsOf(cassette)).toThrow(/'\$answer\.0\.text', which has no value/)
  })
})

const documentsOf = (calls: readonly Call[]): string[] => serialize(calls).text.split(/^---\n/m)
const requestsOf = (documents: readonly string[]): string[] =>
  callsOf(documents.join('---\n')).map(({ request }) => textOf(request.body))

const [first, continued, third] = [turn(['one']), turn(['two']), turn(['two', 'three'])]
const answered = (words: string): Call => ({ ...continued, answer: [{ text: words }] })

describe('calls that were merged, moved or reordered', () => {
  test('mean what they meant: a call that was merged in before them is not the one they continue', () => {
    const [header = '', ...own] = documentsOf([continued, third])
    const [, other = ''] = documentsOf([first])
    expect(own[1]).toContain('continues: 1\n')
    expect(requestsOf([header, other, ...own])).toEqual(
      [first, continued, third].map(({ request }) => textOf(request.body)),
    )
  })

  test('mean what they meant in another order', () => {
    const [header = '', a = '', b = ''] = documentsOf([continued, third])
    expect(requestsOf([header, b, a])).toEqual([third, continued].map(({ request }) => textOf(request.body)))
    expect(intactIn([header, b, a].join('---\n'))).toEqual([true, true])
  })

  test('are an error where what they continue was recorded anew with another answer', () => {
    const [header = '', , b = ''] = documentsOf([answered('Yes'), third])
    const [, a = ''] = documentsOf([answered('No'), third])
    expect(() => requestsOf([header, a, b])).toThrow(
      /chat\.yaml:\d+ refers to call 1, which is missing or has changed since/,
    )
  })
})
