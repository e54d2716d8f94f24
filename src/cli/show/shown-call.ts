import type { Conversation } from '../../answers/conversation.ts'
import { readAnswer } from '../../answers/read-answer.ts'
import { readConversation } from '../../answers/read-conversation.ts'
import { readSession } from '../../answers/read-session.ts'
import type { Call, RecordedSocket } from '../../cassette/call.ts'
import type { CassetteEntry } from '../../cassette/cassette.ts'
import type { Price } from '../../providers/prices/prices.ts'
import type { ShownCall, ShownSession } from '../json-reports.ts'
import type { KnownCassette } from '../names/known-cassettes.ts'

/**
 * Reads a call as it is shown: the conversation that its request holds, and the answer.
 *
 * @throws {RewindCassetteError} when it cannot be read
 */
export function shownCall(cassette: KnownCassette, entry: CassetteEntry, price: Price): ShownCall {
  const call = entry.call()
  const { usage, request, response } = call
  return {
    file: cassette.file,
    test: cassette.open().header.test,
    call: entry.number,
    line: entry.line,
    method: request.method,
    url: request.url,
    status: response.status,
    provider: usage?.provider ?? null,
    model: usage?.model ?? null,
    ...conversationOf(call),
    answer: readAnswer(call),
    session: response.socket === undefined ? null : sessionFacts(response.socket),
    end: response.end,
    tokens: usage === undefined ? null : { input: usage.input ?? 0, output: usage.output ?? 0 },
    usd: usage === undefined ? null : (price(usage) ?? null),
    ms: response.duration,
    recordedAt: call.recordedAt,
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
