import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { reasoning, single, words } from '../parts/draft.ts'
import { objectsAt, textAt, wordsAt } from '../parts/json-values.ts'
import type { Dialect } from './dialect.ts'
import { readToolCall } from './openai-chat.ts'

/** Ollama's chat and generate, whole or line by line. https://github.com/ollama/ollama/blob/main/docs/api.md */
export const ollama: Dialect = {
  recognizes: (event) =>
    typeof event['done'] === 'boolean' && (isRecord(event['message']) || typeof event['response'] === 'string'),
  read: (events) => {
    const gather = (name: string): string => events.map((event) => wordsAt(event, 'message', name)).join('')
    const generated = events.map((event) => wordsAt(event, 'response')).join('')
    const thought = events.map((event) => wordsAt(event, 'thinking')).join('')
    const calls = events.flatMap((event): readonly UnknownRecord[] => objectsAt(event, 'message', 'tool_calls'))
    return single(
      [...reasoning(gather('thinking') + thought), ...words(gather('content') + generated), ...calls.map(readToolCall)],
      events.map((event) => textAt(event, 'done_reason')).findLast((reason) => reason !== undefined),
    )
  },
}
