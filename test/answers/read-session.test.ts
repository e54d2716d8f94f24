import { expect, test } from 'vitest'

import type { Answer } from '../../src/answers/answer.ts'
import { readAnswer, readMedia } from '../../src/answers/read-answer.ts'
import { readSession } from '../../src/answers/read-session.ts'
import type { SocketMessage } from '../../src/cassette/call.ts'

type Said = readonly [from: SocketMessage['from'], value: unknown]

function sessionOf(...said: readonly Said[]): { readonly messages: readonly SocketMessage[] } {
  return {
    messages: said.map(([from, value]) => ({
      from,
      data: typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value),
      at: 0,
    })),
  }
}

function sourceOf(...said: readonly Said[]) {
  return {
    request: { url: 'wss://api.example.com/v1/realtime', headers: {}, body: new Uint8Array() },
    response: { status: 101, headers: {}, body: new Uint8Array(), socket: sessionOf(...said) },
  }
}

function answerOf(...said: readonly Said[]): Answer {
  return readAnswer(sourceOf(...said))
}

const binary = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))
const base64 = (...bytes: readonly number[]): string => Buffer.from(bytes).toString('base64')
const SPOKEN = { kind: 'media', mimeType: 'audio/wav', size: 48, sha256: expect.any(String) }

/** A voice agent: the user speaks, a tool is called, its result is spoken. */
const REALTIME: readonly Said[] = [
  ['server', { type: 'session.created', session: { model: 'gpt-realtime', instructions: 'Be a default.' } }],
  [
    'client',
    {
      type: 'session.update',
      session: { type: 'realtime', instructions: 'Be brief.', tools: [{ type: 'function', name: 'weather' }] },
    },
  ],
  ['server', { type: 'session.updated', session: { model: 'gpt-realtime', instructions: 'Be brief.' } }],
  ['client', { type: 'input_audio_buffer.append', audio: base64(1, 2) }],
  ['client', { type: 'input_audio_buffer.append', audio: base64(3, 4) }],
  ['server', { type: 'input_audio_buffer.committed', item_id: 'item_1' }],
  ['server', { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } }],
  [
    'server',
    {
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: 'item_1',
      transcript: 'Weather in Rome?\n',
    },
  ],
  ['server', { type: 'response.function_call_arguments.delta', response_id: 'resp_1', delta: '{"city"' }],
  [
    'server',
    {
      type: 'response.done',
      response: {
        id: 'resp_1',
        status: 'completed',
        output: [{ type: 'function_call', name: 'weather', call_id: 'call_1', arguments: '{"city":"Rome"}' }],
      },
    },
  ],
  [
    'client',
    { type: 'conversation.item.create', item: { type: 'function_call_output', call_id: 'call_1', output: 'Sunny' } },
  ],
  ['client', { type: 'response.create' }],
  ['server', { type: 'response.created', response: { id: 'resp_2', status: 'in_progress' } }],
  ['server', { type: 'response.output_audio.delta', response_id: 'resp_2', delta: base64(5, 6) }],
  ['server', { type: 'response.output_audio_transcript.delta', response_id: 'resp_2', delta: 'Sun' }],
  ['server', { type: 'response.output_audio.delta', response_id: 'resp_2', delta: base64(7, 8) }],
  [
    'server',
    {
      type: 'response.done',
      response: {
        id: 'resp_2',
        status: 'completed',
        output: [
          { type: 'message', role: 'assistant', content: [{ type: 'output_audio', transcript: 'Sunny in Rome.' }] },
        ],
      },
    },
  ],
]

test('OpenAI Realtime: both sides in order, sound and transcripts put together, results tied to their calls', () => {
  const { messages, tools, settings } = readSession(sessionOf(...REALTIME))
  expect(messages).toEqual([
    { role: 'system', parts: [{ kind: 'text', text: 'Be brief.' }] },
    { role: 'user', parts: [{ kind: 'transcript', text: 'Weather in Rome?' }, SPOKEN] },
    {
      role: 'assistant',
      parts: [{ kind: 'tool-call', id: 'call_1', name: 'weather', arguments: { city: 'Rome' } }],
      finish: 'completed',
    },
    { role: 'tool', parts: [{ kind: 'tool-result', id: 'call_1', name: 'weather', result: 'Sunny' }] },
    { role: 'assistant', parts: [{ kind: 'transcript', text: 'Sunny in Rome.' }, SPOKEN], finish: 'completed' },
  ])
  expect(tools).toEqual([{ name: 'weather' }])
  expect(settings).toMatchObject({ model: 'gpt-realtime' })
})

