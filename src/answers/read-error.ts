import { isRecord, type UnknownRecord } from '../text/unknown/is-record.ts'
import type { AnswerError } from './answer.ts'
import { textAt } from './parts/json-values.ts'

/**
 * Reads the error that a body or an event holds, in any dialect: `error` with a message (OpenAI, Anthropic, Gemini) or
 * as a text (Ollama), `message` (Bedrock, Cohere, Mistral), `detail` (FastAPI).
 *
 * @returns undefined where it holds none
 */
export function readErrorEvent(event: UnknownRecord): AnswerError | undefined {
  const { error } = event
  if (isRecord(error) || (typeof error === 'string' && error !== '')) {
    return withCode(readErrorObject(error), { code: event['code'], type: undefined })
  }
  return undefined
}

/**
 * Reads the body of a response whose status says that it failed.
 *
 * @param event - its JSON
 */
export function readErrorBody(event: UnknownRecord): AnswerError | undefined {
  const found = readErrorEvent(event)
  if (found !== undefined) return found
  const message =
    textAt(event, 'message') ??
    textAt(event, 'Message') ??
    textAt(event, 'msg') ??
    textOf(event['detail'] ?? event['errors'])
  if (message === undefined) return undefined
  return withCode({ message }, { code: event['code'], type: event['type'] ?? event['error_type'] ?? event['__type'] })
}

/** Reads an error object, or an error that is a text. */
export function readErrorObject(error: unknown): AnswerError | undefined {
  if (typeof error === 'string' && error !== '') return { message: error }
  if (!isRecord(error)) return undefined
  // OpenRouter passes on what the provider behind it said.
  const message = textAt(error, 'message') ?? textAt(error, 'metadata', 'raw') ?? textOf(error['detail'])
  const code = nameOf(error['code'])
  // Jobs that did not fail have an error without content.
  if (message === undefined && code === undefined) return undefined
  return withCode({ message: message ?? '' }, { code: error['code'], type: error['type'] ?? error['status'] })
}

function withCode(
  error: AnswerError | undefined,
  { code, type }: { readonly code: unknown; readonly type: unknown },
): AnswerError | undefined {
  if (error === undefined) return undefined
  return { message: error.message, type: error.type ?? nameOf(type), code: error.code ?? nameOf(code) }
}

function nameOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

// A text, or a list of what is wrong with the fields of a request.
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  if (!Array.isArray(value) || value.length === 0) return isRecord(value) ? JSON.stringify(value) : undefined
  return value.map(lineOf).join('; ')
}

function lineOf(entry: unknown): string {
  if (typeof entry === 'string') return entry
  return textAt(entry, 'msg') ?? textAt(entry, 'message') ?? JSON.stringify(entry)
}
