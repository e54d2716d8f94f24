import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { single } from '../parts/draft.ts'
import { numberAt, objectAt, textAt, wordsAt } from '../parts/json-values.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import type { Dialect } from './dialect.ts'

/**
 * Bedrock's Converse, whole or as frames of an AWS event stream, whose payloads come without their names; Amazon's own
 * models answer `invoke` with the same, each event in an object that names it.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export const bedrockConverse: Dialect = {
  recognizes: (event) => {
    const inner = unwrap(event)
    return (
      isRecord(objectAt(inner, 'output')['message']) ||
      numberAt(inner, 'contentBlockIndex') !== undefined ||
      (typeof inner['stopReason'] === 'string' && !('content' in inner))
    )
  },
  read: (wrapped) => {
    const events = wrapped.map(unwrap)
    const finish = events.map((event) => textAt(event, 'stopReason')).findLast((reason) => reason !== undefined)
    const whole = events.find((event) => isRecord(objectAt(event, 'output')['message']))
    return single(
      readBlocks(whole === undefined ? foldBlocks(events) : objectAt(whole, 'output', 'message')['content']),
      finish,
    )
  },
}

const NAMES = ['messageStart', 'contentBlockStart', 'contentBlockDelta', 'contentBlockStop', 'messageStop'] as const

function unwrap(event: UnknownRecord): UnknownRecord {
  const name = NAMES.find((known) => isRecord(event[known]))
  return name === undefined ? event : objectAt(event, name)
}

function foldBlocks(events: readonly UnknownRecord[]): readonly UnknownRecord[] {
  const blocks = new Map<number, UnknownRecord>()
  for (const event of events) {
    const index = numberAt(event, 'contentBlockIndex')
    if (index === undefined) continue
    if (isRecord(event['start'])) blocks.set(index, event['start'])
    if (isRecord(event['delta'])) blocks.set(index, foldBlock(blocks.get(index) ?? {}, event['delta']))
  }
  return [...blocks].toSorted(([a], [b]) => a - b).map(([, block]) => block)
}

function foldBlock(block: UnknownRecord, delta: UnknownRecord): UnknownRecord {
  if (typeof delta['text'] === 'string') return { text: wordsAt(block, 'text') + delta['text'] }
  if (isRecord(delta['toolUse'])) {
    const tool = objectAt(block, 'toolUse')
    return { toolUse: { ...tool, input: wordsAt(tool, 'input') + wordsAt(delta, 'toolUse', 'input') } }
  }
  if (isRecord(delta['reasoningContent'])) {
    const text =
      wordsAt(block, 'reasoningContent', 'reasoningText', 'text') + wordsAt(delta, 'reasoningContent', 'text')
    return { reasoningContent: { reasoningText: { text } } }
  }
  return block
}
