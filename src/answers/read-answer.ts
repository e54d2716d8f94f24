import type { Headers } from '../cassette/call.ts'
import { headerText, readEvents } from '../providers/usage/stream-events.ts'
import { decodeUtf8 } from '../text/decode/decode-utf8.ts'
import { parseJson } from '../text/decode/parse-json.ts'
import { isRecord, type UnknownRecord } from '../text/unknown/is-record.ts'
import type { Answer, AnswerError } from './answer.ts'
import { aiGateway } from './dialects/ai-gateway.ts'
import { anthropic } from './dialects/anthropic.ts'
import { bedrockAgents } from './dialects/bedrock-agents.ts'
import { bedrockConverse } from './dialects/bedrock-converse.ts'
import { cohereV1 } from './dialects/cohere-v1.ts'
import { cohere } from './dialects/cohere.ts'
import type { Dialect, RequestContext } from './dialects/dialect.ts'
import { geminiInteractions } from './dialects/gemini-interactions.ts'
import { gemini } from './dialects/gemini.ts'
import { ollama } from './dialects/ollama.ts'
import { openAiChat } from './dialects/openai-chat.ts'
import { openAiResponses } from './dialects/openai-responses.ts'
import { openAiThreads } from './dialects/openai-threads.ts'
import { isTranscription, speech, transcripts } from './dialects/tasks/audio.ts'
import { embeddings, readVectors } from './dialects/tasks/embeddings.ts'
import { images } from './dialects/tasks/images.ts'
import { moderations } from './dialects/tasks/moderations.ts'
import { ocr } from './dialects/tasks/ocr.ts'
import { ranks } from './dialects/tasks/ranks.ts'
import { textGeneration } from './dialects/text-generation.ts'
import { data, single, words, type DraftAnswer } from './parts/draft.ts'
import { isNumbers, objectAt } from './parts/json-values.ts'
import { measureAnswer, type MediaFile } from './parts/measure-answer.ts'
import { mediaOfBytes } from './parts/media.ts'
import { readBatch, readLines } from './read-batch.ts'
import { readErrorBody, readErrorEvent } from './read-error.ts'
import { draftSessionAnswer, type SessionSource } from './read-session.ts'

/** A call, as far as its answer shows in it. Bodies are content-decoded. A recorded call is one. */
export interface AnswerSource {
  readonly request: { readonly url: string; readonly headers: Headers; readonly body: Uint8Array }
  readonly response: {
    readonly status: number
    readonly headers: Headers
    readonly body: Uint8Array
    readonly socket?: SessionSource
  }
}

/** The more specific first: an answer may also look like one of the later ones. */
const DIALECTS: readonly Dialect[] = [
  openAiChat,
  openAiResponses,
  anthropic,
  gemini,
  geminiInteractions,
  openAiThreads,
  bedrockConverse,
  bedrockAgents,
  aiGateway,
  cohere,
  cohereV1,
  ollama,
  transcripts,
  speech,
  embeddings,
  moderations,
  ranks,
  ocr,
  images,
  textGeneration,
]

/**
 * Puts the answer together from a recorded response, whichever provider gave it, whole or as a stream. Any response
 * has an answer: what no dialect recognizes is `data`, text or media. That of a WebSocket session is all that the model
 * said in it. Never throws.
 */
export function readAnswer(source: AnswerSource): Answer {
  return readAnswerWithMedia(source).answer
}

/** Finds the bytes of the media that an answer has, by their digest. */
export function readMedia(source: AnswerSource): ReadonlyMap<string, MediaFile> {
  return readAnswerWithMedia(source).files
}

/** Puts the answer together, and finds the bytes of its media. */
export function readAnswerWithMedia(source: AnswerSource): {
  readonly answer: Answer
  /** By their digest. */
  readonly files: ReadonlyMap<string, MediaFile>
} {
  return measureAnswer(draftAnswer(source))
}

function draftAnswer(source: AnswerSource): DraftAnswer {
  const { headers, body, status, socket } = source.response
  if (socket !== undefined) return draftSessionAnswer(socket)
  const context: RequestContext = { url: source.request.url, body: requestBody(source) }
  const given = readEvents(headers, body)
  const batch = readBatch(given.length > 0 ? given : readLines(body), (answer) => readOne(answer, context))
  if (batch !== undefined && status < FAILED) return batch
  const events = given.map(unwrap)
  const error = status >= FAILED ? readFailure(events, source) : firstError(events)
  const dialect = DIALECTS.find((candidate) => events.some((event) => candidate.recognizes(event, context.url)))
  // An answer may have begun before the error came.
  if (dialect !== undefined && (error === undefined || events.length > 1)) {
    const draft = dialect.read(events, context)
    return { ...draft, error: draft.error ?? error }
  }
  return error === undefined ? readUnknown(source, events, context) : { choices: [{ parts: [] }], error }
}

const FAILED = 400

function readOne(body: UnknownRecord, context: RequestContext): DraftAnswer {
  const dialect = DIALECTS.find((candidate) => candidate.recognizes(body, context.url))
  return dialect === undefined ? single(data(body)) : dialect.read([body], context)
}

// Gemini's command line and gateways put the body into an object of their own.
function unwrap(event: UnknownRecord): UnknownRecord {
  const inner = objectAt(event, 'response')
  return Array.isArray(inner['candidates']) ? inner : event
}

function requestBody({ request }: AnswerSource): UnknownRecord {
  const parsed = parseJson(new TextDecoder().decode(request.body))
  return isRecord(parsed) ? parsed : {}
}

function firstError(events: readonly UnknownRecord[]): AnswerError | undefined {
  return events.map(readErrorEvent).find((error) => error !== undefined)
}

function readFailure(events: readonly UnknownRecord[], { response }: AnswerSource): AnswerError {
  const found = events.map(readErrorBody).find((error) => error !== undefined)
  if (found !== undefined) return found
  const text = events.length > 0 ? JSON.stringify(events[0]) : decodeUtf8(response.body)?.trim()
  return { message: text === undefined || text === '' ? `HTTP ${response.status}` : text }
}

function readUnknown(
  { response, request }: AnswerSource,
  events: readonly UnknownRecord[],
  context: RequestContext,
): DraftAnswer {
  if (response.body.length === 0) return single([])
  const type = headerText(response.headers, 'content-type').toLowerCase()
  const text = /^(?:audio|image|video)\//u.test(type) ? undefined : decodeUtf8(response.body)
  if (text === undefined) return single(events.length > 0 ? data(events) : [mediaOfBytes(response.body, type)])
  if (isTranscription(request.url)) return single([{ kind: 'transcript', text: text.trim() }])
  const whole = parseJson(text)
  if (isNumbers(whole)) return readVectors([whole], context)
  if (Array.isArray(whole) && whole.length > 0 && whole.every(isNumbers)) return readVectors(whole, context)
  if (whole !== undefined) return single(data(whole))
  return single(events.length > 0 ? data(events) : words(text))
}
