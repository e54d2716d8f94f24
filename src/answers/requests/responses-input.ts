import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { words } from '../parts/draft.ts'
import { listAt, textAt, wordsAt } from '../parts/json-values.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import { message, type DraftConversation, type DraftMessage } from './draft-message.ts'

/**
 * Reads requests with `input`: OpenAI's responses, Gemini's interactions, embeddings, moderations, speech.
 *
 * @returns undefined where the body is none
 */
export function readInput(body: UnknownRecord): DraftConversation | undefined {
  const { input } = body
  if (typeof input !== 'string' && !Array.isArray(input)) return undefined
  const instructions = textAt(body, 'instructions') ?? textAt(body, 'system_instruction')
  const messages = typeof input === 'string' ? message('user', words(input)) : listAt(body, 'input').flatMap(readItem)
  return {
    messages: [...message('system', words(instructions)), ...joined(messages)],
    used: ['input', 'instructions', 'system_instruction'],
  }
}

// Whose an item is shows in its role; what a model puts out and what answers it shows in its type.
function readItem(item: unknown): readonly DraftMessage[] {
  if (!isRecord(item)) return message('user', typeof item === 'string' ? words(item) : [{ kind: 'data', value: item }])
  const parts = readBlocks('type' in item ? item : item['content'])
  return message(textAt(item, 'role') ?? roleOfType(wordsAt(item, 'type')), parts)
}

function roleOfType(type: string): string {
  if (/_(?:output|result)$/u.test(type) && type !== 'model_output') return 'tool'
  return /call$|^reasoning$|^thought$|^model_output$|^item_reference$/u.test(type) ? 'assistant' : 'user'
}

// Each call of a turn, and each text to embed, is an item of its own.
function joined(messages: readonly DraftMessage[]): readonly DraftMessage[] {
  const found: DraftMessage[] = []
  for (const next of messages) {
    const last = found.at(-1)
    if (last !== undefined && last.role === next.role)
      found[found.length - 1] = { ...last, parts: [...last.parts, ...next.parts] }
    else found.push(next)
  }
  return found
}
