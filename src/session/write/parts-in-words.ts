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
  Rank,
  RanksPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  TranscriptPart,
} from '../../answers/answer.ts'
import { isSpoken } from '../../answers/is-spoken.ts'
import { isRedirect } from '../../answers/parts/citations.ts'
import type { MediaFile } from '../../answers/parts/measure-answer.ts'
import { sideFileName } from '../../cassette/form/side-file-name.ts'
import type { PlainValue } from '../../cassette/form/write-yaml.ts'
import { isPlain } from '../../cassette/template/fill/read-template.ts'
import { sha256 } from '../../process/sha256.ts'

/** One entry of an answer in words. */
export type Words = { readonly [name: string]: PlainValue }

/** Shorter media stay in the body as they are. */
const SHORTEST_FILE = 192
const SHOWN_TEXT = 60

/** Names the files beside a cassette that media are in, by their digest. */
export function namesOfMedia(media: ReadonlyMap<string, MediaFile>): ReadonlyMap<string, string> {
  return new Map(
    [...media].flatMap(([hash, { bytes, mimeType }]) =>
      bytes.byteLength < SHORTEST_FILE ? [] : [[hash, sideFileName(bytes, mimeType, sha256)]],
    ),
  )
}

/** Puts what a model said in words, and why it ended. */
export function describeChoice({ parts, finish }: Choice, names: ReadonlyMap<string, string>): readonly Words[] {
  return [...parts.map((part) => describePart(part, names)), ...(finish === undefined ? [] : [{ finish }])]
}

/** Puts one part in words: a mapping, whose first entry says what it is. */
export function describePart(part: AnswerPart, names: ReadonlyMap<string, string>): Words {
  if (!isSpoken(part)) return describeFacts(part, names)
  switch (part.kind) {
    case 'text':
      return describeText(part)
    case 'reasoning':
      return { reasoning: part.text === '' ? NOT_SHOWN : part.text }
    case 'refusal':
      return { refusal: part.text }
    case 'tool-call':
      return describeToolCall(part)
    case 'tool-result':
      return describeToolResult(part)
    default:
      return part satisfies never
  }
}

/** Reasoning that the provider keeps to itself, encrypted or left out: nothing was lost. */
const NOT_SHOWN = 'not shown'

type FactsPart = MediaPart | EmbeddingPart | TranscriptPart | RanksPart | ModerationPart | BatchEntryPart | DataPart

function describeFacts(part: FactsPart, names: ReadonlyMap<string, string>): Words {
  switch (part.kind) {
    case 'media':
      return { [kindOfMedia(part.mimeType)]: describeMedia(part, names) }
    case 'embedding':
      return { embedding: describeVector(part) }
    case 'transcript':
      return { transcript: part.text }
    case 'ranks':
      return { ranks: part.ranks.map(describeRank) }
    case 'moderation':
      return { flagged: part.flagged, categories: part.categories }
    case 'batch-entry':
      return describeEntry(part)
    case 'data':
      return { data: toPlain(part.value) }
    default:
      return part satisfies never
  }
}

function describeEntry({ request, finish, error }: BatchEntryPart): Words {
  return { request, ...(finish === undefined ? {} : { finish }), ...(error === undefined ? {} : describeError(error)) }
}

function describeToolResult({ result, name }: ToolResultPart): Words {
  return { result: toPlain(result), ...(name === undefined ? {} : { of: name }) }
}

function describeText({ text, citations }: TextPart): Words {
  return { text, ...(citations === undefined ? {} : { citations: toPlain(citations.map(describeCitation)) }) }
}

// An address that means nothing, where the source has a name.
function describeCitation({ url, ...named }: Citation): Citation {
  const isMadeUp = url !== undefined && isRedirect(url) && Object.keys(named).length > 0
  return url === undefined || isMadeUp ? named : { url, ...named }
}

function describeToolCall(part: ToolCallPart): Words {
  const { name, server } = part
  return { call: name, arguments: toPlain(part.arguments), ...(server === true ? { by: 'provider' } : {}) }
}

function kindOfMedia(mimeType: string): string {
  const kind = mimeType.replace(/\/.*$/s, '')
  return kind === 'application' || kind === 'text' ? 'file' : kind
}

function describeMedia(
  { mimeType, size, sha256: hash, url, name }: MediaPart,
  names: ReadonlyMap<string, string>,
): string {
  const file = hash === undefined ? undefined : names.get(hash)
  const where = file ?? url ?? name
  return [where, mimeType, ...(size === undefined ? [] : [`${size} bytes`])].filter(Boolean).join(', ')
}

function describeVector({ size, norm, start }: EmbeddingPart): string {
  return `${size} numbers, norm ${norm}: ${start.join(', ')}, …`
}

function describeRank({ index, score, text }: Rank): string {
  const shown = text === undefined || text.length <= SHOWN_TEXT ? text : `${text.slice(0, SHOWN_TEXT)}…`
  return `${index}: ${score}${shown === undefined ? '' : ` ${shown}`}`
}

/** Puts an error in words. */
export function describeError({ message, type, code }: NonNullable<Answer['error']>): Words {
  return { error: message, ...(type === undefined ? {} : { type }), ...(code === undefined ? {} : { code }) }
}

function toPlain(value: unknown): PlainValue {
  const plain: unknown = value === undefined ? null : JSON.parse(JSON.stringify(value))
  return isPlain(plain) ? plain : null
}
