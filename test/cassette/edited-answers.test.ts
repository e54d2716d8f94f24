import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

import { bytesOf, callsOf, makeCall, open, serialize, textOf } from './samples.ts'

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
