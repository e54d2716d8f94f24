import { isRecord } from '../../text/unknown/is-record.ts'
import type { CloseCode, RecordedSocket, SocketClose, SocketMessage } from '../call.ts'
import { brokenCassette, type Place } from '../read/broken-cassette.ts'
import { readFields } from '../read/field-reader.ts'
import { isPlain } from '../template/fill/read-template.ts'
import { readNumbers, writeNumbers } from '../template/number-list.ts'
import { parseExactJson } from './exact-json.ts'
import { readRequestValue, writeRequestValue } from './request-value.ts'
import type { SideFiles } from './side-files.ts'
import type { PlainValue } from './write-yaml.ts'

type Entries = { readonly [key: string]: PlainValue }

const BASE64_LINE = /.{1,76}/g
/** Bytes of a binary message that are kept in the cassette itself. */
const BYTES_IN_PLACE = 1024
const NO_ANSWERS = { answerOf: () => undefined } as const

/**
 * Writes what was said over a WebSocket: a list of messages, each with the side that it is from. A message that is an
 * object in JSON is written as one, its long data in files, where its text can be restored; else it is a text. A binary
 * message is lines of base64, or a file.
 */
export function describeSocket({ protocol, messages, close }: RecordedSocket, files: SideFiles): Entries {
  return {
    ...(protocol === '' ? {} : { protocol }),
    messages: messages.map((message) => describeMessage(message, files)),
    ...(close === undefined ? {} : { close: describeClose(close) }),
  }
}

/** Writes when the messages came: the milliseconds between them, for the last line of the call. */
export function describeSocketTimes({ messages }: RecordedSocket): Entries {
  const passed = messages.map(({ at }, index) => at - (messages[index - 1]?.at ?? 0))
  return passed.every((time) => time === 0) ? {} : { times: writeNumbers(passed) }
}

/**
 * Reads what was said over a WebSocket.
 *
 * @param response - the response of its handshake
 * @param times - of the last line of the call
 * @returns the session; undefined where there was none
 * @throws {RewindCassetteError} when a message is none
 */
export function parseSocket(
  response: Readonly<Record<string, unknown>>,
  times: unknown,
  place: Place,
): RecordedSocket | undefined {
  const { messages, protocol = '', close } = response
  if (messages === undefined) return undefined
  if (!Array.isArray(messages)) throw brokenCassette(place, "expected 'messages' to be a list")
  if (typeof protocol !== 'string') throw brokenCassette(place, "expected 'protocol' to be a text")
  const passed = typeof times === 'string' ? (readNumbers(times) ?? []) : []
  let at = 0
  return {
    protocol,
    messages: messages.map((message: unknown, index) => {
      at += passed[index] ?? 0
      return { ...parseMessage(message, place), at }
    }),
    ...(close === undefined ? {} : { close: parseClose(close, place) }),
  }
}

function describeMessage({ from, data }: SocketMessage, files: SideFiles): Entries {
  const name = from === 'client' ? 'sent' : 'received'
  if (typeof data === 'string') return { [name]: describeJson(data, files) ?? data }
  if (data.byteLength > BYTES_IN_PLACE) return { [`${name}File`]: files.keep(data) }
  return { [`${name}Bytes`]: (Buffer.from(data).toString('base64').match(BASE64_LINE) ?? []).join('\n') }
}

function describeJson(text: string, files: SideFiles): PlainValue | undefined {
  const json = parseExactJson(new TextEncoder().encode(text))?.value
  if (json === undefined || !isRecord(json) || JSON.stringify(json) !== text) return undefined
  return files.attempt((own) => {
    const { value } = writeRequestValue(json, { files: own, earlier: [] })
    const read = readRequestValue(value, { readFile: (name) => own.read(name), ...NO_ANSWERS })
    return JSON.stringify(read) === text ? value : undefined
  })
}

function parseMessage(value: unknown, place: Place): Omit<SocketMessage, 'at'> {
  const entries = isRecord(value) ? Object.entries(value) : []
  const [[name, data] = ['', undefined], ...others] = entries
  if (!/^(?:sent|received)(?:Bytes|File)?$/.test(name) || others.length > 0) {
    throw brokenCassette(place, "expected each of 'messages' with one of sent, received, and these with Bytes or File")
  }
  return { from: name.startsWith('sent') ? 'client' : 'server', data: parseData(name, data, place) }
}

function parseData(name: string, data: unknown, place: Place): SocketMessage['data'] {
  if (typeof data === 'string') {
    if (name.endsWith('File')) return place.source.readSideFile(data)
    return name.endsWith('Bytes') ? new Uint8Array(Buffer.from(data, 'base64')) : data
  }
  if (isRecord(data) && isPlain(data) && !/Bytes$|File$/.test(name)) {
    return JSON.stringify(
      readRequestValue(data, { readFile: (file) => place.source.readSideFile(file), ...NO_ANSWERS }),
    )
  }
  throw brokenCassette(place, `expected '${name}' to be a text${/Bytes$|File$/.test(name) ? '' : ' or a mapping'}`)
}

function describeClose({ reply, ...close }: SocketClose): Entries {
  return { ...close, ...(reply === undefined ? {} : { reply: { ...reply } }) }
}

function parseClose(value: unknown, place: Place): SocketClose {
  if (!isRecord(value)) throw brokenCassette(place, "expected 'close' with by, code and reason")
  const read = readFields(value, place)
  const by = read.text('by')
  if (by !== 'client' && by !== 'server') throw brokenCassette(place, "expected 'by' of 'close' to be client or server")
  const { messagesAfter, reply } = value
  return {
    by,
    ...parseCode(value, place),
    ...(messagesAfter === undefined ? {} : { messagesAfter: read.count('messagesAfter') }),
    ...(reply === undefined ? {} : { reply: parseCode(reply, place) }),
  }
}

function parseCode(value: unknown, place: Place): CloseCode {
  if (!isRecord(value)) throw brokenCassette(place, "expected 'reply' of 'close' with code and reason")
  const read = readFields(value, place)
  return { code: read.count('code'), reason: read.text('reason', '') }
}
