// What the providers answer that the provider server of the other tests does not speak: Gemini, Cohere, Ollama,
// Bedrock, and chats at Groq's path.
import { EventStreamCodec } from '@smithy/eventstream-codec'

const WORDS = ['Hello', ' from', ' the', ' wire']
const TEXT = WORDS.join('')
const JSON_TYPE = { 'content-type': 'application/json' }
const EVENT_STREAM = { 'content-type': 'text/event-stream' }

const json = (body) => ({ status: 200, headers: JSON_TYPE, body })
const streamed = (headers, pieces) => ({
  raw: { status: 200, headers, chunks: pieces.map((bytes) => ({ bytes, afterMs: 1 })) },
})
const event = (data, name) => `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`

const gemini = (text, finishReason) => ({
  candidates: [
    {
      content: { role: 'model', parts: [{ text }] },
      index: 0,
      ...(finishReason === undefined ? {} : { finishReason }),
    },
  ],
  usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 4, totalTokenCount: 8 },
  modelVersion: 'gemini-2.5-flash',
})
const ollama = (content, done) => ({
  model: 'llama3.2',
  created_at: '2026-01-02T03:04:05Z',
  message: { role: 'assistant', content },
  done,
  ...(done ? { done_reason: 'stop', prompt_eval_count: 4, eval_count: 4 } : {}),
})
const chat = (part, finish_reason) => ({
  id: 'g',
  object: 'chat.completion',
  created: 1,
  model: 'llama',
  choices: [{ index: 0, ...part, finish_reason }],
})
const cohereUsage = { tokens: { input_tokens: 4, output_tokens: 4 } }
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
)
const frame = (name, body) =>
  codec.encode({
    headers: {
      ':message-type': { type: 'string', value: 'event' },
      ':event-type': { type: 'string', value: name },
      ':content-type': { type: 'string', value: 'application/json' },
    },
    body: Buffer.from(JSON.stringify(body)),
  })

/** Answers by dialect: whole, and as a stream; each piece is written by itself. */
export const WIRE = {
  gemini: {
    buffered: json(gemini(TEXT, 'STOP')),
    stream: streamed(
      EVENT_STREAM,
      WORDS.map((word, index) =>
        event(gemini(word, index === WORDS.length - 1 ? 'STOP' : undefined)).replaceAll('\n', '\r\n'),
      ),
    ),
  },
  cohere: {
    buffered: json({
      id: 'c',
      message: { role: 'assistant', content: [{ type: 'text', text: TEXT }] },
      finish_reason: 'COMPLETE',
      usage: cohereUsage,
    }),
    stream: streamed(EVENT_STREAM, [
      event(
        { type: 'message-start', id: 'c', delta: { message: { role: 'assistant', content: [] } } },
        'message-start',
      ),
      event(
        { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
        'content-start',
      ),
      ...WORDS.map((text) =>
        event({ type: 'content-delta', index: 0, delta: { message: { content: { text } } } }, 'content-delta'),
      ),
      event({ type: 'content-end', index: 0 }, 'content-end'),
      event({ type: 'message-end', delta: { finish_reason: 'COMPLETE', usage: cohereUsage } }, 'message-end'),
    ]),
  },
  groq: {
    buffered: json(chat({ message: { role: 'assistant', content: TEXT } }, 'stop')),
    stream: streamed(EVENT_STREAM, [
      ...WORDS.map((content) => event(chat({ delta: { content } }, null))),
      'data: [DONE]\n\n',
    ]),
  },
  ollama: {
    buffered: json(ollama(TEXT, true)),
    stream: streamed(
      { 'content-type': 'application/x-ndjson' },
      WORDS.map((word, index) => `${JSON.stringify(ollama(word, index === WORDS.length - 1))}\n`),
    ),
  },
  bedrock: {
    buffered: json({
      output: { message: { role: 'assistant', content: [{ text: TEXT }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 4, outputTokens: 4, totalTokens: 8 },
      metrics: { latencyMs: 5 },
    }),
    stream: streamed({ 'content-type': 'application/vnd.amazon.eventstream' }, [
      frame('messageStart', { role: 'assistant' }),
      ...WORDS.map((text) => frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text } })),
      frame('messageStop', { stopReason: 'end_turn' }),
      frame('metadata', { usage: { inputTokens: 4, outputTokens: 4, totalTokens: 8 }, metrics: { latencyMs: 5 } }),
    ]),
  },
}
