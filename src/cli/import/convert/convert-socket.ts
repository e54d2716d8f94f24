import type { Headers, RecordedSocket } from '../../../cassette/call.ts'
import type { RawResponse } from '../../../http/wire/capture-response.ts'
import type { ForeignSocket } from '../foreign-call.ts'
import { arePlausibleTimes } from '../plausible-times.ts'
import type { Remarks } from './remarks.ts'

/**
 * Brings a WebSocket session of another tool into the form that live ones are captured in.
 *
 * @param headers - of the answer that opened it
 */
export function convertSocket(
  { areTimesUnknown, ...recorded }: ForeignSocket,
  headers: Headers,
  lost: Remarks,
): RawResponse {
  if (recorded.close === undefined) lost.note('how it ended, of', 'WebSocket session')
  const rawSocket = withTimes(recorded, areTimesUnknown, lost)
  return {
    status: 101,
    rawHeaders: headers,
    rawBody: new Uint8Array(),
    rawSocket,
    end: 'complete',
    latency: 0,
    duration: rawSocket.messages.at(-1)?.at ?? 0,
  }
}

function withTimes(socket: RecordedSocket, areUnknown: boolean, lost: Remarks): RecordedSocket {
  if (!areUnknown && arePlausibleTimes(socket.messages)) return socket
  lost.note('the times of the messages of', 'WebSocket session')
  return { ...socket, messages: socket.messages.map((message) => ({ ...message, at: 0 })) }
}
