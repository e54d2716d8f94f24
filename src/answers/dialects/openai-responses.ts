import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import type { DraftAnswer } from '../parts/draft.ts'
import { listAt, numberAt, objectAt, objectsAt, textAt, wordsAt } from '../parts/json-values.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import { readErrorObject } from '../read-error.ts'
import { hasTypePrefix, type Dialect } from './dialect.ts'

/**
 * OpenAI's responses, and all that speak like them: Azure, Bedrock's Mantle, DeepSeek, OpenRouter, xAI.
 * https://platform.openai.com/docs/api-reference/responses
 */
export const openAiResponses: Dialect = {
  recognizes: (event) =>
    event['object'] === 'response' || event['object'] === 'response.compaction' || hasTypePrefix(event, 'response.'),
  read: (events) => {
    const response = lastResponse(events)
    const output = listAt(response, 'output')
    const items = (output.length > 0 ? output : foldItems(events)).filter(isOfModel)
    return {
      choices: [{ parts: readBlocks(items), finish: finishOf(response) }],
      error: readErrorObject(response['error']),
    } satisfies DraftAnswer
  },
}

// A compaction repeats what the user said.
function isOfModel(item: unknown): boolean {
  return !isRecord(item) || item['role'] !== 'user'
}

function lastResponse(events: readonly UnknownRecord[]): UnknownRecord {
  const last = events.findLast((event) => isRecord(event['response']) || listAt(event, 'output').length > 0)
  return last === undefined ? (events[0] ?? {}) : isRecord(last['response']) ? last['response'] : last
}

function finishOf(response: UnknownRecord): string | undefined {
  return textAt(response, 'incomplete_details', 'reason') ?? textAt(response, 'status')
}

// A stream that was cut has no whole response at its end.
function foldItems(events: readonly UnknownRecord[]): readonly UnknownRecord[] {
  const items = new Map<number, UnknownRecord>()
  for (const event of events) {
    const index = numberAt(event, 'output_index') ?? (wordsAt(event, 'type') in TEXT_DELTAS ? 0 : undefined)
    if (index === undefined) continue
    items.set(index, foldItem(items.get(index) ?? {}, event))
  }
  return [...items].toSorted(([a], [b]) => a - b).map(([, item]) => item)
}

function foldItem(item: UnknownRecord, event: UnknownRecord): UnknownRecord {
  const place = TEXT_DELTAS[wordsAt(event, 'type')]
  if (place !== undefined) return withText(item, place, event)
  switch (event['type']) {
    case 'response.output_item.added':
    case 'response.output_item.done':
      return objectAt(event, 'item')
    case 'response.function_call_arguments.delta':
    case 'response.mcp_call_arguments.delta':
      return { ...item, arguments: wordsAt(item, 'arguments') + wordsAt(event, 'delta') }
    case 'response.custom_tool_call_input.delta':
      return { ...item, input: wordsAt(item, 'input') + wordsAt(event, 'delta') }
    case 'response.code_interpreter_call_code.delta':
      return { ...item, code: wordsAt(item, 'code') + wordsAt(event, 'delta') }
    default:
      return item
  }
}

interface TextPlace {
  readonly list: 'content' | 'summary'
  readonly type: string
  /** Of the block, if not `text`. */
  readonly field?: string
}

/** Where the pieces of texts belong; Realtime's are beside those of the responses. */
const TEXT_DELTAS: Readonly<Record<string, TextPlace>> = {
  'response.output_text.delta': { list: 'content', type: 'output_text' },
  'response.text.delta': { list: 'content', type: 'output_text' },
  'response.output_audio_transcript.delta': { list: 'content', type: 'output_audio', field: 'transcript' },
  'response.audio_transcript.delta': { list: 'content', type: 'output_audio', field: 'transcript' },
  'response.refusal.delta': { list: 'content', type: 'refusal', field: 'refusal' },
  'response.reasoning_summary_text.delta': { list: 'summary', type: 'summary_text' },
  'response.reasoning_text.delta': { list: 'content', type: 'reasoning_text' },
}

function withText(item: UnknownRecord, { list, type, field = 'text' }: TextPlace, event: UnknownRecord): UnknownRecord {
  const parts = objectsAt(item, list).slice()
  const at = numberAt(event, list === 'content' ? 'content_index' : 'summary_index') ?? 0
  parts[at] = { type, [field]: wordsAt(parts[at], field) + wordsAt(event, 'delta') }
  // Servers that copy this API may leave out what begins an item.
  return { type: list === 'content' ? 'message' : 'reasoning', ...item, [list]: parts.filter(isRecord) }
}
