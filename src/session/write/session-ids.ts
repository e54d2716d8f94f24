import type { RecordedSocket } from '../../cassette/call.ts'
import { parseJson } from '../../text/decode/parse-json.ts'
import { isRecord } from '../../text/unknown/is-record.ts'
import { messageKind } from '../socket/message-form.ts'
import { renameIds, type IdMap } from './returned-ids.ts'

const ID_FIELD = /^(?:id|.*_id|.*Id)$/
/** Shorter ones may be part of another text. */
const SHORTEST_ID = 6

/**
 * Pairs the ids of a WebSocket session with those that were at their place when it was recorded before: in the message
 * of the same kind, counted from the first.
 *
 * @returns the old id of each new one
 */
export function pairSessionIds(before: RecordedSocket, after: RecordedSocket): IdMap {
  const older = idsOfSession(before)
  const pairs = new Map<string, string>()
  const taken = new Set<string>()
  for (const [place, id] of idsOfSession(after)) {
    const old = older.get(place)
    if (old === undefined || taken.has(old) || pairs.has(id)) continue
    taken.add(old)
    pairs.set(id, old)
  }
  return new Map([...pairs].filter(([id, old]) => id !== old))
}

/** Puts old ids in the place of new ones, in all messages. */
export function renameSessionIds(socket: RecordedSocket, ids: IdMap): RecordedSocket {
  const messages = socket.messages.map((message) =>
    typeof message.data === 'string' ? { ...message, data: renameIds(message.data, ids) } : message,
  )
  return { ...socket, messages }
}

/** The ids of a session by their place: side and kind of the message, its number among those, and path. */
function idsOfSession({ messages }: RecordedSocket): ReadonlyMap<string, string> {
  const counts = new Map<string, number>()
  const ids = new Map<string, string>()
  for (const { from, data } of messages) {
    const json = typeof data === 'string' ? parseJson(data) : undefined
    if (!isRecord(json)) continue
    const kind = `${from} ${messageKind(json)}`
    const count = counts.get(kind) ?? 0
    counts.set(kind, count + 1)
    collectIds(json, `${kind} ${count}`, ids)
  }
  return ids
}

function collectIds(value: unknown, place: string, ids: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value)) {
    if (typeof item !== 'string') collectIds(item, `${place}.${name}`, ids)
    else if (ID_FIELD.test(name) && item.length >= SHORTEST_ID && /\d/.test(item)) ids.set(`${place}.${name}`, item)
  }
}
