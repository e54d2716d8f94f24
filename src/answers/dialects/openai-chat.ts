import { at } from '../../providers/usage/value-at.ts'
import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import type { Citation } from '../answer.ts'
import { readCitations } from '../parts/citations.ts'
import {
  joinNeighbours,
  reasoning,
  refusal,
  words,
  type DraftAnswer,
  type DraftChoice,
  type DraftPart,
} from '../parts/draft.ts'
import { listAt, objectAt, objectsAt, parsedArguments, textAt, wordsAt } from '../parts/json-values.ts'
import { mediaOfBase64 } from '../parts/media.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import type { Dialect } from './dialect.ts'
import { foldChatChoices } from './openai-chat-deltas.ts'

/**
 * OpenAI's chat and completions, and all that speak like them: Azure, DeepSeek, Groq, Mistral, xAI, OpenRouter,
 * Perplexity, Together, Fireworks, Hugging Face, Ollama, Writer, Z.ai …
 * https://platform.openai.com/docs/api-reference/chat
 */
export const openAiChat: Dialect = {
  recognizes: (event) => Array.isArray(event['choices']),
  read: (events) => {
    const citations = citationsOf(events)
    return { choices: foldChatChoices(events).map((choice) => readChoice(choice, citations)) } satisfies DraftAnswer
  },
}

// Perplexity and xAI put the sources beside the choices, and repeat them with every event.
function citationsOf(events: readonly UnknownRecord[]): readonly Citation[] {
  const named = events.findLast((event) => listAt(event, 'search_results').length > 0)
  if (named !== undefined)
    return readCitations(objectsAt(named, 'search_results').map(({ url, title }) => ({ url, title })))
  return readCitations(
    listAt(
      events.findLast((event) => listAt(event, 'citations').length > 0),
      'citations',
    ),
  )
}

function readChoice(choice: UnknownRecord, citations: readonly Citation[]): DraftChoice {
  const message = objectAt(choice, 'message')
  const sources = [...readCitations(listAt(message, 'annotations')), ...citations]
  const text =
    typeof choice['text'] === 'string' ? words(choice['text']) : joinNeighbours(readBlocks(message['content']))
  return {
    parts: [...readReasoning(message), ...readExecutedTools(message), ...cited(text, sources), ...readOthers(message)],
    finish: textAt(choice, 'finish_reason'),
  }
}

function readReasoning(message: UnknownRecord): readonly DraftPart[] {
  const text = textAt(message, 'reasoning_content') ?? textAt(message, 'reasoning')
  if (text !== undefined) return reasoning(text)
  const details = objectsAt(message, 'reasoning_details')
  const texts = details.map((detail) => textAt(detail, 'text') ?? wordsAt(detail, 'summary'))
  return details.length === 0 ? [] : [{ kind: 'reasoning', text: texts.join('') }]
}

// Groq's compound models run tools themselves.
function readExecutedTools(message: UnknownRecord): readonly DraftPart[] {
  return objectsAt(message, 'executed_tools').flatMap((tool): readonly DraftPart[] => {
    const name = textAt(tool, 'name') ?? wordsAt(tool, 'type')
    return [
      { kind: 'tool-call', name, arguments: parsedArguments(tool['arguments']), server: true },
      { kind: 'tool-result', name, result: tool['output'] ?? '' },
    ]
  })
}

function cited(parts: readonly DraftPart[], citations: readonly Citation[]): readonly DraftPart[] {
  if (citations.length === 0) return parts
  const last = parts.findLastIndex((part) => part.kind === 'text')
  return parts.map((part, index) =>
    index === last && part.kind === 'text' ? { ...part, citations: [...(part.citations ?? []), ...citations] } : part,
  )
}

function readOthers(message: UnknownRecord): readonly DraftPart[] {
  return [
    ...refusal(message['refusal']),
    ...readAudio(message['audio']),
    ...readBlocks(listAt(message, 'images')),
    ...objectsAt(message, 'tool_calls').map(readToolCall),
    ...(isRecord(message['function_call']) ? [readToolCall({ function: message['function_call'] })] : []),
  ]
}

/** Reads a tool call as chat has it, in an answer or in a message of a request. */
export function readToolCall(call: UnknownRecord): DraftPart {
  const body = isRecord(call['custom']) ? call['custom'] : objectAt(call, 'function')
  return {
    kind: 'tool-call',
    id: textAt(call, 'id'),
    name: textAt(body, 'name') ?? wordsAt(call, 'name'),
    arguments: 'input' in body ? body['input'] : parsedArguments(body['arguments'] ?? at(call, ['parameters'])),
  }
}

function readAudio(audio: unknown): readonly DraftPart[] {
  const text = textAt(audio, 'transcript')
  const bytes = textAt(audio, 'data')
  return [
    ...(text === undefined ? [] : [{ kind: 'transcript', text } satisfies DraftPart]),
    ...(bytes === undefined ? [] : [mediaOfBase64(bytes, 'audio/wav')]),
  ]
}
