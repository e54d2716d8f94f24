import type { Headers } from '../cassette/call.ts'
import { headerText } from '../providers/usage/stream-events.ts'
import { at } from '../providers/usage/value-at.ts'
import { decodeUtf8 } from '../text/decode-utf8.ts'
import { isRecord, type UnknownRecord } from '../text/is-record.ts'
import { parseJson } from '../text/parse-json.ts'
import type { Conversation, Message } from './conversation.ts'
import { data, words } from './draft.ts'
import { measureParts, type MediaFile } from './measure-answer.ts'
import { mediaOfBytes } from './media.ts'
import { plain } from './plain.ts'
import { readChatMessages } from './requests/chat-messages.ts'
import { readCohereRequest } from './requests/cohere-request.ts'
import { message, type DraftConversation, type DraftMessage } from './requests/draft-message.ts'
import { readForm } from './requests/form.ts'
import { readGeminiContents } from './requests/gemini-contents.ts'
import { readPlainPrompt } from './requests/plain-prompt.ts'
import { readInput } from './requests/responses-input.ts'
import { readToolOffers, TOOL_FIELDS } from './requests/tool-offers.ts'
import { namesOfCalls, tieResults } from './tie-results.ts'

/** A request, as far as its conversation shows in it. A recorded request is one. */
export interface ConversationSource {
  readonly headers: Headers
  /** Content-decoded. */
  readonly body: Uint8Array
}

/** The more telling first. */
const DIALECTS: readonly ((body: UnknownRecord) => DraftConversation | undefined)[] = [
  readChatMessages,
  readGeminiContents,
  readInput,
  readCohereRequest,
  readPlainPrompt,
]

/**
 * Reads what a request asks, whichever dialect it is in: the conversation with results of tools tied to their calls,
 * the tools that it offers, and its settings. Any request can be read: what no dialect recognizes is in the settings,
 * or one `data`, text or media. Never throws.
 */
export function readConversation(request: ConversationSource): Conversation {
  return measure(draftConversation(request), new Map())
}

/** Finds the bytes of the media that a request has, by their digest. */
export function readRequestMedia(request: ConversationSource): ReadonlyMap<string, MediaFile> {
  const files = new Map<string, MediaFile>()
  measure(draftConversation(request), files)
  return files
}

interface Draft extends Omit<Conversation, 'messages'> {
  readonly messages: readonly DraftMessage[]
}

function measure(draft: Draft, files: Map<string, MediaFile>): Conversation {
  const messages = draft.messages.map(({ role, name, parts }): Message =>
    plain({ role, name, parts: measureParts(parts, files) }),
  )
  const names = namesOfCalls(messages.flatMap(({ parts }) => parts))
  return { ...draft, messages: messages.map((entry) => ({ ...entry, parts: tieResults(entry.parts, names) })) }
}

function draftConversation({ headers, body }: ConversationSource): Draft {
  const nothing = { messages: [], tools: [], settings: {} }
  if (body.length === 0) return nothing
  const form = readForm(body, headerText(headers, 'content-type'))
  if (form !== undefined) return { ...nothing, ...form }
  const text = decodeUtf8(body)
  if (text === undefined) {
    return { ...nothing, messages: message('user', [mediaOfBytes(body, headerText(headers, 'content-type'))]) }
  }
  const json = parseJson(text)
  if (isRecord(json)) return readBody(json)
  return { ...nothing, messages: message('user', json === undefined ? words(text) : data(json)) }
}

function readBody(whole: UnknownRecord): Draft {
  const body = requestInside(whole)
  const found = DIALECTS.map((read) => read(body)).find((draft) => draft !== undefined)
  const used = new Set<string>([...(found?.used ?? []), ...TOOL_FIELDS])
  return {
    messages: found?.messages ?? [],
    tools: readToolOffers(body),
    settings: Object.fromEntries(Object.entries(body).filter(([name]) => !used.has(name))),
  }
}

// Bedrock counts the tokens of a request that stands in another.
function requestInside(body: UnknownRecord): UnknownRecord {
  const bytes = at(body, ['input', 'invokeModel', 'body'])
  const inside =
    typeof bytes === 'string'
      ? parseJson(Buffer.from(bytes, 'base64').toString('utf8'))
      : at(body, ['input', 'converse'])
  return isRecord(inside) ? inside : body
}
