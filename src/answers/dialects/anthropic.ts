import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { joinNeighbours, single, words, type DraftAnswer } from '../parts/draft.ts'
import { listAt, numberAt, objectAt, textAt, wordsAt } from '../parts/json-values.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import { hasTypePrefix, type Dialect } from './dialect.ts'

/**
 * Anthropic's messages, at Anthropic, Bedrock and Vertex, and its older completions.
 * https://docs.anthropic.com/en/api/messages-streaming
 */
export const anthropic: Dialect = {
  recognizes: (event) =>
    (event['type'] === 'message' && Array.isArray(event['content'])) ||
    hasTypePrefix(event, 'message_start', 'message_delta', 'message_stop', 'content_block_') ||
    typeof event['completion'] === 'string',
  read: (events) =>
    events.some((event) => typeof event['completion'] === 'string') ? readCompletion(events) : readMessage(events),
}

function readMessage(events: readonly UnknownRecord[]): DraftAnswer {
  const whole = events.find((event) => event['type'] === 'message' && Array.isArray(event['content']))
  if (whole !== undefined) return single(joinNeighbours(readBlocks(whole['content'])), textAt(whole, 'stop_reason'))
  const blocks = new Map<number, UnknownRecord>()
  for (const event of events) {
    const index = numberAt(event, 'index')
    if (index === undefined) continue
    if (event['type'] === 'content_block_start') blocks.set(index, objectAt(event, 'content_block'))
    if (event['type'] === 'content_block_delta') {
      blocks.set(index, foldBlock(blocks.get(index) ?? {}, objectAt(event, 'delta')))
    }
  }
  const finish = events.map((event) => textAt(event, 'delta', 'stop_reason')).findLast((reason) => reason !== undefined)
  // A text with citations comes in a block for each stretch that has its own.
  const content = [...blocks].toSorted(([a], [b]) => a - b).map(([, block]) => block)
  return single(joinNeighbours(readBlocks(content)), finish)
}

function foldBlock(block: UnknownRecord, delta: UnknownRecord): UnknownRecord {
  switch (delta['type']) {
    case 'text_delta':
      return { type: 'text', ...block, text: wordsAt(block, 'text') + wordsAt(delta, 'text') }
    case 'thinking_delta':
      return { type: 'thinking', ...block, thinking: wordsAt(block, 'thinking') + wordsAt(delta, 'thinking') }
    case 'compaction_delta':
      return { type: 'compaction', ...block, content: wordsAt(block, 'content') + wordsAt(delta, 'content') }
    case 'citations_delta':
      return { type: 'text', ...block, citations: [...listAt(block, 'citations'), delta['citation']] }
    case 'input_json_delta':
      // It begins as an empty object.
      return {
        ...block,
        input: (isRecord(block['input']) ? '' : wordsAt(block, 'input')) + wordsAt(delta, 'partial_json'),
      }
    default:
      return block
  }
}

function readCompletion(events: readonly UnknownRecord[]): DraftAnswer {
  const finish = events.map((event) => textAt(event, 'stop_reason')).findLast((reason) => reason !== undefined)
  return single(words(events.map((event) => wordsAt(event, 'completion')).join('')), finish)
}
