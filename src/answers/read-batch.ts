import { at } from '../providers/usage/value-at.ts'
import { decodeUtf8 } from '../text/decode/decode-utf8.ts'
import { parseJson } from '../text/decode/parse-json.ts'
import { isRecord, type UnknownRecord } from '../text/unknown/is-record.ts'
import type { AnswerError } from './answer.ts'
import { single, type DraftAnswer, type DraftPart } from './parts/draft.ts'
import { numberAt, objectAt, textAt } from './parts/json-values.ts'
import { readErrorBody } from './read-error.ts'

/** What one request of a batch came to. */
interface BatchEntry {
  /** The name that its caller gave it, else its number. */
  readonly request: string
  /** What its provider would have answered by itself; undefined where it failed. */
  readonly body: UnknownRecord | undefined
  readonly error: AnswerError | undefined
}

/**
 * Reads the answers of a batch: the lines of OpenAI's and Mistral's output files, those of Anthropic's results and of
 * Gemini's, and the answers that Gemini and Mistral give within the batch itself.
 * https://platform.openai.com/docs/api-reference/batch/request-output,
 * https://docs.anthropic.com/en/api/retrieving-message-batch-results, https://ai.google.dev/gemini-api/docs/batch-api
 *
 * @param events - the JSON objects of the response
 * @param readOne - reads the answer to one request
 * @returns undefined where the response is not one of a batch
 */
export function readBatch(
  events: readonly UnknownRecord[],
  readOne: (body: UnknownRecord) => DraftAnswer,
): DraftAnswer | undefined {
  const entries = entriesOf(events)
  if (entries.length === 0) return undefined
  return single(entries.flatMap((entry) => partsOf(entry, readOne)))
}

/** Reads the lines of a file, which no header calls JSON. */
export function readLines(body: Uint8Array): readonly UnknownRecord[] {
  if (body[0] !== OPENING_BRACE) return []
  const lines = decodeUtf8(body)?.trim().split('\n') ?? []
  return lines.map((line) => parseJson(line)).filter(isRecord)
}

const OPENING_BRACE = 0x7b

function partsOf(
  { request, body, error }: BatchEntry,
  readOne: (body: UnknownRecord) => DraftAnswer,
): readonly DraftPart[] {
  if (body === undefined) return [{ kind: 'batch-entry', request, ...(error === undefined ? {} : { error }) }]
  const answer = readOne(body)
  return answer.choices.flatMap(({ parts, finish }, index): readonly DraftPart[] => [
    {
      kind: 'batch-entry',
      request,
      ...(finish === undefined ? {} : { finish }),
      ...(index > 0 || answer.error === undefined ? {} : { error: answer.error }),
    },
    ...parts,
  ])
}

function entriesOf(events: readonly UnknownRecord[]): readonly BatchEntry[] {
  const [first] = events
  if (first === undefined) return []
  const within = WITHIN.map((path) => listOfRecords(at(first, path))).find((list) => list.length > 0)
  if (within !== undefined) return within.every(hasResult) ? within.map(readEntry) : []
  return events.every(isLine) ? events.map(readEntry) : []
}

function listOfRecords(value: unknown): readonly UnknownRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** Where a batch holds its answers. */
const WITHIN: readonly (readonly string[])[] = [
  ['response', 'inlinedResponses', 'inlinedResponses'],
  ['response', 'inlinedResponses'],
  ['metadata', 'output', 'inlinedResponses', 'inlinedResponses'],
  ['dest', 'inlinedResponses'],
  ['outputs'],
]

// Vertex names no request, and repeats it.
function isLine(line: UnknownRecord): boolean {
  const isNamed = typeof line['custom_id'] === 'string' || typeof line['key'] === 'string'
  return hasResult(line) && (isNamed || isRecord(line['request']))
}

function hasResult({ result, response, error }: UnknownRecord): boolean {
  return isRecord(result) || isRecord(response) || isRecord(error)
}

function readEntry(line: UnknownRecord, index: number): BatchEntry {
  const request =
    textAt(line, 'custom_id') ??
    textAt(line, 'key') ??
    textAt(line, 'metadata', 'custom_id') ??
    textAt(line, 'metadata', 'key') ??
    String(index + 1)
  const body = bodyOf(line)
  const hasFailed = (numberAt(line, 'response', 'status_code') ?? 0) >= FAILED
  return hasFailed || body === undefined
    ? { request, body: undefined, error: errorOf(body ?? line) }
    : { request, body, error: undefined }
}

const FAILED = 400

function bodyOf(line: UnknownRecord): UnknownRecord | undefined {
  const { result, response } = line
  if (isRecord(result)) return isRecord(result['message']) ? result['message'] : undefined
  if (!isRecord(response)) return undefined
  return isRecord(response['body']) ? response['body'] : response
}

// Anthropic's `canceled` and `expired` have nothing but that word.
function errorOf(line: UnknownRecord): AnswerError | undefined {
  const result = objectAt(line, 'result')
  const inner = isRecord(result['error']) ? objectAt(result, 'error') : line
  const found = readErrorBody(isRecord(inner['error']) ? inner : { error: inner })
  const type = textAt(result, 'type')
  return found ?? (type === undefined ? undefined : { message: type })
}
