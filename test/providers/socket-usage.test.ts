import { expect, test } from 'vitest'

import type { RecordedSocket } from '../../src/cassette/call.ts'
import { extractSocketUsage } from '../../src/providers/usage/socket-usage.ts'

function session(...messages: readonly object[]): RecordedSocket {
  return {
    protocol: '',
    messages: messages.map((message) => ({ from: 'server', data: JSON.stringify(message), at: 0 })),
  }
}

test('each answer of a Realtime session is counted once', () => {
  const usage = {
    total_tokens: 253,
    input_tokens: 132,
    output_tokens: 121,
    input_token_details: { text_tokens: 119, audio_tokens: 13, cached_tokens: 64 },
    output_token_details: { text_tokens: 30, audio_tokens: 91 },
  }
  const socket = session(
    { type: 'session.created', session: { model: 'gpt-realtime-2025-08-28' } },
    { type: 'response.created', response: { usage: null } },
    { type: 'response.done', response: { usage } },
    { type: 'response.done', response: { usage } },
  )
  expect(extractSocketUsage('openai', 'wss://api.openai.com/v1/realtime?model=gpt-realtime', socket)).toMatchObject({
    provider: 'openai',
    model: 'gpt-realtime',
    input: 264,
    output: 242,
    cachedInput: 128,
    audioInput: 26,
    audioOutput: 182,
  })
})

test('the turns of a Gemini Live session are added up, under the model that its client set up', () => {
  const socket: RecordedSocket = {
    protocol: '',
    messages: [
      { from: 'client', data: '{"setup":{"model":"models/gemini-live-2.5"}}', at: 0 },
      ...session(
        { setupComplete: {} },
        { usageMetadata: { promptTokenCount: 10, responseTokenCount: 5, totalTokenCount: 15 } },
        { usageMetadata: { promptTokenCount: 20, responseTokenCount: 7, totalTokenCount: 27 } },
      ).messages,
    ],
  }
  expect(extractSocketUsage('google', 'wss://generativelanguage.googleapis.com/ws/x', socket)).toMatchObject({
    model: 'gemini-live-2.5',
    input: 30,
    output: 12,
  })
})

test("Gemini's server counts in binary messages", () => {
  const message = { usageMetadata: { promptTokenCount: 10, responseTokenCount: 5, totalTokenCount: 15 } }
  const socket: RecordedSocket = {
    protocol: '',
    messages: [
      { from: 'client', data: '{"setup":{"model":"models/gemini-live-2.5"}}', at: 0 },
      { from: 'server', data: Buffer.from(JSON.stringify(message)), at: 0 },
      { from: 'server', data: new Uint8Array([0x7b, 0xff]), at: 0 },
    ],
  }
  expect(extractSocketUsage('google', 'wss://generativelanguage.googleapis.com/ws/x', socket)).toMatchObject({
    input: 10,
    output: 5,
  })
})

test('Responses over a WebSocket are counted when they are completed', () => {
  const socket = session({
    type: 'response.completed',
    response: { model: 'gpt-5.2', usage: { input_tokens: 7, output_tokens: 3, total_tokens: 10 } },
  })
  expect(extractSocketUsage('openai', 'wss://api.openai.com/v1/responses', socket)).toMatchObject({
    model: 'gpt-5.2',
    input: 7,
    output: 3,
  })
})

test('a session that counts nothing has no usage', () => {
  expect(extractSocketUsage('openai', 'wss://a/', session({ type: 'session.created' }))).toBeUndefined()
})
