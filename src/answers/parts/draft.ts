import { isRecord } from '../../text/unknown/is-record.ts'
import type { AnswerError, AnswerPart, Citation, MediaPart, ToolResultPart } from '../answer.ts'
import { plain } from './plain.ts'

/** A part as the dialects give it: media still with its bytes. */
export type DraftPart = Exclude<AnswerPart, MediaPart | ToolResultPart> | DraftMedia | DraftToolResult

/** Media before it is measured. */
export interface DraftMedia extends Omit<MediaPart, 'size' | 'sha256'> {
  readonly bytes?: Uint8Array | undefined
}

/** A tool's result whose media is not measured yet. */
export interface DraftToolResult extends Omit<ToolResultPart, 'media'> {
  readonly media?: readonly DraftMedia[] | undefined
}

/** One of the answers of a response, as its dialect reads it. */
export interface DraftChoice {
  readonly parts: readonly DraftPart[]
  readonly finish?: string | undefined
}

/** All that a dialect finds in a response. */
export interface DraftAnswer {
  readonly choices: readonly DraftChoice[]
  readonly error?: AnswerError | undefined
}

/** Makes a text part; none of an empty text. */
export function words(text: unknown, citations: readonly Citation[] = []): readonly DraftPart[] {
  if (typeof text !== 'string' || text === '') return []
  return [{ kind: 'text', text, ...(citations.length === 0 ? {} : { citations }) }]
}

/** Makes a reasoning part; none of an empty text. */
export function reasoning(text: unknown): readonly DraftPart[] {
  return typeof text === 'string' && text !== '' ? [{ kind: 'reasoning', text }] : []
}

/** Makes a refusal part; none of an empty text. */
export function refusal(text: unknown): readonly DraftPart[] {
  return typeof text === 'string' && text !== '' ? [{ kind: 'refusal', text }] : []
}

/** Makes a data part of what nothing else fits; none of null and the empty object. */
export function data(value: unknown): readonly DraftPart[] {
  if (value === undefined || value === null) return []
  return isRecord(value) && Object.keys(value).length === 0 ? [] : [{ kind: 'data', value }]
}

/** Makes an answer of one choice. */
export function single(parts: readonly DraftPart[], finish?: string): DraftAnswer {
  return { choices: [{ parts, finish }] }
}

/** Puts neighbouring texts together, and neighbouring reasoning: streams cut them anywhere. */
export function joinNeighbours(parts: readonly DraftPart[]): readonly DraftPart[] {
  const joined: DraftPart[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (last?.kind === 'text' && part.kind === 'text') {
      joined[joined.length - 1] = plain({ ...last, text: last.text + part.text, citations: citationsOf(last, part) })
    } else if (last?.kind === 'reasoning' && part.kind === 'reasoning') {
      joined[joined.length - 1] = { kind: 'reasoning', text: last.text + part.text }
    } else {
      joined.push(part)
    }
  }
  return joined
}

// Each once, in the order in which the text names them first.
function citationsOf(
  ...parts: readonly { readonly citations?: readonly Citation[] | undefined }[]
): readonly Citation[] | undefined {
  const all = new Map(parts.flatMap((part) => part.citations ?? []).map((source) => [JSON.stringify(source), source]))
  return all.size === 0 ? undefined : [...all.values()]
}
