import type { Exchange } from '../helpers/samples/exchange.ts'
import { message } from '../helpers/wires/anthropic-wire.ts'
import { bedrockFrames, bedrockMessage } from '../helpers/wires/bedrock-wire.ts'
import { cohereChat, cohereEvents } from '../helpers/wires/cohere-wire.ts'
import { geminiArray, geminiContent, geminiEvents } from '../helpers/wires/gemini-wire.ts'
import { generatedImage, MP3, upload } from '../helpers/wires/media-wire.ts'
import { ollamaChat, ollamaLines } from '../helpers/wires/ollama-wire.ts'
import { response } from '../helpers/wires/openai-responses-wire.ts'
import { chatCompletion, embeddings } from '../helpers/wires/openai-wire.ts'
import type { WireAnswer } from '../helpers/wires/wire-answer.ts'

/** One format of one provider, and what its answer says. */
export interface ProviderExchange {
  readonly exchange: Exchange
  /** The words of the answer; undefined where it has none. */
  readonly text: string | undefined
  /** Output tokens that the answer counts; undefined where it counts none. */
  readonly output: number | undefined
}

interface Shape {
  readonly id: string
  readonly url: string
  readonly request: object | Uint8Array
  readonly requestType?: string
  readonly type?: string
  readonly stream?: string
  readonly body: object | Uint8Array | readonly (string | Uint8Array)[]
  readonly text?: string
  readonly output?: number
}

const PROMPT = 'Grüße an 世界, in four words 👋'
const SAID = `You said: ${PROMPT}`
const MESSAGES = [{ role: 'user', content: PROMPT }]
const CHAT = { model: 'gpt-4o-mini', messages: MESSAGES }
const STREAMED_CHAT = { ...CHAT, stream: true, stream_options: { include_usage: true } }
const CLAUDE = { model: 'claude-sonnet-4-5', max_tokens: 99, messages: MESSAGES }
const RESPONSES = { model: 'gpt-4o-mini', input: PROMPT }
const MISTRAL = { ...CHAT, model: 'mistral-small-2506' }
const CONTENTS = { contents: [{ role: 'user', parts: [{ text: PROMPT }] }] }
const CONVERSE = { messages: [{ role: 'user', content: [{ text: PROMPT }] }] }
const COMMAND = { model: 'command-r', messages: MESSAGES }
const LLAMA = { model: 'llama3.2', messages: MESSAGES }
const GEMINI = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash'
const BEDROCK = 'https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-3-haiku-20240307-v1:0'
const EVENTS = { type: 'text/event-stream', stream: 'sse' }
const BOUNDARY = '----formdata-undici-0123456789'

