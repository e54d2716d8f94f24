import type { RecordedSocket, SocketClose, SocketMessage } from '../cassette/call.ts'
import { decodeUtf8 } from '../text/decode/decode-utf8.ts'
import { redactProtocols } from './key-protocols.ts'
import { redactChunks } from './redact-chunks.ts'
import type { Redactor } from './redactor.ts'

/**
 * Takes secrets out of a WebSocket session. Each message of the client is looked at by itself, as it is when it is
 * compared in a replay; those of the server as the stream that they are, since a model tells a text piece by piece.
 */
export function redactSession(socket: RecordedSocket, redactor: Redactor): RecordedSocket {
  const events = redactEvents(socket.messages, redactor)
  return {
    ...socket,
    protocol: redactor.text(redactProtocols(socket.protocol)),
    messages: socket.messages.map((message) => events.get(message) ?? redactMessage(message, redactor)),
    ...(socket.close === undefined ? {} : { close: redactClose(socket.close, redactor) }),
  }
}

function redactClose({ reply, ...close }: SocketClose, redactor: Redactor): SocketClose {
  return {
    ...close,
    reason: redactor.text(close.reason),
    ...(reply === undefined ? {} : { reply: { ...reply, reason: redactor.text(reply.reason) } }),
  }
}

/** Lists what a client said in words. */
export function textsOfClient(messages: readonly SocketMessage[]): readonly string[] {
  return messages.flatMap(({ from, data }) => (from === 'client' ? (textOf(data) ?? []) : []))
}

/** Takes secrets out of one message. */
export function redactData(data: SocketMessage['data'], redactor: Redactor): SocketMessage['data'] {
  return typeof data === 'string' ? redactor.text(data) : redactor.bytes(data)
}

function redactMessage(message: SocketMessage, redactor: Redactor): SocketMessage {
  return { ...message, data: redactData(message.data, redactor) }
}

/** Behind each event: values of JSON that follow each other are a stream. */
const EVENT_END = Buffer.from('\n')

// By message; without those of the client, and without what is no object of JSON.
function redactEvents(
  messages: readonly SocketMessage[],
  redactor: Redactor,
): ReadonlyMap<SocketMessage, SocketMessage> {
  const events = messages.filter(({ from, data }) => from === 'server' && textOf(data)?.startsWith('{'))
  const pieces = events.map(({ data }) => Buffer.concat([Buffer.from(data), EVENT_END]))
  const sizes = pieces.map(({ byteLength }) => ({ size: byteLength, at: 0 }))
  const { body, chunks } = redactChunks(Buffer.concat(pieces), sizes, redactor)
  // A rule of the user's may take what is between two messages: then each is redacted by itself.
  if (chunks.length !== events.length) return new Map()
  let offset = 0
  const redacted = events.map((event, index): readonly [SocketMessage, SocketMessage] => {
    const bytes = body.subarray(offset, (offset += chunks[index]?.size ?? 0) - EVENT_END.byteLength)
    return [event, { ...event, data: typeof event.data === 'string' ? Buffer.from(bytes).toString() : bytes.slice() }]
  })
  const isWhole = redacted.every(([, { data }]) => textOf(data)?.startsWith('{'))
  return isWhole ? new Map(redacted) : new Map()
}

function textOf(data: SocketMessage['data']): string | undefined {
  return typeof data === 'string' ? data : decodeUtf8(data)
}
