import { at } from '../../providers/usage/value-at.ts'
import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { words, type DraftPart } from '../parts/draft.ts'
import { listAt, textAt } from '../parts/json-values.ts'
import { mediaOfBase64, mediaOfUrl } from '../parts/media.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import { message, type DraftConversation } from './draft-message.ts'

/** Fields that hold what is asked, where there is no conversation: completions, pictures, speech, vectors, agents. */
const PROMPTS: readonly (readonly string[])[] = [
  ['prompt'],
  ['inputs'],
  ['inputText'],
  ['input', 'text'],
  ['input', 'prompt'],
  ['retrievalQuery', 'text'],
  ['texts'],
  ['text'],
  ['taskDescription'],
]

/** Ollama's generate, Bedrock's agents, OpenAI's assistants. */
const SYSTEMS = ['system', 'instruction', 'instructions'] as const

/**
 * Reads requests that ask with one text, or several.
 *
 * @returns undefined where the body is none
 */
export function readPlainPrompt(body: UnknownRecord): DraftConversation | undefined {
  // A message that is added to a thread.
  if (typeof body['role'] === 'string' && 'content' in body) {
    return { messages: message(body['role'], readBlocks(body['content'])), used: ['role', 'content'] }
  }
  const path = PROMPTS.find((candidate) => isPrompt(at(body, candidate)))
  const images = [...listAt(body, 'images'), body['image'], body['document']].flatMap(readImage)
  const system = SYSTEMS.flatMap((name) => words(textAt(body, name)))
  if (path === undefined && images.length === 0 && system.length === 0) return undefined
  const prompt = path === undefined ? [] : textsOf(at(body, path))
  return {
    messages: [...message('system', system), ...message('user', [...prompt, ...images])],
    used: [...(path?.slice(0, 1) ?? []), ...SYSTEMS, 'images', 'image', 'document'],
  }
}

function isPrompt(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((entry) => typeof entry === 'string'))
}

function textsOf(value: unknown): readonly DraftPart[] {
  return Array.isArray(value) ? value.flatMap((entry) => words(entry)) : words(value)
}

function readImage(image: unknown): readonly DraftPart[] {
  const url = textAt(image, 'url') ?? textAt(image, 'image_url') ?? textAt(image, 'document_url')
  if (url !== undefined) return [mediaOfUrl(url)]
  if (typeof image !== 'string') return []
  return [/^[a-z]+:/u.test(image) ? mediaOfUrl(image) : mediaOfBase64(image)]
}