const SHAPES: readonly Shape[] = [
  openai('chat', '/v1/chat/completions', { request: CHAT, answer: chatCompletion(CHAT, 1) }),
  openai('chat, streamed', '/v1/chat/completions', {
    request: STREAMED_CHAT,
    answer: chatCompletion(STREAMED_CHAT, 1),
  }),
  openai('responses', '/v1/responses', { request: RESPONSES, answer: response(RESPONSES, 1) }),
  openai('responses, streamed', '/v1/responses', {
    request: { ...RESPONSES, stream: true },
    answer: response({ ...RESPONSES, stream: true }, 1),
  }),
  ...[CLAUDE, { ...CLAUDE, stream: true }].map((request) => ({
    ...openai('messages', '/v1/messages', { request, answer: message(request, 1) }),
    id: `anthropic, ${'stream' in request ? 'streamed' : 'whole'}`,
    url: 'https://api.anthropic.com/v1/messages',
  })),
  // Mistral speaks as OpenAI does, without white space, and counts in the last event without being asked.
  ...[MISTRAL, { ...MISTRAL, stream: true, stream_options: { include_usage: true } }].map((request) => ({
    ...openai('chat', '/v1/chat/completions', { request, answer: chatCompletion(request, 1) }),
    id: `mistral, ${'stream' in request ? 'streamed' : 'whole'}`,
    url: 'https://api.mistral.ai/v1/chat/completions',
  })),
  { id: 'gemini', url: `${GEMINI}:generateContent`, request: CONTENTS, body: geminiContent(SAID), ...said(4) },
  {
    id: 'gemini, events',
    url: `${GEMINI}:streamGenerateContent?alt=sse`,
    request: CONTENTS,
    body: geminiEvents(SAID),
    ...said(4),
    type: 'text/event-stream',
    stream: 'pieces',
  },
  {
    id: 'gemini, a JSON array',
    url: `${GEMINI}:streamGenerateContent`,
    request: CONTENTS,
    body: geminiArray(SAID),
    ...said(4),
    stream: 'pieces',
  },
  { id: 'bedrock', url: `${BEDROCK}/converse`, request: CONVERSE, body: bedrockMessage(SAID), ...said(4) },
  {
    id: 'bedrock, frames',
    url: `${BEDROCK}/converse-stream`,
    request: CONVERSE,
    body: bedrockFrames(SAID),
    ...said(4),
    type: 'application/vnd.amazon.eventstream',
    stream: 'pieces',
  },
  { id: 'cohere', url: 'https://api.cohere.com/v2/chat', request: COMMAND, body: cohereChat(SAID), ...said(4) },
  {
    id: 'cohere, events',
    url: 'https://api.cohere.com/v2/chat',
    request: { ...COMMAND, stream: true },
    body: cohereEvents(SAID),
    ...said(4),
    ...EVENTS,
  },
  { id: 'ollama', url: 'http://localhost:11434/api/chat', request: LLAMA, body: ollamaChat(SAID), ...said(4) },
  {
    id: 'ollama, lines',
    url: 'http://localhost:11434/api/chat',
    request: LLAMA,
    body: ollamaLines(SAID),
    ...said(4),
    type: 'application/x-ndjson',
    stream: 'ndjson',
  },
  ...[{}, { encoding_format: 'base64' }].map((more) => {
    const request = { model: 'text-embedding-3-small', input: [PROMPT, 'Hello'], ...more }
    const { text: _text, ...shape } = openai('embeddings', '/v1/embeddings', { request, answer: embeddings(request) })
    return { ...shape, id: 'base64' in more ? 'embeddings, packed' : 'embeddings' }
  }),
  {
    id: 'an image',
    url: 'https://api.openai.com/v1/images/generations',
    request: { model: 'gpt-image-1', prompt: PROMPT },
    body: generatedImage(),
    output: 272,
  },
  {
    id: 'speech',
    url: 'https://api.openai.com/v1/audio/speech',
    request: { model: 'tts-1', voice: 'alloy', input: PROMPT },
    body: [MP3.subarray(0, 9_000), MP3.subarray(9_000)],
    type: 'audio/mpeg',
    stream: 'pieces',
  },
  {
    id: 'a transcription of an upload',
    url: 'https://api.openai.com/v1/audio/transcriptions',
    request: upload(BOUNDARY, { model: 'gpt-4o-transcribe' }, MP3),
    requestType: `multipart/form-data; boundary=${BOUNDARY}`,
    body: { text: SAID, usage: { type: 'tokens', input_tokens: 14, output_tokens: 45, total_tokens: 59 } },
    output: 45,
  },
]

/** Every format that providers answer in, whole and as a stream. */
export const PROVIDER_EXCHANGES: readonly ProviderExchange[] = SHAPES.map((shape) => ({
  exchange: exchangeOf(shape),
  text: shape.text,
  output: shape.output,
}))

function said(output: number): { readonly text: string; readonly output: number } {
  return { text: SAID, output }
}

function openai(id: string, path: string, call: { readonly request: object; readonly answer: WireAnswer }): Shape {
  const shape = { id: `openai ${id}`, url: `https://api.openai.com${path}`, request: call.request, text: SAID }
  return call.answer.kind === 'json'
    ? { ...shape, body: Object(call.answer.body) }
    : { ...shape, body: call.answer.events, ...EVENTS }
}

function exchangeOf(shape: Shape): Exchange {
  const body = bytesOf(shape.body)
  return {
    id: shape.id,
    provider: '',
    stream: shape.stream ?? 'buffered',
    method: 'POST',
    url: shape.url,
    status: 200,
    requestHeaders: { 'content-type': [shape.requestType ?? 'application/json'] },
    requestBody: bytesOf(shape.request),
    responseHeaders: { 'content-type': [shape.type ?? 'application/json'] },
    responseBody: body,
    wireBody: body,
    rawUsage: null,
  }
}

function bytesOf(body: Shape['body']): Uint8Array {
  if (body instanceof Uint8Array) return body
  if (Array.isArray(body)) return Buffer.concat(body.map((piece) => Buffer.from(piece)))
  return Buffer.from(JSON.stringify(body))
}
