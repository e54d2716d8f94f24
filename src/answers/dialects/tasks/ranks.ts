import type { UnknownRecord } from '../../../text/unknown/is-record.ts'
import type { Rank } from '../../answer.ts'
import { single } from '../../parts/draft.ts'
import { numberAt, objectsAt, textAt } from '../../parts/json-values.ts'
import { plain } from '../../parts/plain.ts'
import type { Dialect } from '../dialect.ts'

/** Rankings: of Cohere-compatible APIs (OpenRouter, Jina), Voyage, Hugging Face, and Bedrock's knowledge bases. */
export const ranks: Dialect = {
  recognizes: (event) => ranksOf(event).length > 0,
  read: (events) => single([{ kind: 'ranks', ranks: events.flatMap(ranksOf) }]),
}

const LISTS = ['results', 'data', 'retrievalResults'] as const

function ranksOf(event: UnknownRecord): readonly Rank[] {
  return LISTS.flatMap((name) => objectsAt(event, name)).flatMap((entry, position) => {
    const score = numberAt(entry, 'relevance_score') ?? numberAt(entry, 'relevanceScore') ?? scoreOf(entry)
    if (score === undefined) return []
    return [plain({ index: numberAt(entry, 'index') ?? position, score, text: textOf(entry) })]
  })
}

// `score` alone is ambiguous: it is a rank only next to a text or an `index`.
function scoreOf(entry: UnknownRecord): number | undefined {
  return textOf(entry) !== undefined || 'index' in entry ? numberAt(entry, 'score') : undefined
}

function textOf(entry: UnknownRecord): string | undefined {
  return (
    textAt(entry, 'document', 'text') ??
    textAt(entry, 'document') ??
    textAt(entry, 'content', 'text') ??
    textAt(entry, 'text')
  )
}
