import type { RecordedSocket, SocketMessage } from '../../cassette/call.ts'
import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
import { parseJson } from '../../text/decode/parse-json.ts'
import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'

/** A message of a WebSocket session, as far as it can be read. */
export interface SocketEvent extends Pick<SocketMessage, 'from' | 'data'> {
  /** Its object, where it is JSON. */
  readonly json: UnknownRecord | undefined
}

const OPENING_BRACE = 0x7b

/** Reads the messages of a session; Gemini's server sends its JSON in binary messages. */
export function readSocketEvents({ messages }: Pick<RecordedSocket, 'messages'>): readonly SocketEvent[] {
  return messages.map(({ from, data }) => {
    const text = typeof data === 'string' ? data : data[0] === OPENING_BRACE ? decodeUtf8(data) : undefined
    const json = text === undefined ? undefined : parseJson(text)
    return { from, data, json: isRecord(json) ? json : undefined }
  })
}
