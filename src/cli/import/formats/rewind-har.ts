import {
  USAGE_COUNTS,
  type Call,
  type Chunk,
  type CloseCode,
  type Headers,
  type RecordedResponse,
  type RecordedSocket,
  type SocketClose,
  type Usage,
} from '../../../cassette/call.ts'
import { isRecord, type UnknownRecord } from '../../../text/unknown/is-record.ts'
import { cleanHeaders } from '../clean-headers.ts'
import { isPlausibleTime, plausibleDate } from '../plausible-times.ts'
import { listAt, numberAt, recordAt, textAt } from '../read/read-fields.ts'
import { readHeaders } from '../read/read-headers.ts'

/** A call that rewind itself has recorded: nothing of it is filled in or redacted again. */
export interface ExactCall {
  readonly exact: Call
}

/**
 * Reads an entry of an archive that `rewind export` wrote.
 *
 * @returns undefined where another tool wrote it
 */
export function readExactCall(entry: unknown): ExactCall | undefined {
  const facts = isRecord(entry) ? entry['_rewind'] : undefined
  if (!isRecord(facts) || typeof facts['key'] !== 'string') return undefined
  const request = recordAt(entry, 'request')
  const usage = readUsage(facts['usage'])
  const date = textAt(entry, 'startedDateTime')
  return {
    exact: {
      key: facts['key'],
      request: {
        method: textAt(request, 'method') ?? 'GET',
        url: textAt(request, 'url') ?? '',
        headers: headersAt(request),
        body: bytesOf(textAt(facts, 'requestBody'), textAt(recordAt(request, 'postData'), 'text')),
      },
      response: readResponse(entry, facts),
      ...(usage === undefined ? {} : { usage }),
      recordedAt: date === undefined || plausibleDate(date) === undefined ? '' : date,
      ...(facts['late'] === true ? { late: true } : {}),
    },
  }
}

function readResponse(entry: unknown, facts: UnknownRecord): RecordedResponse {
  const response = recordAt(entry, 'response')
  const content = recordAt(response, 'content')
  const isBinary = content['encoding'] === 'base64'
  const text = textAt(content, 'text')
  const body = isBinary ? bytesOf(text, undefined) : bytesOf(undefined, text)
  const chunks = readChunks(facts, body.length)
  const socket = readSocket(facts['socket'])
  const trailers = isRecord(facts['trailers']) ? cleanHeaders(readHeaders(facts['trailers']) ?? {}).headers : undefined
  const statusText = textAt(facts, 'statusText')
  return {
    status: numberAt(response, 'status') ?? 0,
    ...(statusText === undefined ? {} : { statusText }),
    headers: headersAt(response),
    body,
    ...(chunks === undefined ? {} : { chunks }),
    end: facts['end'] === 'aborted' || facts['end'] === 'cut' ? facts['end'] : 'complete',
    ...(trailers === undefined ? {} : { trailers }),
    ...(socket === undefined ? {} : { socket }),
    latency: timeAt(recordAt(entry, 'timings'), 'wait'),
    duration: timeAt(entry, 'time'),
  }
}

// The archive may be made by hand: what no call can have is left out.
function headersAt(message: UnknownRecord): Headers {
  return cleanHeaders(readHeaders(message['headers']) ?? {}).headers
}

function timeAt(value: unknown, name: string): number {
  const time = numberAt(value, name) ?? 0
  return isPlausibleTime(time) ? time : 0
}

function bytesOf(base64: string | undefined, text: string | undefined): Uint8Array {
  const bytes = base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64')
  return new Uint8Array(bytes)
}

// Those of a body that was edited since say nothing.
function readChunks(facts: UnknownRecord, length: number): readonly Chunk[] | undefined {
  if (!Array.isArray(facts['chunks'])) return undefined
  const chunks = listAt(facts, 'chunks').map((chunk) => ({
    size: numberAt(chunk, 'size') ?? 0,
    at: timeAt(chunk, 'at'),
  }))
  const isWhole = chunks.every(({ size }) => size >= 0) && chunks.reduce((sum, { size }) => sum + size, 0) === length
  return isWhole ? chunks : [{ size: length, at: 0 }]
}

function readSocket(value: unknown): RecordedSocket | undefined {
  if (!isRecord(value)) return undefined
  const { close } = value
  return {
    protocol: textAt(value, 'protocol') ?? '',
    messages: listAt(value, 'messages').map((message) => {
      const binary = textAt(message, 'base64')
      return {
        from: textAt(message, 'from') === 'client' ? 'client' : 'server',
        data: binary === undefined ? (textAt(message, 'text') ?? '') : bytesOf(binary, undefined),
        at: timeAt(message, 'at'),
      }
    }),
    ...(isRecord(close) ? { close: readClose(close) } : {}),
  }
}

function readClose(close: UnknownRecord): SocketClose {
  const messagesAfter = numberAt(close, 'messagesAfter')
  return {
    by: close['by'] === 'client' ? 'client' : 'server',
    ...readCode(close),
    ...(messagesAfter === undefined ? {} : { messagesAfter }),
    ...(isRecord(close['reply']) ? { reply: readCode(close['reply']) } : {}),
  }
}

function readCode(close: UnknownRecord): CloseCode {
  return { code: numberAt(close, 'code') ?? 1005, reason: textAt(close, 'reason') ?? '' }
}

/** More than all calls of a year. */
const MOST_TOKENS = 1e12

function readUsage(value: unknown): Usage | undefined {
  if (!isRecord(value)) return undefined
  const counts: { -readonly [Name in (typeof USAGE_COUNTS)[number]]?: number } = {}
  for (const name of USAGE_COUNTS) {
    const count = numberAt(value, name)
    if (count !== undefined && count >= 0 && count <= MOST_TOKENS) counts[name] = count
  }
  const tier = textAt(value, 'tier')
  return {
    provider: textAt(value, 'provider') ?? 'unknown',
    model: textAt(value, 'model') ?? 'unknown',
    ...(tier === undefined ? {} : { tier }),
    ...counts,
  }
}
