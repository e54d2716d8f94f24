import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { readCitations } from '../parts/citations.ts'
import { reasoning, words, type DraftAnswer, type DraftChoice } from '../parts/draft.ts'
import { listAt, objectAt, objectsAt, textAt, wordsAt } from '../parts/json-values.ts'
import type { Dialect } from './dialect.ts'
import { readToolCall } from './openai-chat.ts'

/** Cohere's chat and generate, version 1, whole or line by line. https://docs.cohere.com/v1/reference/chat */
export const cohereV1: Dialect = {
  recognizes: (event) =>
    'generation_id' in event || Array.isArray(event['generations']) || typeof event['is_finished'] === 'boolean',
  read: (events) => {
    const end = events.find((event) => isRecord(event['response']))
    const whole = end === undefined ? events[0] : objectAt(end, 'response')
    if (whole === undefined || ('is_finished' in whole && end === undefined)) return fold(events)
    const generations = objectsAt(whole, 'generations')
    const choices = generations.length > 0 ? generations.map(readChat) : [readChat(whole)]
    return { choices } satisfies DraftAnswer
  },
}

// A stream that was cut has no whole answer at its end.
function fold(events: readonly UnknownRecord[]): DraftAnswer {
  const text = events.map((event) => wordsAt(event, 'text')).join('')
  const calls = events.flatMap((event) => objectsAt(event, 'tool_calls'))
  const finish = events.map((event) => textAt(event, 'finish_reason')).findLast((reason) => reason !== undefined)
  return { choices: [readChat({ text, tool_calls: calls, finish_reason: finish })] }
}

function readChat(answer: UnknownRecord): DraftChoice {
  const sources = readCitations(objectsAt(answer, 'documents').map(({ url, title }) => ({ url, title })))
  return {
    parts: [
      ...(listAt(answer, 'tool_calls').length > 0 ? reasoning(answer['text']) : words(answer['text'], sources)),
      ...objectsAt(answer, 'tool_calls').map(readToolCall),
    ],
    finish: textAt(answer, 'finish_reason'),
  }
}
