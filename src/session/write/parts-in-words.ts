import type {
  Answer,
  AnswerPart,
  Choice,
  DataPart,
  EmbeddingPart,
  MediaPart,
  ModerationPart,
  Rank,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../../answers/answer.ts'
import type { MediaFile } from '../../answers/measure-answer.ts'
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
  switch (part.kind) {
    case 'text':
      return describeText(part)
    case 'reasoning':
    case 'refusal':
    case 'transcript':
      return { [part.kind]: part.text }
    case 'tool-call':
      return describeToolCall(part)
    case 'tool-result':
      return describeToolResult(part)
    case 'media':
      return { [kindOfMedia(part.mimeType)]: describeMedia(part, names) }
    case 'embedding':
      return { embedding: describeVector(part) }
    case 'ranks':
      return { ranks: part.ranks.map(describeRank) }
    case 'moderation':
    case 'data':
      return describeData(part)
    default:
      return part satisfies never
  }
}

function describeData(part: ModerationPart | DataPart): Words {
  return part.kind === 'data' ? { data: toPlain(part.value) } : { flagged: part.flagged, categories: part.categories }
}

function describeToolResult({ result, name }: ToolResultPart): Words {
  return { result: toPlain(result), ...(name === undefined ? {} : { of: name }) }
}

function describeText({ text, citations }: TextPart): Words {
  return { text, ...(citations === undefined ? {} : { citations: toPlain(citations) }) }
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
