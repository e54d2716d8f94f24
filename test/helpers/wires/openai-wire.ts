import { fieldOf, listOf, textOf } from '../json-value.ts'
import {
  answerTo,
  contentText,
  piecesOf,
  type Prompt,
  serverSentEvent,
  tokensOf,
  type Turn,
  type WireAnswer,
} from './wire-answer.ts'

/**
 * Answers `POST /v1/chat/completions` as OpenAI does; `call` makes the ids of this answer unlike those of any other.
 */
export function chatCompletion(request: unknown, call: number): WireAnswer {
  const turn = answerTo(chatPrompt(request))
  const usage = chatUsage(request, turn)
  const frame = {
    id: `chatcmpl-${call}`,
    created: 1_700_000_000 + call,
    model: textOf(request, 'model'),
    system_fingerprint: 'fp_0123456789',
    service_tier: 'default',
  }
  if (fieldOf(request, 'stream') === true) {
    const withUsage = fieldOf(fieldOf(request, 'stream_options'), 'include_usage') === true
    const chunk = (choices: readonly unknown[], chunkUsage: unknown): string =>
      serverSentEvent({
        ...frame,
        object: 'chat.completion.chunk',
        choices,
        ...(withUsage ? { usage: chunkUsage } : {}),
      })
    const events = chatDeltas(turn, call).map((delta) =>
      chunk([{ index: 0, delta, logprobs: null, finish_reason: null }], null),
    )
    events.push(chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: finishReason(turn) }], null))
    if (withUsage) events.push(chunk([], usage))
    return { kind: 'events', events: [...events, serverSentEvent('[DONE]')] }
  }
  const message = { role: 'assistant', ...chatMessage(turn, call), refusal: null, annotations: [] }
  const choices = [{ index: 0, message, logprobs: null, finish_reason: finishReason(turn) }]
  return { kind: 'json', status: 200, body: { ...frame, object: 'chat.completion', choices, usage } }
}

/** Answers `POST /v1/embeddings`: the same input gets the same vector. */
export function embeddings(request: unknown): WireAnswer {
  const input = fieldOf(request, 'input')
  const inputs: readonly unknown[] = Array.isArray(input) ? input : [input]
  const isPacked = fieldOf(request, 'encoding_format') === 'base64'
  const data = inputs.map((text, index) => {
    const vector = vectorOf(String(text))
    return {
      object: 'embedding',
      index,
      embedding: isPacked ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector,
    }
  })
  const tokens = inputs.reduce((sum: number, text) => sum + tokensOf(text), 0)
  const usage = { prompt_tokens: tokens, total_tokens: tokens }
  return { kind: 'json', status: 200, body: { object: 'list', data, model: textOf(request, 'model'), usage } }
}

/** The error body that the clients of OpenAI and of Anthropic both understand. */
export function errorBody(type: string, message: string): unknown {
  return { type: 'error', error: { type, message, param: null, code: type } }
}

function chatPrompt(request: unknown): Prompt {
  const messages = listOf(request, 'messages')
  const lastUser = messages.findLastIndex((message) => textOf(message, 'role') === 'user')
  const results = messages.slice(lastUser + 1).filter((message) => textOf(message, 'role') === 'tool')
  return {
    text: contentText(fieldOf(messages[lastUser], 'content')),
    toolResults: results.length === 0 ? undefined : results.map((message) => contentText(fieldOf(message, 'content'))),
    tools: listOf(request, 'tools').map((tool) => {
      const definition = fieldOf(tool, 'function')
      return { name: textOf(definition, 'name'), schema: fieldOf(definition, 'parameters') }
    }),
  }
}

function chatUsage(request: unknown, turn: Turn): unknown {
  const input = tokensOf(fieldOf(request, 'messages'))
  const output = tokensOf(turn)
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

function chatMessage(turn: Turn, call: number): object {
  if (turn.kind === 'text') return { content: turn.text }
  const definition = { name: turn.name, arguments: turn.arguments }
  return { content: null, tool_calls: [{ id: `call_${call}`, type: 'function', function: definition }] }
}

function chatDeltas(turn: Turn, call: number): readonly object[] {
  if (turn.kind === 'text') {
    return [{ role: 'assistant', content: '', refusal: null }, ...piecesOf(turn.text).map((content) => ({ content }))]
  }
  const opening = { index: 0, id: `call_${call}`, type: 'function', function: { name: turn.name, arguments: '' } }
  return [
    { role: 'assistant', content: null, tool_calls: [opening], refusal: null },
    ...piecesOf(turn.arguments).map((piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
  ]
}

function finishReason(turn: Turn): string {
  return turn.kind === 'text' ? 'stop' : 'tool_calls'
}

function vectorOf(text: string): readonly number[] {
  const vector = Array.from({ length: 8 }, () => 0)
  for (const [index, byte] of Buffer.from(text).entries())
    vector[index % 8] = ((vector[index % 8] ?? 0) + byte / 256) % 1
  return vector
}
