import { expect, test } from 'vitest'

import { readAnswer } from '../../src/answers/read-answer.ts'
import { events, whole } from './sources.ts'

const PNG = Buffer.from('89504e470d0a1a0a', 'hex').toString('base64')

const chunk = (delta: unknown, finish: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
})

const toolChunk = (id: string, name: string) => ({
  choices: [{ delta: { tool_calls: [{ index: 0, id, function: { name, arguments: '{}' } }] } }],
})

const choice = (index: number, content: string) => ({ index, message: { content }, finish_reason: 'stop' })

const piece = (text: string) => ({ candidates: [{ content: { parts: [{ text }] } }] })

const threadMessage = (role: string, value: string) => ({
  object: 'thread.message',
  id: `msg_${role}`,
  role,
  content: [{ type: 'text', text: { value } }],
})

const messageOf = (body: unknown) => readAnswer(whole(body, { status: 400 })).error?.message

test('a stream of chat gives what the same answer gives when it comes whole', () => {
  const streamed = events(
    chunk({ role: 'assistant', content: '' }),
    chunk({ reasoning_content: 'Weather' }),
    chunk({ reasoning_content: ' first.' }),
    chunk({ content: 'Let me ' }),
    chunk({ content: 'look.' }),
    chunk({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }] }),
    chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
    chunk({ tool_calls: [{ index: 0, function: { arguments: '"Rome"}' } }] }),
    chunk({}, 'tool_calls'),
  )
  const buffered = whole({
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'Let me look.',
          reasoning_content: 'Weather first.',
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } }],
        },
        finish_reason: 'tool_calls',
      },
    ],
  })
  expect(readAnswer(streamed)).toEqual(readAnswer(buffered))
  expect(readAnswer(streamed)).toEqual({
    parts: [
      { kind: 'reasoning', text: 'Weather first.' },
      { kind: 'text', text: 'Let me look.' },
      { kind: 'tool-call', id: 'call_1', name: 'weather', arguments: { city: 'Rome' } },
    ],
    finish: 'tool_calls',
  })
})

test('calls that a server gives the same index are kept apart by their ids', () => {
  const { parts } = readAnswer(events(toolChunk('a', 'first'), toolChunk('b', 'second')))
  expect(parts.map((part) => part.kind === 'tool-call' && part.name)).toEqual(['first', 'second'])
})

test('several answers are one and its alternatives', () => {
  const answer = readAnswer(whole({ choices: [choice(0, 'Heads'), choice(1, 'Tails')] }))
  expect(answer.parts).toEqual([{ kind: 'text', text: 'Heads' }])
  expect(answer.alternatives).toEqual([{ parts: [{ kind: 'text', text: 'Tails' }], finish: 'stop' }])
})

test('arguments that are not JSON are kept as they are', () => {
  const call = { id: 'c', function: { name: 'f', arguments: '{"city": "Ro' } }
  const { parts } = readAnswer(whole({ choices: [{ message: { tool_calls: [call] } }] }))
  expect(parts).toEqual([{ kind: 'tool-call', id: 'c', name: 'f', arguments: '{"city": "Ro' }])
})

test('a refusal is not text', () => {
  const { parts } = readAnswer(whole({ choices: [{ message: { content: null, refusal: 'I cannot help.' } }] }))
  expect(parts).toEqual([{ kind: 'refusal', text: 'I cannot help.' }])
})

test('a stream of responses that was cut gives what had come', () => {
  const answer = readAnswer(
    events(
      { type: 'response.created', response: { object: 'response', status: 'in_progress', output: [] } },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'message', role: 'assistant', content: [] },
      },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Half of' },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: ' it' },
      {
        type: 'response.output_item.added',
        output_index: 1,
        item: { type: 'function_call', call_id: 'c', name: 'f', arguments: '' },
      },
      { type: 'response.function_call_arguments.delta', output_index: 1, delta: '{"a":1}' },
    ),
  )
  expect(answer.parts).toEqual([
    { kind: 'text', text: 'Half of it' },
    { kind: 'tool-call', id: 'c', name: 'f', arguments: { a: 1 } },
  ])
})

test('a generated picture in a response is media with its size and digest', () => {
  const item = { type: 'image_generation_call', id: 'ig', result: PNG, output_format: 'png' }
  const [part] = readAnswer(whole({ object: 'response', output: [item] })).parts
  expect(part).toEqual({
    kind: 'media',
    mimeType: 'image/png',
    size: 8,
    sha256: '4c4b6a3be1314ab86138bef4314dde022e600960d8689a2c8f8631802d20dab6',
  })
})

