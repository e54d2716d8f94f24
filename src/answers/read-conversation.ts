import type { Headers } from '../cassette/call.ts'
import { headerText } from '../providers/usage/stream-events.ts'
import { decodeUtf8 } from '../text/decode/decode-utf8.ts'
import { parseJson } from '../text/decode/parse-json.ts'
import { isRecord } from '../text/unknown/is-record.ts'
import type { Conversation, Message } from './conversation.ts'
import { data, words } from './parts/draft.ts'
import { measureParts, type MediaFile } from './parts/measure-answer.ts'
import { mediaOfBytes } from './parts/media.ts'
import { plain } from './parts/plain.ts'
import { message } from './requests/draft-message.ts'
import { readForm } from './requests/form.ts'
import { readRequestBody, type DraftRequest } from './requests/read-request-body.ts'
import { namesOfCalls, tieResults } from './tie-results.ts'

/** A request, as far as its conversation shows in it. A recorded request is one. */
export interface ConversationSource {
  readonly headers: Headers
  /** Content-decoded. */
  readonly body: Uint8Array
}

/**
 * Reads what a request asks, whichever dialect it is in: the conversation with results of tools tied to their calls,
 * the tools that it offers, and its settings. Any request can be read: what no dialect recognizes is in the settings,
 * or one `data`, text or media. Never throws.
 */
export function readConversation(request: ConversationSource): Conversation {
  return readConversationWithMedia(request).conversation
}

/** Finds the bytes of the media that a request has, by their digest. */
export function readRequestMedia(request: ConversationSource): ReadonlyMap<string, MediaFile> {
  return readConversationWithMedia(request).files
}

/** Reads what a request asks, and finds the bytes of its media. */
export function readConversationWithMedia(request: ConversationSource): {
  readonly conversation: Conversation
  /** By their digest. */
  readonly files: ReadonlyMap<string, MediaFile>
} {
  const files = new Map<string, MediaFile>()
  return { conversation: measure(draftConversation(request), files), files }
}

function measure(draft: DraftRequest, files: Map<string, MediaFile>): Conversation {
  const messages = draft.messages.map(({ role, name, parts }): Message =>
    plain({ role, name, parts: measureParts(parts, files) }),
  )
  const names = namesOfCalls(messages.flatMap(({ parts }) => parts))
  return { ...draft, messages: messages.map((entry) => ({ ...entry, parts: tieResults(entry.parts, names) })) }
}

function draftConversation({ headers, body }: ConversationSource): DraftRequest {
  const nothing = { messages: [], tools: [], settings: {} }
  if (body.length === 0) return nothing
  const form = readForm(body, headerText(headers, 'content-type'))
  if (form !== undefined) return { ...nothing, ...form }
  const text = decodeUtf8(body)
  if (text === undefined) {
    return { ...nothing, messages: message('user', [mediaOfBytes(body, headerText(headers, 'content-type'))]) }
  }
  const json = parseJson(text)
  if (isRecord(json)) return readRequestBody(json)
  return { ...nothing, messages: message('user', json === undefined ? words(text) : data(json)) }
}