test('the answer of a session is all that the model said in it', () => {
  expect(answerOf(...REALTIME)).toEqual({
    parts: [
      { kind: 'tool-call', id: 'call_1', name: 'weather', arguments: { city: 'Rome' } },
      { kind: 'transcript', text: 'Sunny in Rome.' },
      SPOKEN,
    ],
    finish: 'completed',
  })
})

test('the sound of a session can be played', () => {
  const [sound] = readMedia(sourceOf(...REALTIME)).values()
  const bytes = Buffer.from(sound?.bytes ?? [])
  expect(bytes.subarray(0, 4).toString()).toBe('RIFF')
  expect([bytes.readUInt32LE(4), bytes.readUInt32LE(24), bytes.readUInt32LE(40)]).toEqual([40, 24_000, 4])
  expect([...bytes.subarray(44)]).toEqual([5, 6, 7, 8])
})

test('the sound of a telephone is played as such', () => {
  const format = { type: 'audio/pcmu' }
  const source = sourceOf(
    ['client', { type: 'session.update', session: { audio: { output: { format } } } }],
    ['server', { type: 'response.output_audio.delta', response_id: 'r', delta: base64(1, 2, 3) }],
  )
  const [sound] = readMedia(source).values()
  const bytes = Buffer.from(sound?.bytes ?? [])
  expect([bytes.readUInt16LE(20), bytes.readUInt32LE(24), bytes.readUInt16LE(34)]).toEqual([7, 8000, 8])
})

test('an answer that was cut off shows what came of it', () => {
  const item = { id: 'i', type: 'message', role: 'assistant', content: [] }
  expect(
    answerOf(
      ['client', { type: 'response.create' }],
      ['server', { type: 'response.output_item.added', response_id: 'r', output_index: 0, item }],
      ['server', { type: 'response.output_text.delta', response_id: 'r', output_index: 0, delta: 'Hel' }],
      ['server', { type: 'response.output_text.delta', response_id: 'r', output_index: 0, delta: 'lo' }],
    ),
  ).toEqual({ parts: [{ kind: 'text', text: 'Hello' }], finish: 'cut' })
})

test('an error of a session is its error', () => {
  const error = { type: 'invalid_request_error', code: 'invalid_value', message: 'no such voice' }
  expect(answerOf(['server', { type: 'session.created', session: {} }], ['server', { type: 'error', error }])).toEqual({
    parts: [],
    error: { message: 'no such voice', type: 'invalid_request_error', code: 'invalid_value' },
  })
})

