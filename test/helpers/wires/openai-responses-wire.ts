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

/** Answers `POST /v1/responses` as OpenAI does; `call` makes the ids of this answer unlike those of any other. */
export function response(request: unknown, call: number): WireAnswer {
  const turn = answerTo(promptOf(request))
  const item = outputItem(turn, call)
  const body = (status: 'in_progress' | 'completed'): object => ({
    id: `resp_${call}`,
    object: 'response',
    created_at: 1_700_000_000 + call,
    status,
    error: null,
    incomplete_details: null,
    instructions: fieldOf(request, 'instructions') ?? null,
    metadata: fieldOf(request, 'metadata') ?? {},
    model: textOf(request, 'model'),
    output: status === 'completed' ? [item] : [],
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: listOf(request, 'tools'),
    top_p: 1,
    usage: status === 'completed' ? usageOf(request, turn) : null,
  })
  if (fieldOf(request, 'stream') !== true) return { kind: 'json', status: 200, body: body('completed') }
  const steps = [
    { type: 'response.created', response: body('in_progress') },
    { type: 'response.in_progress', response: body('in_progress') },
    { type: 'response.output_item.added', output_index: 0, item: openedItem(turn, call) },
    ...(turn.kind === 'text' ? textSteps(turn.text, call) : argumentSteps(turn.arguments, call)),
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: body('completed') },
  ]
  return {
    kind: 'events',
    events: steps.map((step, index) => serverSentEvent({ ...step, sequence_number: index }, step.type)),
  }
}

interface Step {
  readonly type: string
  readonly [field: string]: unknown
}

function promptOf(request: unknown): Prompt {
  const input = fieldOf(request, 'input')
  const tools = listOf(request, 'tools').map((tool) => ({
    name: textOf(tool, 'name'),
    schema: fieldOf(tool, 'parameters'),
  }))
  if (typeof input === 'string') return { text: input, toolResults: undefined, tools }
  const items = listOf(request, 'input')
  const lastUser = items.findLastIndex((item) => textOf(item, 'role') === 'user')
  const results = items.slice(lastUser + 1).filter((item) => textOf(item, 'type') === 'function_call_output')
  return {
    text: contentText(fieldOf(items[lastUser], 'content')),
    toolResults: results.length === 0 ? undefined : results.map((item) => textOf(item, 'output')),
    tools,
  }
}

function outputItem(turn: Turn, call: number): object {
  if (turn.kind === 'tool') {
    return {
      id: `fc_${call}`,
      type: 'function_call',
      status: 'completed',
      name: turn.name,
      arguments: turn.arguments,
      call_id: `call_${call}`,
    }
  }
  return { id: `msg_${call}`, type: 'message', status: 'completed', role: 'assistant', content: [textPart(turn.text)] }
}

function openedItem(turn: Turn, call: number): object {
  const open = turn.kind === 'tool' ? { arguments: '' } : { content: [] }
  return { ...outputItem(turn, call), status: 'in_progress', ...open }
}

function textSteps(text: string, call: number): readonly Step[] {
  const place = { item_id: `msg_${call}`, output_index: 0, content_index: 0 }
  return [
    { type: 'response.content_part.added', ...place, part: textPart('') },
    ...piecesOf(text).map((delta) => ({
      type: 'response.output_text.delta',
      ...place,
      delta,
      logprobs: [],
      obfuscation: 'x'.repeat(delta.length),
    })),
    { type: 'response.output_text.done', ...place, text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part: textPart(text) },
  ]
}

function argumentSteps(text: string, call: number): readonly Step[] {
  const place = { item_id: `fc_${call}`, output_index: 0 }
  return [
    ...piecesOf(text).map((delta) => ({ type: 'response.function_call_arguments.delta', ...place, delta })),
    { type: 'response.function_call_arguments.done', ...place, arguments: text },
  ]
}

function textPart(text: string): object {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}

function usageOf(request: unknown, turn: Turn): object {
  const input = tokensOf(fieldOf(request, 'input'))
  const output = tokensOf(turn)
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  }
}
