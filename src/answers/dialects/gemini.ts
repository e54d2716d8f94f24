import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { readCitations } from '../parts/citations.ts'
import { joinNeighbours, refusal, type DraftAnswer, type DraftChoice, type DraftPart } from '../parts/draft.ts'
import { listAt, numberAt, objectsAt, textAt } from '../parts/json-values.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import type { Dialect } from './dialect.ts'

/**
 * Gemini's generateContent, at Google and Vertex, whole, as events or as a JSON array.
 * https://ai.google.dev/api/generate-content
 */
export const gemini: Dialect = {
  recognizes: (event) => Array.isArray(event['candidates']) || isRecord(event['promptFeedback']),
  read: (events) => {
    const blocked = events.find((event) => textAt(event, 'promptFeedback', 'blockReason') !== undefined)
    const choices = foldCandidates(events)
    if (blocked === undefined || choices.length > 0) return { choices }
    const reason = textAt(blocked, 'promptFeedback', 'blockReason')
    const parts = refusal(textAt(blocked, 'promptFeedback', 'blockReasonMessage') ?? reason)
    return { choices: [{ parts, finish: reason }] } satisfies DraftAnswer
  },
}

function foldCandidates(events: readonly UnknownRecord[]): readonly DraftChoice[] {
  const byIndex = new Map<number, UnknownRecord[]>()
  for (const candidate of events.flatMap((event) => objectsAt(event, 'candidates'))) {
    const index = numberAt(candidate, 'index') ?? 0
    byIndex.set(index, [...(byIndex.get(index) ?? []), candidate])
  }
  return [...byIndex].toSorted(([a], [b]) => a - b).map(([, candidates]) => readCandidate(candidates))
}

function readCandidate(pieces: readonly UnknownRecord[]): DraftChoice {
  const parts = joinNeighbours(pieces.flatMap((piece) => readBlocks(listAt(piece, 'content', 'parts'))))
  const sources = pieces.flatMap((piece) => [
    ...listAt(piece, 'groundingMetadata', 'groundingChunks'),
    ...listAt(piece, 'citationMetadata', 'citationSources'),
    ...listAt(piece, 'citationMetadata', 'citations'),
  ])
  const message = pieces.map((piece) => textAt(piece, 'finishMessage')).find((text) => text !== undefined)
  return {
    parts: [...withCitations(parts, sources), ...refusal(message)],
    finish: pieces.map(finishOf).findLast((reason) => reason !== undefined),
  }
}

/** Reasons by number, as Vertex writes them where its caller asks for numbers (`$alt=json;enum-encoding=int`). */
const REASONS = ['FINISH_REASON_UNSPECIFIED', 'STOP', 'MAX_TOKENS', 'SAFETY', 'RECITATION', 'OTHER'] as const

function finishOf(candidate: UnknownRecord): string | undefined {
  const number = numberAt(candidate, 'finishReason')
  return number === undefined ? textAt(candidate, 'finishReason') : (REASONS[number] ?? String(number))
}

function withCitations(parts: readonly DraftPart[], sources: readonly unknown[]): readonly DraftPart[] {
  const citations = readCitations(sources)
  const last = parts.findLastIndex((part) => part.kind === 'text')
  if (citations.length === 0) return parts
  return parts.map((part, index) => (index === last && part.kind === 'text' ? { ...part, citations } : part))
}
