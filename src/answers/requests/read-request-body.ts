import { at } from '../../providers/usage/value-at.ts'
import { parseJson } from '../../text/decode/parse-json.ts'
import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import type { Conversation } from '../conversation.ts'
import { readChatMessages } from './chat-messages.ts'
import { readCohereRequest } from './cohere-request.ts'
import type { DraftConversation, DraftMessage } from './draft-message.ts'
import { readGeminiContents } from './gemini-contents.ts'
import { readPlainPrompt } from './plain-prompt.ts'
import { readInput } from './responses-input.ts'
import { readToolOffers, TOOL_FIELDS } from './tool-offers.ts'

/** What a request asks, its media not measured yet. */
export interface DraftRequest extends Omit<Conversation, 'messages'> {
  readonly messages: readonly DraftMessage[]
}

/** The more specific first. */
const DIALECTS: readonly ((body: UnknownRecord) => DraftConversation | undefined)[] = [
  readChatMessages,
  readGeminiContents,
  readInput,
  readCohereRequest,
  readPlainPrompt,
]

/** Reads the JSON body of a request, whichever dialect it is in. */
export function readRequestBody(whole: UnknownRecord): DraftRequest {
  const body = requestInside(whole)
  const found = DIALECTS.map((read) => read(body)).find((draft) => draft !== undefined)
  const used = new Set<string>([...(found?.used ?? []), ...TOOL_FIELDS])
  return {
    messages: found?.messages ?? [],
    tools: readToolOffers(body),
    settings: Object.fromEntries(Object.entries(body).filter(([name]) => !used.has(name))),
  }
}

// Bedrock counts the tokens of a request inside another.
function requestInside(body: UnknownRecord): UnknownRecord {
  const bytes = at(body, ['input', 'invokeModel', 'body'])
  const inside =
    typeof bytes === 'string'
      ? parseJson(Buffer.from(bytes, 'base64').toString('utf8'))
      : at(body, ['input', 'converse'])
  return isRecord(inside) ? inside : body
}
