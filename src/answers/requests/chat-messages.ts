import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { toolResult } from '../blocks/block-reader.ts'
import { readToolCall } from '../dialects/openai-chat.ts'
import { reasoning, type DraftPart } from '../parts/draft.ts'
import { listAt, objectsAt, textAt, wordsAt } from '../parts/json-values.ts'
import { mediaOfBase64 } from '../parts/media.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import { message, type DraftConversation, type DraftMessage } from './draft-message.ts'

/**
 * Reads requests with `messages`: OpenAI's chat and its kin, Anthropic, Bedrock's Converse, Cohere, Ollama.
 *
 * @returns undefined where the body is none
 */
export function readChatMessages(body: UnknownRecord): DraftConversation | undefined {
  // Vercel's gateway calls them the prompt.
  const name = ['messages', 'prompt'].find((field) => objectsAt(body, field).some((entry) => 'role' in entry))
  if (name === undefined) return undefined
  const messages = objectsAt(body, name).flatMap(readMessage)
  return { messages: [...message('system', readBlocks(body['system'])), ...messages], used: ['system', name] }
}

function readMessage(entry: UnknownRecord): readonly DraftMessage[] {
  return message(wordsAt(entry, 'role'), partsOf(entry), textAt(entry, 'name'))
}

function partsOf(entry: UnknownRecord): readonly DraftPart[] {
  const role = wordsAt(entry, 'role')
  const content = entry['content']
  if (role === 'function' || 'tool_call_id' in entry || 'tool_name' in entry) {
    const name = textAt(entry, 'name') ?? textAt(entry, 'tool_name')
    return [toolResult({ id: textAt(entry, 'tool_call_id'), name }, content, readBlocks)]
  }
  return [
    ...reasoning(textAt(entry, 'reasoning_content') ?? textAt(entry, 'thinking') ?? textAt(entry, 'reasoning')),
    ...reasoning(textAt(entry, 'tool_plan')),
    ...readBlocks(content),
    // Ollama's pictures.
    ...listAt(entry, 'images').flatMap((image) => (typeof image === 'string' ? [mediaOfBase64(image)] : [])),
    ...objectsAt(entry, 'tool_calls').map(readToolCall),
    ...objectsAt({ calls: [entry['function_call']] }, 'calls').map((call) => readToolCall({ function: call })),
  ]
}
