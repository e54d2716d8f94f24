import type { RecordedSocket, SocketMessage } from '../../../cassette/call.ts'
import { parseJson } from '../../../text/decode/parse-json.ts'
import { isRecord } from '../../../text/unknown/is-record.ts'
import type { ForeignSocket } from '../foreign-call.ts'
import { listAt, numberAt, recordAt, textAt } from '../read/read-fields.ts'
import { headerOf, readHeaders } from '../read/read-headers.ts'
import type { RecordingSource } from '../recording-format.ts'
import { fromBase64 } from '../stored-body.ts'

/** RFC 6455, section 5.2. */
const OPCODES = { text: 1, binary: 2, close: 8 } as const
/** Times beyond are milliseconds since 1970, as Playwright writes them; those of browsers are seconds. */
const MILLISECONDS_FROM = 1e11

/**
 * Reads the WebSocket session of an entry, as browsers and Playwright keep it: in the entry, or line by line in a file
 * beside the archive.
 *
 * @returns undefined where the entry is not such a session, or its messages were not kept
 */
export function readSocket(entry: unknown, { readBeside }: RecordingSource): ForeignSocket | undefined {
  const messages = messagesOf(entry, readBeside)
  if (messages === undefined) return undefined
  const times = messages.map((message) => millisecondsOf(numberAt(message, 'time')))
  const opened = openedAt(entry, times)
  const said = messages.flatMap((message, index): readonly SocketMessage[] => {
    const data = dataOf(message)
    const from = textAt(message, 'type') === 'send' ? 'client' : 'server'
    const at = Math.max(0, Math.round((times[index] ?? opened) - opened))
    return data === undefined ? [] : [{ from, data, at }]
  })
  return {
    protocol: headerOf(readHeaders(recordAt(entry, 'response')['headers']), 'sec-websocket-protocol'),
    messages: said,
    ...closeOf(messages),
    areTimesUnknown: times.some((time) => time === undefined),
  }
}

function messagesOf(entry: unknown, readBeside: RecordingSource['readBeside']): readonly unknown[] | undefined {
  if (!isRecord(entry)) return undefined
  if (Array.isArray(entry['_webSocketMessages'])) return listAt(entry, '_webSocketMessages')
  const file = textAt(recordAt(recordAt(entry, 'response'), 'content'), '_file')
  if (entry['_resourceType'] !== 'websocket' || file === undefined) return undefined
  const lines = readBeside(file)
  return lines === undefined ? undefined : Buffer.from(lines).toString().split('\n').map(parseJson).filter(isRecord)
}

// Without times, it is -1.
function millisecondsOf(time: number | undefined): number | undefined {
  if (time === undefined || time <= 0) return undefined
  return time > MILLISECONDS_FROM ? time : time * 1000
}

// No later than its first message.
function openedAt(entry: unknown, times: readonly (number | undefined)[]): number {
  const started = Date.parse((isRecord(entry) ? textAt(entry, 'startedDateTime') : undefined) ?? '')
  const first = times.find((time) => time !== undefined) ?? 0
  return started > 0 ? Math.min(started, first) : first
}

// Undefined for what is not a message: a ping, an error, a close.
function dataOf(message: unknown): SocketMessage['data'] | undefined {
  const data = textAt(message, 'data')
  const opcode = numberAt(message, 'opcode') ?? OPCODES.text
  if (data === undefined || textAt(message, 'type') === 'error') return undefined
  if (opcode === OPCODES.text) return data
  return opcode === OPCODES.binary ? new Uint8Array(fromBase64(data) ?? Buffer.from(data)) : undefined
}

function closeOf(messages: readonly unknown[]): Pick<RecordedSocket, 'close'> {
  const close = messages.find((message) => numberAt(message, 'opcode') === OPCODES.close)
  const code = close === undefined ? undefined : numberAt(close, 'code')
  if (code === undefined || !Number.isInteger(code) || code < 1000 || code > 4999) return {}
  return { close: { by: textAt(close, 'type') === 'send' ? 'client' : 'server', code, reason: '' } }
}
