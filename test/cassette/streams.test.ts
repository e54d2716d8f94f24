import { describe, expect, test } from 'vitest'

import { bedrockFrames } from '../helpers/wires/bedrock-wire.ts'
import { bytesOf, callsOf, makeCall, serialize, textOf } from './samples.ts'

const TEXT = 'Hello to all of you, and a good evening'

describe('the frames of an AWS event stream', () => {
  const frames = bedrockFrames(TEXT)
  const call = makeCall({
    response: {
      headers: { 'content-type': 'application/vnd.amazon.eventstream' },
      body: new Uint8Array(Buffer.concat(frames)),
      chunks: frames.map((frame, index) => ({ size: frame.byteLength, at: index })),
    },
    rest: { answer: [{ text: TEXT }, { finish: 'end_turn' }] },
  })

  test('are read as text, and come back with their lengths and checksums', () => {
    const { text, files } = serialize([call])
    expect(files.size).toBe(0)
    expect(text).toContain('"delta":{"text":"$answer.0.text+"}')
    expect(text.match(/contentBlockDelta/g)).toHaveLength(1)
    expect(callsOf(text)).toEqual([call])
  })

  test('carry an edited answer', () => {
    const edited = serialize([call]).text.replace(TEXT, 'Good bye to every one of you')
    const expected = bedrockFrames('Good bye to every one of you')
    const body = Buffer.from(callsOf(edited)[0]?.response.body ?? [])
    const told = [...body.toString('latin1').matchAll(/"delta":\{"text":"([^"]*)"/g)].map(([, piece]) => piece)
    expect(told.join('')).toBe('Good bye to every one of you')
    expect(told).toHaveLength(frames.length - 3)
    const last = Buffer.from(expected.at(-1) ?? [])
    expect(body.subarray(-last.length).equals(last)).toBe(true)
  })

  test('that are damaged are kept as they are', () => {
    const body = new Uint8Array(call.response.body)
    body[20] = 0
    const damaged = { ...call, response: { ...call.response, body } }
    const { text, files } = serialize([damaged])
    expect([...files.keys()]).toEqual([expect.stringMatching(/\.bin$/)])
    expect(callsOf(text, files)).toEqual([damaged])
  })
})

describe('events that are padded', () => {
  test('are stored once, and come back with their spaces', () => {
    const events = ['Hello', ', ', 'Ann'].map(
      (text, index) => `event: delta\ndata: {"delta":{"text":"${text}"}${' '.repeat(index * 5)}}\n\n`,
    )
    const call = makeCall({ response: { body: bytesOf(events.join('')) }, rest: { answer: [{ text: 'Hello, Ann' }] } })
    const { text } = serialize([call])
    expect(text.match(/event: delta/g)).toHaveLength(1)
    expect(callsOf(text)).toEqual([call])
  })
})

test('events that are filled up with the beginning of an alphabet have that once', () => {
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
  const events = Array.from({ length: 30 }, (_unused, index) => ({ p: alphabet.slice(0, (index * 17) % 60), n: 'x' }))
  const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
  const call = makeCall({ response: { body: bytesOf(body) } })
  const { text, files } = serialize([call])
  expect(files.size).toBe(0)
  expect(text.match(/abcdefghij/g)).toHaveLength(1)
  expect(callsOf(text)).toEqual([call])
})

describe('a part that begins empty and comes again when it is done', () => {
  const events = [
    { type: 'part.added', part: { text: '' }, output_index: 0 },
    ...['Hello', ', ', 'Ann'].map((delta) => ({ type: 'text.delta', delta, output_index: 0 })),
    { type: 'text.done', text: 'Hello, Ann', output_index: 0 },
    { type: 'part.done', part: { text: 'Hello, Ann' }, output_index: 0 },
  ]
  const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
  const call = makeCall({ response: { body: bytesOf(body) }, rest: { answer: [{ text: 'Hello, Ann' }] } })

  test('is edited at every place', () => {
    const { text } = serialize([call])
    expect(callsOf(text)).toEqual([call])
    expect(text.match(/Hello, Ann/g)).toHaveLength(1)
    const edited = textOf(callsOf(text.replace('Hello, Ann', 'Hello, Bob'))[0]?.response.body ?? new Uint8Array())
    expect(edited).toBe(body.replaceAll('Hello, Ann', 'Hello, Bob').replace('"Ann"', '"Bob"'))
  })
})
