import type {
  Answer,
  AnswerPart,
  BatchEntryPart,
  Choice,
  Citation,
  DataPart,
  EmbeddingPart,
  MediaPart,
  ModerationPart,
  RanksPart,
  TextPart,
  TranscriptPart,
} from '../answer.ts'
import { isSpoken } from '../is-spoken.ts'
import { isRedirect } from '../parts/citations.ts'
import { differencesOf, type AnswerDifference } from './compare-values.ts'
import { withoutFit, withoutVolatile } from './volatile.ts'

/**
 * Compares what two answers say: words, tool calls with their arguments, media, finish, errors. Ids, times,
 * fingerprints and token counts are not compared, nor is noise in scores and vectors.
 *
 * @returns the differences by path, such as `text`, `tool-call[1].arguments.city` or `finish`; none where both say the
 *   same
 */
export function compareAnswers(before: Answer, after: Answer): readonly AnswerDifference[] {
  const count = Math.max(before.alternatives?.length ?? 0, after.alternatives?.length ?? 0)
  const alternatives = Array.from({ length: count }, (_, index) =>
    compareChoices(before.alternatives?.[index] ?? NOTHING, after.alternatives?.[index] ?? NOTHING).map(
      (difference) => ({
        ...difference,
        path: `alternatives[${index}].${difference.path}`,
      }),
    ),
  )
  return [
    ...compareChoices(before, after),
    ...differencesOf('error', before.error, after.error),
    ...alternatives.flat(),
  ]
}

const NOTHING: Choice = { parts: [] }

function compareChoices(before: Choice, after: Choice): readonly AnswerDifference[] {
  const kinds = new Set([...before.parts, ...after.parts].map((part) => part.kind))
  const found = [...kinds].flatMap((kind) => compareKind(kind, before.parts, after.parts))
  const order = found.length > 0 ? [] : differencesOf('order', kindsOf(before), kindsOf(after))
  return [...found, ...order, ...differencesOf('finish', before.finish, after.finish)]
}

function kindsOf({ parts }: Choice): string {
  return parts.map((part) => part.kind).join(', ')
}

// A part is compared with the one of its kind at the same place among them.
function compareKind(
  kind: AnswerPart['kind'],
  before: readonly AnswerPart[],
  after: readonly AnswerPart[],
): readonly AnswerDifference[] {
  const older = before.filter((part) => part.kind === kind)
  const newer = after.filter((part) => part.kind === kind)
  const count = Math.max(older.length, newer.length)
  return Array.from({ length: count }, (_, index) => {
    const name = count === 1 ? kind : `${kind}[${index}]`
    const [a, b] = [older[index], newer[index]]
    if (a !== undefined && b !== undefined && isWithinNoise(a, b)) return []
    return differencesOf(name, a && contentOf(a), b && contentOf(b))
  }).flat()
}

/** What of a part is compared: a text where that is all there is. */
function contentOf(part: AnswerPart): unknown {
  if (!isSpoken(part)) return factsOf(part)
  switch (part.kind) {
    case 'text':
      return citedText(part)
    case 'reasoning':
    case 'refusal':
      return part.text
    case 'tool-call':
      return { name: part.name, arguments: part.arguments }
    case 'tool-result':
      return { name: part.name, result: withoutFit(withoutVolatile(part.result)) }
    default:
      return part satisfies never
  }
}

function citedText({ text, citations }: TextPart): unknown {
  return citations === undefined ? text : { text, citations: citations.map(stableCitation) }
}

function stableCitation(citation: Citation): Citation {
  return citation.url === undefined || !isRedirect(citation.url) ? citation : { ...citation, url: stable(citation.url) }
}

/** What is not spoken. */
type FactsPart = MediaPart | EmbeddingPart | TranscriptPart | RanksPart | ModerationPart | BatchEntryPart | DataPart

function factsOf(part: FactsPart): unknown {
  switch (part.kind) {
    case 'media':
      return part.sha256 === undefined
        ? { type: part.mimeType, url: stable(part.url) }
        : { type: part.mimeType, size: part.size, sha256: part.sha256 }
    case 'transcript':
      return part.text
    case 'embedding':
      return { size: part.size, norm: part.norm, start: part.start }
    case 'ranks':
      return part.ranks.map(({ index, score }) => ({ index, score }))
    case 'moderation':
      return { flagged: part.flagged, categories: part.categories }
    case 'batch-entry':
      return { request: part.request, finish: part.finish, error: part.error }
    case 'data':
      return withoutVolatile(part.value)
    default:
      return part satisfies never
  }
}

// Addresses of results are signed, and name another file each time: only where it lies counts.
function stable(url: string | undefined): string | undefined {
  return url === undefined || !URL.canParse(url) ? url : new URL(url).origin
}

function isWithinNoise(before: AnswerPart, after: AnswerPart): boolean {
  if (before.kind === 'embedding' && after.kind === 'embedding') return isNear(before, after)
  if (before.kind === 'ranks' && after.kind === 'ranks') return isSameOrder(before, after)
  return false
}

// Providers compute the same vector with a slightly different result each time; another text moves every number.
function isNear(before: EmbeddingPart, after: EmbeddingPart): boolean {
  const tolerance = Math.max(before.norm, after.norm) * VECTOR_NOISE
  return (
    before.size === after.size &&
    Math.abs(before.norm - after.norm) <= tolerance * 5 &&
    before.start.every((number, index) => Math.abs(number - (after.start[index] ?? Number.NaN)) <= tolerance)
  )
}

const VECTOR_NOISE = 0.002

function isSameOrder(before: RanksPart, after: RanksPart): boolean {
  return (
    before.ranks.length === after.ranks.length &&
    before.ranks.every(({ index, score }, place) => {
      const other = after.ranks[place]
      return other?.index === index && Math.abs(other.score - score) <= SCORE_NOISE
    })
  )
}

const SCORE_NOISE = 0.01
