import type { RecordedSocket } from '../cassette/call.ts'
import { readSocketEvents, type SocketEvent } from '../providers/usage/socket-events.ts'
import type { AnswerError } from './answer.ts'
import type { Conversation, Message } from './conversation.ts'
import type { DraftAnswer } from './parts/draft.ts'
import { measureParts, type MediaFile } from './parts/measure-answer.ts'
import { plain } from './parts/plain.ts'
import type { DraftSession } from './sessions/draft-session.ts'
import { readGeminiSession } from './sessions/gemini-session.ts'
import { readOpenAiSession } from './sessions/openai-session.ts'
import { readPlainSession } from './sessions/plain-session.ts'
import { namesOfCalls, tieResults } from './tie-results.ts'

/** The messages of a WebSocket session. A recorded one has them. */
export type SessionSource = Pick<RecordedSocket, 'messages'>

/** What both sides of a session said. */
export interface Session extends Conversation {
  /** The last that the server named. */
  readonly error?: AnswerError | undefined
}

/**
 * Reads what both sides of a WebSocket session said, in order, whichever API it is of: text and sound put together,
 * results of tools tied to their calls. Any session can be read: what no dialect recognizes is `data`, text or media.
 * Never throws.
 */
export function readSession(source: SessionSource): Session {
  const { turns, tools, settings, error } = draftSession(source)
  const files = new Map<string, MediaFile>()
  const messages = turns.map(({ role, parts, finish }): Message =>
    plain({ role, parts: measureParts(parts, files), finish }),
  )
  const names = namesOfCalls(messages.flatMap(({ parts }) => parts))
  return plain({
    messages: messages.map((entry) => ({ ...entry, parts: tieResults(entry.parts, names) })),
    tools,
    settings,
    error,
  })
}

/** Says whether a session is of an API whose messages are put together. */
export function isKnownSession(source: SessionSource): boolean {
  return dialectOf(readSocketEvents(source)) !== readPlainSession
}

/** Finds the bytes of the media of a session, by their digest: sound as a file that can be played. */
export function readSessionMedia(source: SessionSource): ReadonlyMap<string, MediaFile> {
  const files = new Map<string, MediaFile>()
  for (const { parts } of draftSession(source).turns) measureParts(parts, files)
  return files
}

/** Reads all that the model said in a session. */
export function draftSessionAnswer(source: SessionSource): DraftAnswer {
  const { turns, error } = draftSession(source)
  const spoken = turns.filter(({ role }) => role === 'assistant')
  return { choices: [{ parts: spoken.flatMap(({ parts }) => parts), finish: spoken.at(-1)?.finish }], error }
}

function draftSession(source: SessionSource): DraftSession {
  const events = readSocketEvents(source)
  return dialectOf(events)(events)
}

function dialectOf(events: readonly SocketEvent[]): (events: readonly SocketEvent[]) => DraftSession {
  if (events.some(isOpenAi)) return readOpenAiSession
  return events.some(isGemini) ? readGeminiSession : readPlainSession
}

function isOpenAi({ json }: SocketEvent): boolean {
  const type = json?.['type']
  return typeof type === 'string' && OPENAI_TYPES.test(type)
}

const OPENAI_TYPES = /^(?:session\.(?:created|update)|response\.create|conversation\.item\.create)/u

function isGemini({ json }: SocketEvent): boolean {
  return json !== undefined && ('setup' in json || 'setupComplete' in json || 'serverContent' in json)
}
