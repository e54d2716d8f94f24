import { at } from '../../providers/usage/value-at.ts'
import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { words, type DraftPart } from '../parts/draft.ts'
import { listAt, objectsAt, textAt, wordsAt } from '../parts/json-values.ts'
import { mediaOfBase64 } from '../parts/media.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import { message, type DraftConversation, type DraftMessage } from './draft-message.ts'

/**
 * Reads Gemini's requests: contents, what is to be embedded, and Vertex's instances.
 *
 * @returns undefined where the body is none
 */
export function readGeminiContents(body: UnknownRecord): DraftConversation | undefined {
  const inner = isRecord(body['generateContentRequest']) ? body['generateContentRequest'] : body
  const contents = [
    ...objectsAt(inner, 'contents'),
    ...(isRecord(inner['content']) ? [inner['content']] : []),
    ...objectsAt(inner, 'requests').flatMap((request) => (isRecord(request['content']) ? [request['content']] : [])),
  ].filter((content) => Array.isArray(content['parts']) || isRecord(content['parts']))
  if (contents.length === 0) return readInstances(body)
  const system = inner['systemInstruction'] ?? inner['system_instruction']
  const instructions = message('system', readBlocks(at(system, ['parts']) ?? system))
  return { messages: [...instructions, ...contents.flatMap(readContent)], used: USED }
}

const USED = [
  'contents',
  'content',
  'requests',
  'systemInstruction',
  'system_instruction',
  'instances',
  'generateContentRequest',
]

function readContent(content: UnknownRecord): readonly DraftMessage[] {
  return message(textAt(content, 'role') ?? 'user', readBlocks(content['parts']))
}

function readInstances(body: UnknownRecord): DraftConversation | undefined {
  const instances = listAt(body, 'instances')
  return instances.length === 0 ? undefined : { messages: message('user', instances.flatMap(readInstance)), used: USED }
}

function readInstance(instance: unknown): readonly DraftPart[] {
  const image = textAt(instance, 'image', 'bytesBase64Encoded')
  return [
    ...words(textAt(instance, 'prompt') ?? wordsAt(instance, 'content')),
    ...(image === undefined ? [] : [mediaOfBase64(image, textAt(instance, 'image', 'mimeType'))]),
  ]
}
