import type { SocketEvent } from '../../providers/usage/socket-events.ts'
import { data, words, type DraftPart } from '../parts/draft.ts'
import { mediaOfBytes } from '../parts/media.ts'
import type { DraftSession } from './draft-session.ts'
import { createTurns } from './turns.ts'

/** Reads a session that no dialect recognizes: its messages as they are. */
export function readPlainSession(events: readonly SocketEvent[]): DraftSession {
  const turns = createTurns()
  for (const event of events) turns.say(event.from === 'client' ? 'user' : 'assistant', partsOf(event))
  return { turns: turns.all(), tools: [], settings: {} }
}

function partsOf({ json, data: message }: SocketEvent): readonly DraftPart[] {
  if (json !== undefined) return data(json)
  return typeof message === 'string' ? words(message) : [mediaOfBytes(message)]
}