test('an error in the middle of a stream is kept beside what had come', () => {
  const answer = readAnswer(
    events(
      { type: 'message_start', message: { content: [] } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Well' } },
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    ),
  )
  expect(answer).toEqual({
    parts: [{ kind: 'text', text: 'Well' }],
    error: { message: 'Overloaded', type: 'overloaded_error' },
  })
})

test('a prompt that Gemini blocked is a refusal with its reason', () => {
  const answer = readAnswer(whole({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, modelVersion: 'gemini' }))
  expect(answer).toEqual({ parts: [{ kind: 'refusal', text: 'PROHIBITED_CONTENT' }], finish: 'PROHIBITED_CONTENT' })
})

test('the JSON array that Gemini streams without SSE is one answer', () => {
  expect(readAnswer(whole([piece('One, '), piece('two')])).parts).toEqual([{ kind: 'text', text: 'One, two' }])
})

test('a picture of Imagen, a video of Veo and a page of OCR are found', () => {
  expect(readAnswer(whole({ predictions: [{ bytesBase64Encoded: PNG, mimeType: 'image/png' }] })).parts).toMatchObject([
    { kind: 'media', mimeType: 'image/png', size: 8 },
  ])
  const video = { uri: 'https://example.com/files/1:download' }
  const done = { done: true, response: { generateVideoResponse: { generatedSamples: [{ video }] } } }
  expect(readAnswer(whole(done)).parts).toMatchObject([{ kind: 'media', url: video.uri }])
  expect(readAnswer(whole({ pages: [{ index: 0, markdown: '# Title', images: [] }] })).parts).toEqual([
    { kind: 'text', text: '# Title' },
  ])
})

test("the AI SDK's gateway is read whole and as a stream", () => {
  const answer = {
    parts: [
      { kind: 'text', text: 'Hi there' },
      { kind: 'tool-call', id: 't', name: 'f', arguments: { a: 1 } },
    ],
    finish: 'stop',
  }
  const call = { type: 'tool-call', toolCallId: 't', toolName: 'f', input: '{"a":1}' }
  expect(readAnswer(whole({ content: [{ type: 'text', text: 'Hi there' }, call], finishReason: 'stop' }))).toEqual(
    answer,
  )
  const streamed = events(
    { type: 'stream-start', warnings: [] },
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: 'Hi ' },
    { type: 'text-delta', id: '1', delta: 'there' },
    call,
    { type: 'finish', finishReason: 'stop' },
  )
  expect(readAnswer(streamed)).toEqual(answer)
})

test('vectors are measured, as numbers and as base64', () => {
  const numbers = [0.6, 0, 0.8, 0]
  const base64 = Buffer.from(new Float32Array(numbers).buffer).toString('base64')
  const measured = [{ kind: 'embedding', size: 4, norm: 1, start: numbers }]
  expect(readAnswer(whole({ data: [{ embedding: numbers }] })).parts).toEqual(measured)
  expect(readAnswer(whole({ data: [{ embedding: base64 }] })).parts).toEqual(measured)
  expect(readAnswer(whole({ embeddings: { float: [numbers] } })).parts).toEqual(measured)
  expect(readAnswer(whole([numbers])).parts).toEqual(measured)
})

test('a transcript in plain text and one with segments are transcripts', () => {
  const url = 'https://api.openai.com/v1/audio/transcriptions'
  const segments = [{ id: 0, start: 0, end: 1.5, text: ' Hello.' }]
  expect(readAnswer(whole({ text: 'Hello.', segments }, { url })).parts).toEqual([
    { kind: 'transcript', text: 'Hello.', segments: [{ start: 0, end: 1.5, text: 'Hello.' }] },
  ])
})

test('bytes of any kind give an answer', () => {
  for (const bytes of [
    '',
    '\u0000\u0001',
    '{"a":',
    '[]',
    'null',
    '"text"',
    'data: {"choices":[null]}\n\n',
    '{"choices":{}}',
  ]) {
    const response = { status: 200, headers: {}, body: Buffer.from(bytes) }
    expect(() => readAnswer({ ...whole({}), response }), bytes).not.toThrow()
  }
  const invalid = { status: 200, headers: { 'content-type': 'application/json' }, body: new Uint8Array([0xff, 0xfe]) }
  expect(readAnswer({ ...whole({}), response: invalid }).parts).toMatchObject([{ kind: 'media', size: 2 }])
})

test('an error of any dialect gives its message', () => {
  expect(messageOf({ error: { message: 'openai' } })).toBe('openai')
  expect(messageOf({ error: 'ollama' })).toBe('ollama')
  expect(messageOf({ message: 'bedrock' })).toBe('bedrock')
  expect(messageOf([{ error: { message: 'gemini' } }])).toBe('gemini')
  expect(messageOf({ detail: [{ loc: ['body'], msg: 'fastapi' }] })).toBe('fastapi')
  expect(messageOf('plain')).toBe('"plain"')
})

test('a stream that says at each piece that it has not ended ends as its last piece says', () => {
  const stream = events(
    { results: [{ generated_text: 'Hello', stop_reason: 'not_finished' }] },
    { results: [{ generated_text: '', stop_reason: 'eos_token' }] },
  )
  expect(readAnswer(stream)).toEqual({ parts: [{ kind: 'text', text: 'Hello' }], finish: 'eos_token' })
})

test('a reason that is a number has its name', () => {
  expect(readAnswer(whole({ candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 2 }] })).finish).toBe(
    'MAX_TOKENS',
  )
})

test('what the user said is not part of the answer, even if the response repeats it', () => {
  const compaction = whole({
    object: 'response.compaction',
    output: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'And 4+4?' }] },
      { type: 'compaction', encrypted_content: 'x' },
    ],
  })
  expect(JSON.stringify(readAnswer(compaction))).not.toContain('4+4')
  expect(readAnswer(whole(threadMessage('user', 'What is x?'))).parts).toEqual([])
  const list = whole({
    object: 'list',
    data: [threadMessage('user', 'What is x?'), threadMessage('assistant', 'It is 1.')],
  })
  expect(readAnswer(list).parts).toEqual([{ kind: 'text', text: 'It is 1.' }])
})
