import { STATUS_CODES } from 'node:http'

import type { Chunk, Headers } from '../../../cassette/call.ts'
import type { RawResponse } from '../../../http/wire/capture-response.ts'
import { decodeUtf8 } from '../../../text/decode/decode-utf8.ts'
import type { ForeignCall } from '../foreign-call.ts'
import { headerOf } from '../read/read-headers.ts'
import { convertSocket } from './convert-socket.ts'
import { decodeBody, type DecodedBody } from './decode-body.ts'
import type { Remarks } from './remarks.ts'
import { splitStream } from './split-stream.ts'

/** A response as it would have been captured. */
type ConvertedResponse =
  | { readonly kind: 'captured'; readonly raw: RawResponse }
  | { readonly kind: 'damaged'; readonly why: string }

/** Brings the response of another tool's call into the form that live ones are captured in. */
export function convertResponse(foreign: ForeignCall, remarks: ResponseRemarks): ConvertedResponse {
  const { status, socket, headers = {} } = foreign.response
  if (socket === undefined || status >= 300) return convertBody(foreign, remarks)
  return { kind: 'captured', raw: convertSocket(socket, headers, remarks.lost) }
}

function convertBody(foreign: ForeignCall, { lost, filled }: ResponseRemarks): ConvertedResponse {
  const { response, latency = 0, duration = latency } = foreign
  const { status, statusText } = response
  const body = responseBody(foreign)
  if (body.kind === 'damaged') return body
  const headers = fillType(response.headers ?? {}, body.bytes, filled)
  const chunks = body.wasCompressed ? undefined : response.chunks
  const events = chunks ?? splitStream(body.bytes, headerOf(headers, 'content-type'))
  if (events !== undefined && chunks === undefined) lost.note('the chunks of', 'stream')
  if (chunks !== undefined && response.areTimesUnknown === true) lost.note('the times of the chunks of', 'stream')
  return {
    kind: 'captured',
    raw: {
      status,
      ...(isStandard(status, statusText) ? {} : { statusText }),
      rawHeaders: headers,
      rawBody: body.bytes,
      ...chunksOf(events, body.bytes.length),
      end: 'complete',
      latency,
      duration,
    },
  }
}

interface ResponseRemarks {
  readonly lost: Remarks
  readonly filled: Remarks
}

function responseBody({ method, response }: ForeignCall): DecodedBody {
  const { status, headers, body } = response
  if (status === 101) return { kind: 'damaged', why: 'it opened a WebSocket, whose messages were not recorded' }
  if (status < 200 || status > 599) return { kind: 'damaged', why: `its status is ${status}` }
  const isEmpty = status === 204 || method.toUpperCase() === 'HEAD' || headerOf(headers, 'content-length') === '0'
  if (body === undefined && !isEmpty) return { kind: 'damaged', why: 'it was not recorded' }
  return decodeBody(body ?? new Uint8Array(), {
    encoding: headerOf(headers, 'content-encoding'),
    type: headerOf(headers, 'content-type'),
  })
}

// HTTP/2 has none, and what others write is as a rule what the status means.
function isStandard(status: number, text: string | undefined): text is undefined {
  return text === undefined || text === '' || text.toLowerCase() === STATUS_CODES[status]?.toLowerCase()
}

// Clients read JSON only where the type says so.
function fillType(headers: Headers, body: Uint8Array, filled: Remarks): Headers {
  if (headers['content-type'] !== undefined || body.length === 0) return headers
  const type = sniffType(body)
  if (type === undefined) return headers
  filled.note(`content-type: ${type} in`, 'response')
  return { ...headers, 'content-type': type }
}

function sniffType(body: Uint8Array): string | undefined {
  const start = decodeUtf8(body)?.trimStart().slice(0, 20) ?? ''
  if (/^(?:data|event|id|retry)?:/u.test(start)) return 'text/event-stream'
  return /^[[{]/u.test(start) ? 'application/json' : undefined
}

function chunksOf(chunks: readonly Chunk[] | undefined, length: number): { readonly chunks?: readonly Chunk[] } {
  if (chunks === undefined) return {}
  return { chunks: chunks.reduce((sum, { size }) => sum + size, 0) === length ? chunks : [{ size: length, at: 0 }] }
}
