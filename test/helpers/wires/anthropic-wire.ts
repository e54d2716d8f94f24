import { fieldOf, listOf, parseJson, textOf } from '../json-value.ts'
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

/** Answers `POST /v1/messages` as Anthropic does; `call` makes the ids of this answer unlike those of any other. */
export function message(request: unknown, call: number): WireAnswer {
  const turn = answerTo(promptOf(request))
  const stopReason = turn.kind === 'text' ? 'end_turn' : 'tool_use'
  const input = {
    input_tokens: tokensOf(fieldOf(request, 'messages')),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  }
  const output = tokensOf(turn)
  const frame = { id: `msg_${call}`, type: 'message', role: 'assistant', model: textOf(request, 'model') }
  if (fieldOf(request, 'stream') !== true) {
    const usage = { ...input, output_tokens: output, service_tier: 'standard' }
    const body = { ...frame, content: [blockOf(turn, call)], stop_reason: stopReason, stop_sequence: null, usage }
    return { kind: 'json', status: 200, body }
  }
  const opening = {
    ...frame,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...input, output_tokens: 1 },
  }
  const steps = [
    { type: 'message_start', message: opening },
    { type: 'content_block_start', index: 0, content_block: openedBlock(turn, call) },
    { type: 'ping' },
    ...deltasOf(turn).map((delta) => ({ type: 'content_block_delta', index: 0, delta })),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: null },
      usage: { output_tokens: output },
    },
    { type: 'message_stop' },
  ]
  return { kind: 'events', events: steps.map((step) => serverSentEvent(step, step.type)) }
}

function promptOf(request: unknown): Prompt {
  const messages = listOf(request, 'messages')
  const last = messages.at(-1)
  const results = listOf(last, 'content').filter((block) => textOf(block, 'type') === 'tool_result')
  const lastText = messages.findLast(
    (entry) => textOf(entry, 'role') === 'user' && contentText(fieldOf(entry, 'content')) !== '',
  )
  return {
    text: contentText(fieldOf(lastText, 'content')),
    toolResults: results.length === 0 ? undefined : results.map((block) => contentText(fieldOf(block, 'content'))),
    tools: listOf(request, 'tools').map((tool) => ({
      name: textOf(tool, 'name'),
      schema: fieldOf(tool, 'input_schema'),
    })),
  }
}

function blockOf(turn: Turn, call: number): object {
  if (turn.kind === 'text') return { type: 'text', text: turn.text }
  return { type: 'tool_use', id: `toolu_${call}`, name: turn.name, input: parseJson(turn.arguments) }
}

function openedBlock(turn: Turn, call: number): object {
  return turn.kind === 'text' ? { type: 'text', text: '' } : { ...blockOf(turn, call), input: {} }
}

function deltasOf(turn: Turn): readonly object[] {
  if (turn.kind === 'text') return piecesOf(turn.text).map((text) => ({ type: 'text_delta', text }))
  return ['', ...piecesOf(turn.arguments)].map((piece) => ({ type: 'input_json_delta', partial_json: piece }))
}
