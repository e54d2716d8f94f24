import type { Conversation } from '../../answers/conversation.ts'
import { readAnswer } from '../../answers/read-answer.ts'
import { readCallFacts } from '../../answers/read-call-facts.ts'
import { readConversation } from '../../answers/read-conversation.ts'
import { readSession } from '../../answers/read-session.ts'
import type { Call, RecordedSocket } from '../../cassette/call.ts'
import type { CassetteEntry } from '../../cassette/cassette.ts'
import type { Price } from '../../providers/prices/prices.ts'
import type { ShownCall, ShownSession } from '../json-reports.ts'

/** The cassette that a call is on. */
interface CallPlace {
  /** Relative to the project root. */
  readonly file: string
  readonly test: string
}

/**
 * Reads a call as it is shown: the conversation that its request holds, and the answer.
 *
 * @throws {RewindCassetteError} when it cannot be read
 */
export function shownCall(place: CallPlace, entry: CassetteEntry, price: Price): ShownCall {
  const call = entry.call()
  const { usage, response } = call
  const conversation = conversationOf(call)
  return {
    ...place,
    call: entry.number,
    ...readCallFacts(entry, { price, settings: conversation.settings }),
    ...conversation,
    answer: readAnswer(call),
    session: response.socket === undefined ? null : sessionFacts(response.socket),
    tokens: usage === undefined ? null : { input: usage.input ?? 0, output: usage.output ?? 0 },
    ms: response.duration,
  }
}

function conversationOf({ request, response }: Call): Conversation {
  if (response.socket === undefined) return readConversation(request)
  const { messages, tools, settings } = readSession(response.socket)
  return { messages, tools, settings }
}

function sessionFacts({ protocol, messages, close }: RecordedSocket): ShownSession {
  const client = messages.filter(({ from }) => from === 'client').length
  return { protocol, messages: { client, server: messages.length - client }, close: close ?? null }
}
