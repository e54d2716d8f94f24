import { at } from '../../providers/usage/value-at.ts'
import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { readCitations } from '../parts/citations.ts'
import { reasoning, refusal, words, type DraftPart } from '../parts/draft.ts'
import { listAt, textAt, wordsAt } from '../parts/json-values.ts'
import { mediaOfBase64, mediaOfUrl } from '../parts/media.ts'
import type { BlockReader } from './block-reader.ts'
import { readSpeech } from './read-speech.ts'

/**
 * The content blocks of OpenAI's chat, responses and assistants, and of those that speak like them (Mistral's
 * `thinking` holds blocks again).
 */
export const OPENAI_BLOCKS: Readonly<Record<string, BlockReader>> = {
  text: readText,
  input_text: readText,
  output_text: readText,
  summary_text: (block) => reasoning(block['text']),
  reasoning_text: (block) => reasoning(block['text']),
  refusal: (block) => refusal(block['refusal']),
  image_url: (block) => readUrl(block['image_url']),
  video_url: (block) => readUrl(block['video_url']),
  audio_url: (block) => readUrl(block['audio_url']),
  document_url: (block) => readUrl(block['document_url'], textAt(block, 'document_name')),
  input_image: (block) => readUrl(block['image_url'] ?? block['file_id']),
  input_audio: (block) => ('input_audio' in block ? readAudio(block['input_audio']) : readSpeech(block)),
  output_audio: readSpeech,
  input_file: readFile,
  file: (block) => readFile(isRecord(block['file']) ? block['file'] : block),
  image_file: (block) => [{ kind: 'media', mimeType: 'image/*', name: textAt(block, 'image_file', 'file_id') }],
}

// Assistants put the text one level deeper.
function readText(block: UnknownRecord): readonly DraftPart[] {
  const text = typeof block['text'] === 'string' ? block['text'] : wordsAt(block, 'text', 'value')
  const sources = [
    ...listAt(block, 'annotations'),
    ...listAt(block, 'text', 'annotations'),
    ...listAt(block, 'citations'),
  ]
  return words(text, readCitations(sources))
}

function readUrl(value: unknown, name?: string): readonly DraftPart[] {
  const url = typeof value === 'string' ? value : textAt(value, 'url')
  return url === undefined ? [] : [mediaOfUrl(url, name)]
}

function readAudio(value: unknown): readonly DraftPart[] {
  const base64 = typeof value === 'string' ? value : textAt(value, 'data')
  if (base64 === undefined) return []
  const format = textAt(value, 'format')
  return [mediaOfBase64(base64, format === undefined ? undefined : `audio/${format === 'mp3' ? 'mpeg' : format}`)]
}

function readFile(file: UnknownRecord): readonly DraftPart[] {
  const name = textAt(file, 'filename') ?? textAt(file, 'name')
  const bytes = textAt(file, 'file_data') ?? textAt(file, 'data')
  if (bytes !== undefined) return [mediaOfBase64(bytes, mimeTypeOf(file), name)]
  const url = textAt(file, 'file_url') ?? textAt(file, 'url')
  if (url !== undefined) return [mediaOfUrl(url, name)]
  const id = textAt(file, 'file_id') ?? textAt(file, 'id') ?? name
  return id === undefined ? [] : [{ kind: 'media', mimeType: mimeTypeOf(file) ?? 'application/octet-stream', name: id }]
}

function mimeTypeOf(file: unknown): string | undefined {
  const names = ['mediaType', 'mimeType', 'mime_type', 'media_type'] as const
  return names.map((name) => at(file, [name])).find((value) => typeof value === 'string')
}
