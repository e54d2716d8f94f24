import { at } from '../../providers/usage/value-at.ts'
import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { readCitations } from '../parts/citations.ts'
import { words, type DraftMedia, type DraftPart } from '../parts/draft.ts'
import { listAt, objectAt, parsedArguments, textAt, wordsAt } from '../parts/json-values.ts'
import { mediaOfBase64, mediaOfUrl } from '../parts/media.ts'
import { toolResult, type BlockReader, type ContentReader } from './block-reader.ts'

/**
 * Reads one content block of Bedrock's Converse: an object with one key.
 *
 * @returns undefined where it is none
 */
export function readBedrockBlock(block: UnknownRecord, read: ContentReader): readonly DraftPart[] | undefined {
  const [name = ''] = Object.keys(block)
  return READERS.get(name)?.(objectAt(block, name), read)
}

const READERS: ReadonlyMap<string, BlockReader> = new Map<string, BlockReader>([
  ['toolUse', readToolUse],
  ['toolResult', (value, read) => [toolResult({ id: textAt(value, 'toolUseId') }, contentOfResult(value), read)]],
  ['reasoningContent', (value) => [{ kind: 'reasoning', text: wordsAt(value, 'reasoningText', 'text') }]],
  ['citationsContent', readCited],
  ['guardContent', (value, read) => read(objectAt(value, 'text'))],
  ['image', (value) => [readSource('image', value)]],
  ['document', (value) => [readSource('application', value)]],
  ['video', (value) => [readSource('video', value)]],
  ['audio', (value) => [readSource('audio', value)]],
  ['json', (value) => [{ kind: 'data', value }]],
  ['cachePoint', () => []],
])

function readToolUse(use: UnknownRecord): readonly DraftPart[] {
  return [
    {
      kind: 'tool-call',
      id: textAt(use, 'toolUseId'),
      name: wordsAt(use, 'name'),
      arguments: parsedArguments(use['input']),
    },
  ]
}

function readCited(value: UnknownRecord): readonly DraftPart[] {
  const texts = listAt(value, 'content').map((part) => wordsAt(part, 'text'))
  return words(texts.join(''), readCitations(listAt(value, 'citations')))
}

// JSON has a block of its own.
function contentOfResult(value: unknown): unknown {
  const blocks = listAt(value, 'content')
  const json = blocks.length === 1 ? at(blocks[0], ['json']) : undefined
  return json ?? blocks
}

function readSource(family: string, value: UnknownRecord): DraftMedia {
  const format = textAt(value, 'format')
  const mimeType = format === undefined ? undefined : `${family}/${format}`
  const name = textAt(value, 'name')
  const bytes = textAt(value, 'source', 'bytes')
  if (bytes !== undefined) return mediaOfBase64(bytes, mimeType, name)
  return mediaOfUrl(wordsAt(value, 'source', 's3Location', 'uri'), name, mimeType)
}
