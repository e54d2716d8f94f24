import { expect, test } from 'vitest'

import type { Answer, AnswerPart } from '../../src/answers/answer.ts'
import { compareAnswers } from '../../src/answers/compare/compare-answers.ts'
import { readAnswer } from '../../src/answers/read-answer.ts'
import { whole } from './sources.ts'

function answer(...parts: readonly AnswerPart[]): Answer {
  return { parts, finish: 'stop' }
}

const recorded = (n: number) =>
  readAnswer(
    whole({
      id: `chatcmpl-${n}`,
      created: 1_700_000_000 + n,
      system_fingerprint: `fp_${n}`,
      choices: [{ message: { tool_calls: [{ id: `call_${n}`, function: { name: 'f', arguments: '{"a":1}' } }] } }],
      usage: { prompt_tokens: n, completion_tokens: n },
    }),
  )

const vector = (start: readonly number[]) => answer({ kind: 'embedding', size: 3, norm: 1, start })

const ranked = (...ranks: readonly (readonly [number, number])[]) =>
  answer({ kind: 'ranks', ranks: ranks.map(([index, score]) => ({ index, score })) })

const at = (url: string) => answer({ kind: 'media', mimeType: 'image/png', url })

const bytes = (sha256: string) => answer({ kind: 'media', mimeType: 'image/png', size: 2, sha256 })

const file = (id: string, name: string) => answer({ kind: 'data', value: { id, created_at: id, file: { id, name } } })

test('ids, times, fingerprints and token counts are no difference', () => {
  expect(compareAnswers(recorded(1), recorded(2))).toEqual([])
})

test('words, arguments, finish and errors are differences by path', () => {
  const before = answer(
    { kind: 'text', text: 'Sunny' },
    { kind: 'tool-call', name: 'f', arguments: { city: 'Rome', n: [1, 2] } },
  )
  const after: Answer = {
    parts: [
      { kind: 'text', text: 'Rainy' },
      { kind: 'tool-call', name: 'f', arguments: { city: 'Oslo', n: [1, 3] } },
    ],
    finish: 'length',
    error: { message: 'cut' },
  }
  expect(compareAnswers(before, after)).toEqual([
    { path: 'text', before: 'Sunny', after: 'Rainy' },
    { path: 'tool-call.arguments.city', before: 'Rome', after: 'Oslo' },
    { path: 'tool-call.arguments.n[1]', before: 2, after: 3 },
    { path: 'finish', before: 'stop', after: 'length' },
    { path: 'error', before: undefined, after: { message: 'cut' } },
  ])
})

test('an added or removed part is a difference, and so is another order', () => {
  const text = { kind: 'text', text: 'Hi' } as const
  const call = { kind: 'tool-call', name: 'f', arguments: {} } as const
  expect(compareAnswers(answer(text), answer(text, call))).toEqual([
    { path: 'tool-call', before: undefined, after: { name: 'f', arguments: {} } },
  ])
  expect(compareAnswers(answer(text, call), answer(call, text))).toEqual([
    { path: 'order', before: 'text, tool-call', after: 'tool-call, text' },
  ])
})

test('the noise of vectors and scores is no difference; another vector or order is', () => {
  expect(compareAnswers(vector([0.6, 0, 0.8]), vector([0.6001, 0, 0.7999]))).toEqual([])
  expect(compareAnswers(vector([0.6, 0, 0.8]), vector([0.5, 0.1, 0.8]))).toHaveLength(2)
  expect(compareAnswers(ranked([1, 0.9], [0, 0.4]), ranked([1, 0.899], [0, 0.404]))).toEqual([])
  expect(compareAnswers(ranked([1, 0.9], [0, 0.4]), ranked([0, 0.9], [1, 0.4]))).not.toEqual([])
})

test('the signed address of a picture is no difference; other bytes are', () => {
  expect(
    compareAnswers(at('https://files.example.com/a.png?sig=1'), at('https://files.example.com/b.png?sig=2')),
  ).toEqual([])
  expect(compareAnswers(bytes('aa'), bytes('bb'))).toEqual([{ path: 'media.sha256', before: 'aa', after: 'bb' }])
})

test('ids and times of other JSON do not count', () => {
  expect(compareAnswers(file('1', 'a.csv'), file('2', 'a.csv'))).toEqual([])
  expect(compareAnswers(file('1', 'a.csv'), file('2', 'b.csv'))).toEqual([
    { path: 'data.file.name', before: 'a.csv', after: 'b.csv' },
  ])
})

const cited = (id: string): Answer =>
  readAnswer(
    whole({
      id: 'x',
      message: {
        role: 'assistant',
        tool_plan: '',
        content: [{ type: 'text', text: 'It is 15°C.' }],
        citations: [{ sources: [{ type: 'tool', id, tool_output: { content: '15°C' } }] }],
      },
      finish_reason: 'COMPLETE',
    }),
  )

test('what a tool of Cohere gave back is cited by the name of the tool, whatever its call was called', () => {
  const [first, second] = [cited('get_weather_5fdj252rgk1f:0'), cited('get_weather_0lpc350kpo0d:0')]
  expect(first.parts[0]).toMatchObject({ citations: [{ title: 'get_weather', quote: '15°C' }] })
  expect(compareAnswers(first, second)).toEqual([])
})

function grounded(token: string): Answer {
  const uri = `https://vertexaisearch.cloud.google.com/grounding-api-redirect/${token}`
  const groundingMetadata = { groundingChunks: [{ web: { uri, title: 'formula1.com' } }] }
  return readAnswer(whole({ candidates: [{ content: { parts: [{ text: 'Yes.' }] }, groundingMetadata }] }))
}

const uploaded = (id: string): Answer =>
  readAnswer(whole({ file: { name: `files/${id}`, uri: `https://example.com/v1beta/files/${id}`, state: 'ACTIVE' } }))

test('addresses that Google makes up for its sources and for what was uploaded say nothing', () => {
  expect(compareAnswers(grounded('AUZIYQE1a2'), grounded('AUZIYQE3b4'))).toEqual([])
  expect(compareAnswers(uploaded('6zvhi6ahb428'), uploaded('8cjbkamlry9f'))).toEqual([])
})

function found(text: string, score: number): Answer {
  const results = [{ filename: 'a.pdf', text, score }]
  const call = { type: 'file_search_call', id: 'fs_1', queries: ['x'], results }
  return readAnswer(whole({ object: 'response', output: [call] }))
}

test('how well a tool of the provider found something is noise, what it found is not', () => {
  expect(compareAnswers(found('one', 0.91), found('one', 0.92))).toEqual([])
  expect(compareAnswers(found('one', 0.91), found('two', 0.91))).toHaveLength(1)
})

test('a score that was asked for is no noise: alone, or of a label', () => {
  expect(compareAnswers(judged({ score: 0.9 }), judged({ score: 0.1 }))).toHaveLength(1)
  const [spam, other] = [0.9, 0.1].map((score) => judged([{ label: 'spam', score }]))
  expect(compareAnswers(spam ?? answer(), other ?? answer())).not.toEqual([])
})

function judged(value: unknown): Answer {
  return answer({ kind: 'data', value })
}
