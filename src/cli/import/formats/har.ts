import { isRecord, type UnknownRecord } from '../../../text/unknown/is-record.ts'
import type { ForeignCall, ForeignMessage, UnreadableCall } from '../foreign-call.ts'
import { listAt, numberAt, recordAt, textAt } from '../read/read-fields.ts'
import { readHeaders } from '../read/read-headers.ts'
import type { ReadCall, RecordingFormat, RecordingSource } from '../recording-format.ts'
import { fromBase64, fromPieces, storedBody, type StoredBody } from '../stored-body.ts'
import { readSocket } from './har-socket.ts'
import { readExactCall } from './rewind-har.ts'

/**
 * HTTP archives: those of browsers, of Polly, of rewind itself, and Cody's in YAML.
 * http://www.softwareishard.com/blog/har-12-spec/
 */
export const har: RecordingFormat = {
  name: 'har',
  read(source) {
    const log = recordAt(source.value, 'log')
    if (!Array.isArray(log['entries'])) return undefined
    return listAt(log, 'entries').map((entry) => readEntry(entry, source))
  },
}

function readEntry(entry: unknown, source: RecordingSource): ReadCall {
  const exact = readExactCall(entry)
  if (exact !== undefined) return exact
  const request = recordAt(entry, 'request')
  const response = recordAt(entry, 'response')
  const socket = readSocket(entry, source)
  return {
    method: textAt(request, 'method') ?? 'GET',
    url: textAt(request, 'url') ?? '',
    request: { headers: readHeaders(request['headers']), ...postedBody(request, source) },
    response: {
      status: numberAt(response, 'status') ?? 0,
      statusText: textAt(response, 'statusText'),
      headers: readHeaders(response['headers']),
      ...receivedBody(recordAt(response, 'content'), source),
      socket,
    },
    recordedAt: textAt(entry, 'startedDateTime'),
    ...timesOf(entry),
  } satisfies ForeignCall | UnreadableCall
}

function postedBody(request: UnknownRecord, { readBeside }: RecordingSource): StoredBody {
  const data = request['postData']
  const file = textAt(data, '_file')
  if (file !== undefined) return { body: readBeside(file) }
  // A browser leaves it out where it has lost it, and where there was none.
  if (!isRecord(data)) return (numberAt(request, 'bodySize') ?? 0) > 0 ? {} : { body: new Uint8Array() }
  const text = textAt(data, 'text') ?? ''
  if (text !== '') return { body: decodeText(text, textAt(data, 'encoding')) }
  const pairs = listAt(data, 'params').map((pair): [string, string] => [
    textAt(pair, 'name') ?? '',
    textAt(pair, 'value') ?? '',
  ])
  return pairs.length === 0
    ? storedBody(text)
    : { body: Buffer.from(new URLSearchParams(pairs).toString()), isRewritten: true }
}

function receivedBody(content: UnknownRecord, { readBeside }: RecordingSource): Pick<ForeignMessage, 'body'> {
  // Playwright's, where it is set to attach what it records.
  const file = textAt(content, '_file')
  if (file !== undefined) return { body: readBeside(file) }
  const text = textAt(content, 'text')
  if (text === undefined) return (numberAt(content, 'size') ?? 0) > 0 ? {} : { body: new Uint8Array() }
  return { body: decodeText(text, textAt(content, 'encoding')) }
}

// Polly keeps compressed answers as the JSON of a list of base64, or of hex in its versions before 4.
function decodeText(text: string, encoding: string | undefined): Uint8Array {
  const bytes = fromPieces(text) ?? (encoding === 'base64' ? fromBase64(text) : undefined)
  return bytes ?? Buffer.from(text)
}

// Without a time, all are 0 or -1.
function timesOf(entry: unknown): Pick<ForeignCall, 'latency' | 'duration'> {
  const duration = numberAt(entry, 'time')
  if (duration === undefined || duration <= 0) return {}
  const receive = numberAt(recordAt(entry, 'timings'), 'receive') ?? 0
  return { duration, latency: Math.max(0, duration - Math.max(0, receive)) }
}
