import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { words, type DraftAnswer } from '../parts/draft.ts'
import { listAt, objectsAt, textAt, wordsAt } from '../parts/json-values.ts'
import type { Dialect } from './dialect.ts'

/**
 * Models that answer with text and little else, whole or in pieces: Titan, Llama, Mistral and AI21 on Bedrock,
 * watsonx, and Hugging Face's text generation.
 */
export const textGeneration: Dialect = {
  recognizes: (event) => piecesOf(event).length > 0,
  read: (events) => {
    // Hugging Face repeats the whole text with the last token.
    const isByToken = events.some((event) => isRecord(event['token']))
    const pieces = events.flatMap((event) => (isByToken ? tokenOf(event) : piecesOf(event)))
    const finish = pieces.map(finishOf).findLast((reason) => reason !== undefined)
    // Several in one body are several answers; those of a stream are one.
    if (events.length === 1 && pieces.length > 1) {
      return {
        choices: pieces.map((piece) => ({ parts: words(textOf(piece)), finish: finishOf(piece) })),
      } satisfies DraftAnswer
    }
    return { choices: [{ parts: words(pieces.map(textOf).join('')), finish }] } satisfies DraftAnswer
  },
}

const TEXTS = ['outputText', 'generated_text', 'generation', 'text'] as const
const LISTS = ['results', 'outputs', 'completions'] as const

function piecesOf(event: UnknownRecord): readonly UnknownRecord[] {
  const listed = LISTS.flatMap((name) => objectsAt(event, name)).filter(
    (piece) => textOf(piece) !== '' || TEXTS.some((name) => name in piece),
  )
  if (listed.length > 0) return listed
  const own = TEXTS.slice(0, 3).some((name) => typeof event[name] === 'string')
  return own || isRecord(event['token']) ? [event] : []
}

function tokenOf(event: UnknownRecord): readonly UnknownRecord[] {
  const special = isRecord(event['token']) && event['token']['special'] === true
  return [
    {
      generation: special ? '' : wordsAt(event, 'token', 'text'),
      stop_reason: textAt(event, 'details', 'finish_reason'),
    },
  ]
}

function textOf(piece: UnknownRecord): string {
  const found = TEXTS.map((name) => textAt(piece, name)).find((text) => text !== undefined)
  return found ?? wordsAt(piece, 'data', 'text')
}

function finishOf(piece: UnknownRecord): string | undefined {
  return (
    textAt(piece, 'completionReason') ??
    textAt(piece, 'stop_reason') ??
    textAt(piece, 'finishReason', 'reason') ??
    textAt(listAt(piece, 'details')[0], 'finish_reason')
  )
}
