import { expect, test } from 'vitest'

import type { PlainValue } from '../../src/cassette/form/write-yaml.ts'
import { bytesOf, callsOf, makeCall, serialize, textOf } from './samples.ts'

const numbers = { a: 2, b: 3 }
const answer: PlainValue = [
  { call: 'add', arguments: numbers },
  { call: 'add', arguments: numbers },
  { finish: 'tool_calls' },
]
const toolCall = (id: string) => ({ id, function: { name: 'add', arguments: JSON.stringify(numbers) } })

/** Edits the second of two equal parts, and gives the body that is replayed then. */
function replayed(body: string, edit: (text: string) => string, said: PlainValue = answer): string {
  const { text } = serialize([makeCall({ rest: { answer: said }, response: { body: bytesOf(body) } })])
  expect(textOf(callsOf(text)[0]?.response.body ?? new Uint8Array())).toBe(body)
  const edited = edit(text)
  expect(edited).not.toBe(text)
  return textOf(callsOf(edited)[0]?.response.body ?? new Uint8Array())
}

const editSecondCall = (text: string): string =>
  text.replace(/(a: 2[^]*?)a: 2/, '$1a: 7').replace(/(call: add[^]*?)call: add/, '$1call: sum')

const event = (index: number): string =>
  `data: ${JSON.stringify({ output_index: index, item: { type: 'function_call', ...toolCall(`id_${index}`).function } })}\n\n`
const editSecondFinish = (text: string): string => text.replace(/(finish: stop[^]*?)finish: stop/, '$1finish: length')

test('an edit of the second of two equal calls changes the second alone', () => {
  const body = JSON.stringify({ choices: [{ message: { tool_calls: [toolCall('x'), toolCall('y')] } }] })
  expect(replayed(body, editSecondCall)).toBe(
    body.replace(/(add[^]*)add/, '$1sum').replace(/(\\"a\\":2[^]*)\\"a\\":2/, String.raw`$1\"a\":7`),
  )
})

test('an edit of the second of two equal calls changes it in the events of a stream', () => {
  const changed = replayed(event(0) + event(1), editSecondCall)
  expect(changed.slice(0, event(0).length)).toBe(event(0))
  expect(changed).toContain('"name":"sum"')
  expect(changed).toContain(String.raw`{\"a\":7,\"b\":3}`)
})

test('an edit of how the second of two choices ended changes that choice alone', () => {
  const choices = [0, 1].map((index) => ({
    index,
    message: { content: `Answer ${index} of two` },
    finish_reason: 'stop',
  }))
  const said = [
    { text: 'Answer 0 of two' },
    { finish: 'stop' },
    { alternative: [{ text: 'Answer 1 of two' }, { finish: 'stop' }] },
  ]
  const body = JSON.stringify({ choices })
  expect(replayed(body, editSecondFinish, said)).toBe(body.replace(/(stop[^]*)stop/, '$1length'))
})

const batchEntry = (text: string) => ({
  response: { candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP' }] },
})
const batchOf = (...texts: readonly string[]): string => {
  const inlinedResponses = { inlinedResponses: texts.map(batchEntry) }
  return JSON.stringify({
    name: 'batches/1',
    metadata: { output: { inlinedResponses } },
    response: { inlinedResponses },
  })
}

const letItSnow = (text: string): string => text.replace('It rains in Rome.', 'It snows in Rome.')
const batchLine = (id: string, content: string, finish = 'stop'): string =>
  `${JSON.stringify({ custom_id: id, response: { body: { choices: [{ message: { content }, finish_reason: finish }] } } })}\n`

test('an edited answer of a batch is replayed at both places where Gemini has it', () => {
  const said = [
    { request: '1', finish: 'STOP' },
    { text: 'It rains in Rome.' },
    { request: '2', finish: 'STOP' },
    { text: 'It is dry in Oslo.' },
  ]
  const body = batchOf('It rains in Rome.', 'It is dry in Oslo.')
  expect(replayed(body, letItSnow, said)).toBe(batchOf('It snows in Rome.', 'It is dry in Oslo.'))
})

test('an edit of how the second answer of a batch ended changes that answer alone', () => {
  const said = [{ request: 'a', finish: 'stop' }, { text: 'Yes.' }, { request: 'b', finish: 'stop' }, { text: 'No.' }]
  const changed = replayed(batchLine('a', 'Yes.') + batchLine('b', 'No.'), editSecondFinish, said)
  expect(changed).toBe(batchLine('a', 'Yes.') + batchLine('b', 'No.', 'length'))
})
