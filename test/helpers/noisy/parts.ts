import { randomInt } from 'node:crypto'

import { piecesOf } from '../wires/wire-answer.ts'
import { hex, padding, signature, tokens } from './noise.ts'
import { ARGUMENTS, frame, said, thought } from './wire.ts'

/** Cohere's counts. */
export const cohereUsage = (): object => ({
  billed_units: { input_tokens: tokens(), output_tokens: tokens() },
  tokens: { input_tokens: tokens(), output_tokens: tokens() },
})
/** A tool call of Cohere's. */
export const cohereCall = (): object => ({
  id: `look_up_${hex(6)}`,
  type: 'function',
  function: { name: 'look_up', arguments: JSON.stringify(ARGUMENTS) },
})

/** A response of Gemini's, or a piece of one. */
export const geminiOf = (prompt: string, parts: readonly object[], finish?: string): object => ({
  candidates: [
    { content: { parts, role: 'model' }, index: 0, ...(finish === undefined ? {} : { finishReason: finish }) },
  ],
  usageMetadata: { promptTokenCount: tokens(), candidatesTokenCount: tokens(), totalTokenCount: tokens() },
  modelVersion: 'gemini-3-flash-preview',
  responseId: `${prompt.length}${hex(11)}`,
})
/** Thinking, a tool call, and text, signed. */
export const geminiParts = (prompt: string): readonly object[] => [
  { text: thought(prompt), thought: true },
  { functionCall: { name: 'look_up', args: ARGUMENTS }, thoughtSignature: signature() },
  { text: said(prompt), thoughtSignature: signature() },
]
/** What Google's search gives back: a page of markup. */
export const search = (prompt: string): object => ({
  toolType: 'GOOGLE_SEARCH_WEB',
  response: {
    search_suggestions:
      `<style>\n${'.container { align-items: center; border-radius: 8px; }\n'.repeat(20)}</style>\n<div class="container">\n  ` +
      `<a href="https://vertexaisearch.cloud.google.com/grounding-api-redirect/${hex(60)}">${prompt}</a>\n</div>\n`,
  },
})
/** Sources of Google's. */
export const grounding = (): object => ({
  groundingChunks: ['worldatlas.com', 'britannica.com'].map((title) => ({
    web: { uri: `https://vertexaisearch.cloud.google.com/grounding-api-redirect/${hex(60)}`, title },
  })),
})

/** The frames of Bedrock's ConverseStream. */
export const bedrockEvents = (prompt: string): readonly Uint8Array[] => [
  frame('messageStart', { role: 'assistant', p: padding() }),
  ...piecesOf(thought(prompt)).map((text) =>
    frame('contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { text } }, p: padding() }),
  ),
  frame('contentBlockDelta', {
    contentBlockIndex: 0,
    delta: { reasoningContent: { signature: signature() } },
    p: padding(),
  }),
  ...piecesOf(said(prompt)).map((text) =>
    frame('contentBlockDelta', { contentBlockIndex: 1, delta: { text }, p: padding() }),
  ),
  frame('contentBlockStart', {
    contentBlockIndex: 2,
    start: { toolUse: { toolUseId: `tooluse_${hex(11)}`, name: 'look_up' } },
    p: padding(),
  }),
  ...piecesOf(JSON.stringify(ARGUMENTS)).map((input) =>
    frame('contentBlockDelta', { contentBlockIndex: 2, delta: { toolUse: { input } }, p: padding() }),
  ),
  frame('messageStop', { stopReason: 'end_turn', p: padding() }),
  frame('metadata', {
    metrics: { latencyMs: tokens() },
    usage: { inputTokens: tokens(), outputTokens: tokens(), totalTokens: tokens() },
    p: padding(),
  }),
]

/** The events of Anthropic's messages. */
export const anthropicEvents = (prompt: string): readonly object[] => [
  {
    type: 'message_start',
    message: {
      id: `msg_${hex(12)}`,
      type: 'message',
      role: 'assistant',
      content: [],
      stop_reason: null,
      usage: { input_tokens: tokens(), output_tokens: 1 },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
  ...piecesOf(thought(prompt)).map((thinking) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'thinking_delta', thinking },
  })),
  { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: signature() } },
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
  ...piecesOf(said(prompt)).map((text) => ({
    type: 'content_block_delta',
    index: 1,
    delta: { type: 'text_delta', text },
  })),
  { type: 'content_block_stop', index: 1 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: tokens() } },
  { type: 'message_stop' },
]

/** An answer of Ollama's, or a line of one. */
export const ollamaOf = (message: object, done = false): object => ({
  model: 'llama3.2',
  created_at: new Date(1_790_000_000_000 + randomInt(1e9)).toISOString().replace('Z', `${randomInt(1e5, 1e6)}Z`),
  message: { role: 'assistant', ...message },
  done,
  ...(done
    ? {
        done_reason: 'stop',
        total_duration: randomInt(1e12),
        load_duration: randomInt(1e9),
        prompt_eval_count: tokens(),
        eval_count: tokens(),
        eval_duration: randomInt(1e12),
      }
    : {}),
})

/** A piece of an answer of Mistral's. */
export const mistralOf = (delta: object, more: object = {}): object => ({
  object: 'chat.completion.chunk',
  model: 'mistral-small-latest',
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
})
