import { expect, test } from 'vitest'

import { readAnswer, type AnswerSource } from '../../src/answers/read-answer.ts'
import { whole } from './sources.ts'

const chatBody = (content: string) => ({ choices: [{ index: 0, message: { content }, finish_reason: 'stop' }] })
const geminiBody = (text: string) => ({ candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP' }] })

/** A file of lines, as providers serve them. */
function lines(type: string, ...list: readonly unknown[]): AnswerSource {
  const source = whole({}, { url: 'https://api.example.com/v1/files/file-1/content' })
  const body = Buffer.from(list.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return { ...source, response: { ...source.response, headers: { 'content-type': type }, body } }
}

const partsOf = (source: AnswerSource) => readAnswer(source).parts

test("the lines of OpenAI's output file are answers to the requests that they name", () => {
  const source = lines(
    'application/octet-stream',
    { custom_id: 'a', response: { status_code: 200, body: chatBody('Four.') }, error: null },
    {
      custom_id: 'b',
      response: { status_code: 400, body: { error: { message: 'too hot', type: 'invalid_request_error' } } },
      error: null,
    },
    { custom_id: 'c', response: null, error: { code: 'batch_expired', message: 'not done in time' } },
  )
  expect(partsOf(source)).toEqual([
    { kind: 'batch-entry', request: 'a', finish: 'stop' },
    { kind: 'text', text: 'Four.' },
    { kind: 'batch-entry', request: 'b', error: { message: 'too hot', type: 'invalid_request_error' } },
    { kind: 'batch-entry', request: 'c', error: { message: 'not done in time', code: 'batch_expired' } },
  ])
})

test("the lines of Anthropic's results are answers, errors, or the word for what became of them", () => {
  const message = {
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text: 'Hi' }],
    stop_reason: 'end_turn',
  }
  const error = { type: 'error', error: { type: 'invalid_request_error', message: 'no model' } }
  const source = lines(
    'application/binary',
    { custom_id: 'a', result: { type: 'succeeded', message } },
    { custom_id: 'b', result: { type: 'errored', error } },
    { custom_id: 'c', result: { type: 'expired' } },
  )
  expect(partsOf(source)).toEqual([
    { kind: 'batch-entry', request: 'a', finish: 'end_turn' },
    { kind: 'text', text: 'Hi' },
    { kind: 'batch-entry', request: 'b', error: { message: 'no model', type: 'invalid_request_error' } },
    { kind: 'batch-entry', request: 'c', error: { message: 'expired' } },
  ])
})

test('the answers that Gemini and Mistral give within a batch are read once', () => {
  const inlinedResponses = {
    inlinedResponses: [
      { response: geminiBody('Four.'), metadata: { key: 'sum' } },
      { error: { code: 400, message: 'no such model' } },
    ],
  }
  const gemini = whole({
    name: 'batches/1',
    metadata: { output: { inlinedResponses } },
    done: true,
    response: { inlinedResponses },
  })
  expect(partsOf(gemini)).toEqual([
    { kind: 'batch-entry', request: 'sum', finish: 'STOP' },
    { kind: 'text', text: 'Four.' },
    { kind: 'batch-entry', request: '2', error: { message: 'no such model', code: '400' } },
  ])
  const mistral = whole({
    object: 'batch',
    outputs: [{ custom_id: '0', response: { status_code: 200, body: chatBody('4') } }],
  })
  expect(partsOf(mistral)).toEqual([
    { kind: 'batch-entry', request: '0', finish: 'stop' },
    { kind: 'text', text: '4' },
  ])
})

test("the lines of Gemini's files are answers to the requests that they name, those of Vertex by their number", () => {
  const gemini = lines(
    'application/json',
    { key: 'sum', response: geminiBody('4') },
    { key: 'star', response: geminiBody('Sun') },
  )
  expect(partsOf(gemini).map((part) => ('text' in part ? part.text : 'request' in part && part.request))).toEqual([
    'sum',
    '4',
    'star',
    'Sun',
  ])
  const vertex = lines('text/plain', { status: '', request: {}, response: geminiBody('4') })
  expect(partsOf(vertex)[0]).toEqual({ kind: 'batch-entry', request: '1', finish: 'STOP' })
})

test('what only looks like a batch is none', () => {
  const operation = whole({ name: 'operations/1', done: true, metadata: {}, response: { videos: [] } })
  expect(partsOf(operation)).toMatchObject([{ kind: 'data' }])
  expect(partsOf(whole({ response: geminiBody('Hello') }))).toEqual([{ kind: 'text', text: 'Hello' }])
})
