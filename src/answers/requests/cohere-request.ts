import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { readToolCall } from '../dialects/openai-chat.ts'
import { data, words, type DraftPart } from '../parts/draft.ts'
import { listAt, objectsAt, textAt, wordsAt } from '../parts/json-values.ts'
import { message, type DraftConversation } from './draft-message.ts'

/**
 * Reads the requests of Cohere that others do not share: chat of version 1, and rankings.
 *
 * @returns undefined where the body is none
 */
export function readCohereRequest(body: UnknownRecord): DraftConversation | undefined {
  if (typeof body['query'] === 'string') {
    const documents = listAt(body, 'documents').flatMap(readDocument)
    return { messages: message('user', [...words(body['query']), ...documents]), used: ['query', 'documents'] }
  }
  if (typeof body['message'] !== 'string') return undefined
  const history = objectsAt(body, 'chat_history').flatMap((entry) =>
    message(wordsAt(entry, 'role'), [
      ...words(textAt(entry, 'message')),
      ...objectsAt(entry, 'tool_calls').map(readToolCall),
    ]),
  )
  const results = objectsAt(body, 'tool_results').map(
    (result) => ({ kind: 'tool-result', name: textAt(result, 'call', 'name'), result: result['outputs'] }) as const,
  )
  return {
    messages: [
      ...message('system', words(body['preamble'])),
      ...history,
      ...message('user', words(body['message'])),
      ...message('tool', results),
    ],
    used: ['message', 'chat_history', 'preamble', 'tool_results'],
  }
}

function readDocument(document: unknown): readonly DraftPart[] {
  return typeof document === 'string' ? words(document) : data(document)
}
