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
import { readAnswer, readMedia, type AnswerSource } from '../../answers/read-answer.ts'
import { sideFileName } from '../../cassette/form/side-file-name.ts'
import type { PlainValue } from '../../cassette/form/write-yaml.ts'
import { isPlain } from '../../cassette/template/fill/read-template.ts'
import { sha256 } from '../../process/sha256.ts'

type Words = { readonly [name: string]: PlainValue }

/** Shorter media stand in the body as they are. */
const SHORTEST_FILE = 192
const SHOWN_TEXT = 60

/**
 * Puts the answer of a call in words, as a cassette shows it: a list of what was said, and why it ended.
 *
 * @returns undefined where there is nothing that the response does not say as well
 */
export function answerInWords(call: AnswerSource): PlainValue | undefined {
  const answer = readAnswer(call)
  if (isBareData(answer)) return undefined
  const names = fileNames(call, answer)
  const words = describeChoice(answer, names)
  const { error, alternatives = [] } = answer
  const said = [
    ...words,
    ...(error === undefined ? [] : [describeError(error)]),
    ...alternatives.map((choice) => ({ alternative: describeChoice(choice, names) })),
  ]
  return said.length === 0 ? undefined : said
}

// Lists of models, files and the like are shown by the response itself.
function isBareData({ parts, error, alternatives }: Answer): boolean {
  return error === undefined && alternatives === undefined && parts.every(({ kind }) => kind === 'data')
}

function describeChoice({ parts, finish }: Choice, names: ReadonlyMap<string, string>): readonly Words[] {
  return [...parts.map((part) => describePart(part, names)), ...(finish === undefined ? [] : [{ finish }])]
}

function describePart(part: AnswerPart, names: ReadonlyMap<string, string>): Words {
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
      return { [part.mimeType.replace(/\/.*$/s, '')]: describeMedia(part, names) }
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

function describeMedia(
  { mimeType, size, sha256: hash, url, name }: MediaPart,
  names: ReadonlyMap<string, string>,
): string {
  const file = hash === undefined ? undefined : names.get(hash)
  const where = file ?? url ?? name
  return [where, mimeType, ...(size === undefined ? [] : [`${size} bytes`])].filter(Boolean).join(', ')
}

function describeVector({ size, norm, start }: EmbeddingPart): string {
  return `${size} numbers, length ${norm}: ${start.join(', ')}, …`
}

function describeRank({ index, score, text }: Rank): string {
  const shown = text === undefined || text.length <= SHOWN_TEXT ? text : `${text.slice(0, SHOWN_TEXT)}…`
  return `${index}: ${score}${shown === undefined ? '' : ` ${shown}`}`
}

function describeError({ message, type, code }: NonNullable<Answer['error']>): Words {
  return { error: message, ...(type === undefined ? {} : { type }), ...(code === undefined ? {} : { code }) }
}

function fileNames(call: AnswerSource, { parts, alternatives = [] }: Answer): ReadonlyMap<string, string> {
  const all = [...parts, ...alternatives.flatMap((choice) => choice.parts)]
  if (!all.some((part) => part.kind === 'media' && part.sha256 !== undefined)) return new Map()
  return new Map(
    [...readMedia(call)].flatMap(([hash, { bytes, mimeType }]) =>
      bytes.byteLength < SHORTEST_FILE ? [] : [[hash, sideFileName(bytes, mimeType, sha256)]],
    ),
  )
}

function toPlain(value: unknown): PlainValue {
  const plain: unknown = value === undefined ? null : JSON.parse(JSON.stringify(value))
  return isPlain(plain) ? plain : null
}
