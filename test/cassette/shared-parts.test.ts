import { describe, expect, test } from 'vitest'

import { response as openAiResponse } from '../helpers/wires/openai-responses-wire.ts'
import { bytesOf, callsOf, makeCall, open, serialize, textOf } from './samples.ts'

const settings = Object.fromEntries(
  Array.from({ length: 20 }, (_unused, index) => [`setting_${index}`, index % 2 === 0 ? null : 'as it is by default']),
)
const streamOf = (events: readonly unknown[]): Uint8Array =>
  bytesOf(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''))
const callOf = (events: readonly unknown[], answer: string): ReturnType<typeof makeCall> =>
  makeCall({ response: { body: streamOf(events) }, rest: { answer: [{ text: answer }] } })

const call = callOf(
  [
    { type: 'created', response: { status: 'begun', ...settings, output: [], user: null } },
    { type: 'in_progress', response: { status: 'begun', ...settings, output: [], user: null } },
    ...['Hello', ', ', 'Ann'].map((delta) => ({ type: 'delta', delta })),
    { type: 'completed', response: { status: 'done', ...settings, output: ['Hello, Ann'], user: null } },
  ],
  'Hello, Ann',
)

describe('what several events have', () => {
  test('is written once, below them', () => {
    const { text } = serialize([call])
    expect(text.match(/setting_3/g)).toHaveLength(1)
    expect(text).toContain('{"status":"done","$shared":1,"output":["$answer.0.text"],"user":null}')
    expect(text).toMatch(/\n {4}shared: \|\n {6}"setting_0":null,/)
    expect(callsOf(text)).toEqual([call])
  })

  test('is changed in all of them by one edit', () => {
    const edited = serialize([call]).text.replace('"setting_3":"as it is by default"', '"setting_3":"another"')
    const body = textOf(callsOf(edited)[0]?.response.body ?? new Uint8Array())
    expect(body.match(/"setting_3":"another"/g)).toHaveLength(3)
  })

  test('is an error where it was taken out', () => {
    const { text } = serialize([call])
    expect(() => callsOf(text.replace('"$shared":1', '"$shared":7'))).toThrow(/there is no part 7/)
  })

  test('is told apart from keys and texts that look like a reference', () => {
    const odd = { $shared: 1, text: '"$shared":1', value: '$shared 1' }
    const calls = [
      callOf(
        [
          { ...odd, ...settings },
          { ...odd, ...settings, more: 1 },
        ],
        'x',
      ),
      callOf([odd, odd, odd], 'x'),
    ]
    const { text } = serialize(calls)
    expect(callsOf(text)).toEqual(calls)
  })

  test('is found in the events of a real dialect, and what remains of each is short', () => {
    const tools = [{ type: 'function', name: 'look_up', parameters: { type: 'object' } }]
    const wire = openAiResponse(
      { model: 'm', input: 'Hello to all of you', stream: true, metadata: settings, tools },
      1,
    )
    const body = wire.kind === 'events' ? wire.events.join('') : ''
    const streamed = makeCall({ response: { body: bytesOf(body) }, rest: { answer: [{ text: 'Hello' }] } })
    const { text } = serialize([streamed])
    expect(text.match(/setting_3/g)).toHaveLength(1)
    expect(open(text).entries[0]?.call()).toEqual(streamed)
  })
})
