import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { readCitations } from '../parts/citations.ts'
import { joinNeighbours, reasoning, single, words, type DraftPart } from '../parts/draft.ts'
import { listAt, objectAt, textAt, wordsAt } from '../parts/json-values.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import { hasTypePrefix, type Dialect } from './dialect.ts'

/** Vercel's AI Gateway as the AI SDK speaks to it: the parts of a language model, whole or as a stream. */
export const aiGateway: Dialect = {
  recognizes: (event) =>
    (Array.isArray(event['content']) && 'finishReason' in event) ||
    hasTypePrefix(event, 'stream-start', 'text-start', 'text-delta', 'reasoning-delta', 'tool-input-'),
  read: (events) => {
    const whole = events.find((event) => Array.isArray(event['content']))
    const blocks = whole === undefined ? events : listAt(whole, 'content')
    const sources = readCitations(blocks.filter((block) => textAt(block, 'type') === 'source'))
    const parts = joinNeighbours(whole === undefined ? events.flatMap(readPiece) : readBlocks(blocks))
    const end = whole ?? events.findLast((event) => event['type'] === 'finish')
    const last = parts.findLastIndex((part) => part.kind === 'text')
    return single(
      parts.map((part, index) => (index === last && sources.length > 0 ? { ...part, citations: sources } : part)),
      // Version 3 of the protocol keeps the provider's own word as well.
      textAt(end, 'finishReason') ?? textAt(objectAt(end, 'finishReason'), 'unified'),
    )
  },
}

/** A call comes whole after the pieces of its input. */
const READ_WHOLE: ReadonlySet<string> = new Set(['tool-call', 'tool-result', 'file'])

function readPiece(event: UnknownRecord): readonly DraftPart[] {
  const type = wordsAt(event, 'type')
  if (type === 'text-delta') return words(textAt(event, 'delta') ?? textAt(event, 'textDelta'))
  if (type === 'reasoning-delta') return reasoning(textAt(event, 'delta'))
  return READ_WHOLE.has(type) ? readBlocks(event) : []
}