test('OpenAI Responses over a WebSocket', () => {
  const tools = [{ type: 'function', name: 'weather', description: 'Looks out' }]
  const call = { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"city":"Rome"}' }
  const spoken = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Sunny.' }] }
  const session = sessionOf(
    ['client', { type: 'response.create', model: 'gpt-5.2', instructions: 'Be brief.', input: 'Weather?', tools }],
    ['server', { type: 'response.created', response: { id: 'r1', status: 'in_progress' } }],
    ['server', { type: 'response.completed', response: { id: 'r1', status: 'completed', output: [call] } }],
    [
      'client',
      {
        type: 'response.create',
        model: 'gpt-5.2',
        previous_response_id: 'r1',
        input: [{ type: 'function_call_output', call_id: 'c1', output: 'Sunny' }],
      },
    ],
    ['server', { type: 'response.created', response: { id: 'r2', status: 'in_progress' } }],
    ['server', { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Sunny.' }],
    ['server', { type: 'response.completed', response: { id: 'r2', status: 'completed', output: [spoken] } }],
  )
  expect(readSession(session)).toEqual({
    messages: [
      { role: 'system', parts: [{ kind: 'text', text: 'Be brief.' }] },
      { role: 'user', parts: [{ kind: 'text', text: 'Weather?' }] },
      {
        role: 'assistant',
        parts: [{ kind: 'tool-call', id: 'c1', name: 'weather', arguments: { city: 'Rome' } }],
        finish: 'completed',
      },
      { role: 'tool', parts: [{ kind: 'tool-result', id: 'c1', name: 'weather', result: 'Sunny' }] },
      { role: 'assistant', parts: [{ kind: 'text', text: 'Sunny.' }], finish: 'completed' },
    ],
    tools: [{ name: 'weather', description: 'Looks out' }],
    settings: { model: 'gpt-5.2', previous_response_id: 'r1' },
  })
})

test('Gemini Live, whose server sends JSON in binary messages', () => {
  const audio = { data: base64(1, 2), mimeType: 'audio/pcm;rate=16000' }
  const spoken = { inlineData: { data: base64(3, 4), mimeType: 'audio/pcm;rate=24000' } }
  const session = sessionOf(
    [
      'client',
      {
        setup: {
          model: 'models/gemini-live',
          systemInstruction: { parts: [{ text: 'Be brief.' }] },
          tools: [{ functionDeclarations: [{ name: 'weather' }] }],
        },
      },
    ],
    ['server', binary({ setupComplete: {} })],
    ['client', { realtime_input: { media_chunks: [audio] } }],
    ['client', { realtimeInput: { audio } }],
    ['server', binary({ serverContent: { inputTranscription: { text: 'Weather ' } } })],
    ['server', binary({ serverContent: { inputTranscription: { text: 'in Rome?' } } })],
    ['server', binary({ toolCall: { functionCalls: [{ id: 'f1', name: 'weather', args: { city: 'Rome' } }] } })],
    ['client', { toolResponse: { functionResponses: [{ id: 'f1', name: 'weather', response: { sky: 'blue' } }] } }],
    ['server', binary({ serverContent: { modelTurn: { parts: [spoken] } } })],
    ['server', binary({ serverContent: { outputTranscription: { text: 'Blue ' } } })],
    ['server', binary({ serverContent: { modelTurn: { parts: [spoken] } } })],
    ['server', binary({ serverContent: { outputTranscription: { text: 'sky.' } } })],
    ['server', binary({ serverContent: { turnComplete: true } })],
    ['client', { clientContent: { turns: [{ role: 'user', parts: [{ text: 'Thanks' }] }], turnComplete: true } }],
    ['server', binary({ serverContent: { modelTurn: { parts: [{ text: 'You are ' }, { text: 'wel' }] } } })],
    ['server', binary({ serverContent: { interrupted: true } })],
  )
  expect(readSession(session)).toEqual({
    messages: [
      { role: 'system', parts: [{ kind: 'text', text: 'Be brief.' }] },
      { role: 'user', parts: [{ kind: 'transcript', text: 'Weather in Rome?' }, SPOKEN] },
      {
        role: 'assistant',
        parts: [{ kind: 'tool-call', id: 'f1', name: 'weather', arguments: { city: 'Rome' } }],
      },
      { role: 'tool', parts: [{ kind: 'tool-result', id: 'f1', name: 'weather', result: { sky: 'blue' } }] },
      { role: 'assistant', parts: [{ kind: 'transcript', text: 'Blue sky.' }, SPOKEN], finish: 'turnComplete' },
      { role: 'user', parts: [{ kind: 'text', text: 'Thanks' }] },
      { role: 'assistant', parts: [{ kind: 'text', text: 'You are wel' }], finish: 'interrupted' },
    ],
    tools: [{ name: 'weather' }],
    settings: { model: 'models/gemini-live' },
  })
})

test('a session that no dialect recognizes is its messages', () => {
  const session = sessionOf(['server', 'hello'], ['client', { text: 'hi' }], ['server', new Uint8Array([1, 2])])
  expect(readSession(session).messages).toEqual([
    { role: 'assistant', parts: [{ kind: 'text', text: 'hello' }] },
    { role: 'user', parts: [{ kind: 'data', value: { text: 'hi' } }] },
    {
      role: 'assistant',
      parts: [{ kind: 'media', mimeType: 'application/octet-stream', size: 2, sha256: expect.any(String) }],
    },
  ])
})
