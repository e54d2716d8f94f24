import type { AnswerPart } from '../../answers/answer.ts'
import { compareAnswers } from '../../answers/compare/compare-answers.ts'
import { readAnswer } from '../../answers/read-answer.ts'
import { readSession } from '../../answers/read-session.ts'
import type { Call, RecordedSocket, SocketMessage } from '../../cassette/call.ts'
import type { KeyRules } from '../../key/key-rules.ts'
import { compareTexts } from '../../text/compare-texts.ts'
import { createMessageForm } from '../socket/message-form.ts'
import { pairIds, renameIds, type IdMap } from './returned-ids.ts'

/**
 * Says whether a WebSocket session says the same as when it was recorded before: its client sent the same messages, in
 * their order within each kind, and the words of both sides are the same. How often the server said a part of them, and
 * its ids, times and counts, make no difference; nor does the sound of a voice whose words are known.
 *
 * @param rules - what counts in a message
 */
export function saysTheSameSession(
  before: { readonly call: Call; readonly socket: RecordedSocket },
  after: { readonly call: Call; readonly socket: RecordedSocket },
  rules: KeyRules,
): boolean {
  if (endOf(before.socket) !== endOf(after.socket)) return false
  if (before.socket.protocol !== after.socket.protocol) return false
  const ids = pairIds(exchanged(before.socket), exchanged(after.socket))
  const [older, newer] = [sentBy(before.socket, rules, new Map()), sentBy(after.socket, rules, ids)]
  if (JSON.stringify(older) !== JSON.stringify(newer)) return false
  return (
    compareAnswers(answerOf(before.call), answerOf(after.call)).length === 0 &&
    compareAnswers({ parts: heardIn(before.socket) }, { parts: heardIn(after.socket) }).length === 0
  )
}

// How much the server still says while its client leaves is a matter of time.
function endOf({ close }: RecordedSocket): string {
  return JSON.stringify(close, ['by', 'code', 'reason', 'reply'])
}

function exchanged({ messages }: RecordedSocket) {
  const textsOf = (side: SocketMessage['from']): readonly string[] =>
    messages.flatMap(({ from, data }) => (from === side && typeof data === 'string' ? [data] : []))
  return { said: textsOf('server').join('\n'), later: textsOf('client') }
}

// By kind, as a replay compares them.
function sentBy(
  { messages }: RecordedSocket,
  rules: KeyRules,
  ids: IdMap,
): Readonly<Record<string, readonly string[]>> {
  const formOf = createMessageForm(rules)
  const forms = messages
    .filter(({ from }) => from === 'client')
    .map(({ data }) => formOf(typeof data === 'string' ? renameIds(data, ids) : data))
  const kinds = [...Map.groupBy(forms, ({ kind }) => kind)].toSorted(([one], [other]) => compareTexts(one, other))
  return Object.fromEntries(kinds.map(([kind, group]) => [kind, group.map(({ key }) => key)]))
}

function answerOf(call: Call): ReturnType<typeof readAnswer> {
  const answer = readAnswer(call)
  return { ...answer, parts: withoutVoice(answer.parts) }
}

function heardIn(socket: RecordedSocket): readonly AnswerPart[] {
  return readSession(socket).messages.flatMap(({ role, parts }) => (role === 'assistant' ? [] : withoutVoice(parts)))
}

// No model says the same words with the same voice twice.
function withoutVoice(parts: readonly AnswerPart[]): readonly AnswerPart[] {
  const hasWords = parts.some(({ kind }) => kind === 'transcript')
  return hasWords ? parts.filter((part) => part.kind !== 'media' || !part.mimeType.startsWith('audio/')) : parts
}
