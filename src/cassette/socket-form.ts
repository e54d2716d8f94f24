import { isRecord } from '../text/is-record.ts'
import { brokenCassette, type Place } from './broken-cassette.ts'
import type { RecordedSocket, SocketClose, SocketMessage } from './call.ts'
import { parseExactJson } from './exact-json.ts'
import { isCount, readFields } from './field-reader.ts'
import type { PlainValue } from './write-yaml.ts'

type Entries = { readonly [key: string]: PlainValue }

const BASE64_LINE = /.{1,76}/g

/**
 * Writes what was said over a WebSocket: a list of messages, each with the side that it is from. A message that is an
 * object in JSON is written as one, where that gives its text back; else it is a text, or lines of base64.
 */
export function describeSocket({ protocol, messages, close }: RecordedSocket): Entries {
  return {
    ...(protocol === '' ? {} : { protocol }),
    messages: messages.map((message) => ({ ...describeData(message), at: message.at })),
    ...(close === undefined ? {} : { close: { ...close } }),
  }
}

/**
 * Reads what was said over a WebSocket.
 *
 * @param response - the response of its handshake
 * @returns the session; undefined where there was none
 * @throws {RewindCassetteError} when a message is none
 */
export function parseSocket(response: Readonly<Record<string, unknown>>, place: Place): RecordedSocket | undefined {
  const { messages, protocol = '', close } = response
  if (messages === undefined) return undefined
  if (!Array.isArray(messages)) throw brokenCassette(place, "expected 'messages' to be a list")
  if (typeof protocol !== 'string') throw brokenCassette(place, "expected 'protocol' to be a text")
  return {
    protocol,
    messages: messages.map((message: unknown) => parseMessage(message, place)),
    ...(close === undefined ? {} : { close: parseClose(close, place) }),
  }
}

function describeData({ from, data }: SocketMessage): Entries {
  const name = from === 'client' ? 'sent' : 'received'
  if (typeof data !== 'string') {
    return { [`${name}Bytes`]: (Buffer.from(data).toString('base64').match(BASE64_LINE) ?? []).join('\n') }
  }
  const json = parseExactJson(new TextEncoder().encode(data))?.value
  const isExact = json !== undefined && isRecord(json) && JSON.stringify(json) === data
  return { [name]: isExact ? json : data }
}

function parseMessage(value: unknown, place: Place): SocketMessage {
  const entries = isRecord(value) ? value : {}
  const named = Object.keys(entries).filter((name) => /^(?:sent|received)(?:Bytes)?$/.test(name))
  const [name = ''] = named
  const { [name]: data, at = 0 } = entries
  if (named.length !== 1 || !isCount(at)) {
    throw brokenCassette(
      place,
      "expected each of 'messages' with one of sent, received, sentBytes, receivedBytes, and at",
    )
  }
  return { from: name.startsWith('sent') ? 'client' : 'server', data: parseData(name, data, place), at }
}

function parseData(name: string, data: unknown, place: Place): SocketMessage['data'] {
  if (typeof data === 'string') return name.endsWith('Bytes') ? new Uint8Array(Buffer.from(data, 'base64')) : data
  if (isRecord(data) && !name.endsWith('Bytes')) return JSON.stringify(data)
  throw brokenCassette(
    place,
    `expected '${name}' to be a text${name.endsWith('Bytes') ? ' of base64' : ' or a mapping'}`,
  )
}

function parseClose(value: unknown, place: Place): SocketClose {
  if (!isRecord(value)) throw brokenCassette(place, "expected 'close' with by, code and reason")
  const read = readFields(value, place)
  const by = read.text('by')
  if (by !== 'client' && by !== 'server') throw brokenCassette(place, "expected 'by' of 'close' to be client or server")
  return { by, code: read.count('code'), reason: read.text('reason', '') }
}
