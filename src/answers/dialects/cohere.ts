import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { readCitations } from '../parts/citations.ts'
import { reasoning, single, type DraftAnswer, type DraftPart } from '../parts/draft.ts'
import { listAt, numberAt, objectAt, objectsAt, textAt, wordsAt } from '../parts/json-values.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import { hasTypePrefix, type Dialect } from './dialect.ts'
import { readToolCall } from './openai-chat.ts'

/** Cohere's chat, version 2. https://docs.cohere.com/reference/chat-stream */
export const cohere: Dialect = {
  recognizes: (event) =>
    (isRecord(event['message']) && typeof event['finish_reason'] === 'string' && typeof event['id'] === 'string') ||
    hasTypePrefix(
      event,
      'message-start',
      'message-end',
      'content-start',
      'content-delta',
      'tool-plan-',
      'tool-call-',
      'citation-',
    ),
  read: (events) => {
    const whole = events.find((event) => isRecord(event['message']))
    if (whole !== undefined) return readMessage(objectAt(whole, 'message'), textAt(whole, 'finish_reason'))
    const finish = events
      .map((event) => textAt(event, 'delta', 'finish_reason'))
      .findLast((reason) => reason !== undefined)
    return readMessage(foldMessage(events), finish)
  },
}

function readMessage(message: UnknownRecord, finish: string | undefined): DraftAnswer {
  const citations = readCitations(listAt(message, 'citations'))
  const content = readBlocks(message['content'])
  const last = content.findLastIndex((part) => part.kind === 'text')
  const cited = content.map((part, index): DraftPart =>
    index === last && part.kind === 'text' && citations.length > 0 ? { ...part, citations } : part,
  )
  return single(
    [...reasoning(message['tool_plan']), ...cited, ...objectsAt(message, 'tool_calls').map(readToolCall)],
    finish,
  )
}

function foldMessage(events: readonly UnknownRecord[]): UnknownRecord {
  const content = new Map<number, UnknownRecord>()
  const calls = new Map<number, UnknownRecord>()
  const citations: unknown[] = []
  let plan = ''
  for (const event of events) {
    const delta = objectAt(event, 'delta', 'message')
    const index = numberAt(event, 'index') ?? 0
    plan += wordsAt(delta, 'tool_plan')
    if (isRecord(delta['content'])) content.set(index, foldContent(content.get(index), delta['content']))
    if (isRecord(delta['tool_calls'])) calls.set(index, foldCall(calls.get(index), delta['tool_calls']))
    if (isRecord(delta['citations'])) citations.push(delta['citations'])
  }
  return { tool_plan: plan, content: [...content.values()], tool_calls: [...calls.values()], citations }
}

function foldContent(block: UnknownRecord | undefined, delta: UnknownRecord): UnknownRecord {
  const thinking = wordsAt(block, 'thinking') + wordsAt(delta, 'thinking')
  const type = textAt(block, 'type') ?? textAt(delta, 'type') ?? (thinking === '' ? 'text' : 'thinking')
  return { type, text: wordsAt(block, 'text') + wordsAt(delta, 'text'), thinking }
}

function foldCall(call: UnknownRecord | undefined, delta: UnknownRecord): UnknownRecord {
  return {
    ...call,
    ...delta,
    function: {
      name: wordsAt(call, 'function', 'name') + wordsAt(delta, 'function', 'name'),
      arguments: wordsAt(call, 'function', 'arguments') + wordsAt(delta, 'function', 'arguments'),
    },
  }
}
