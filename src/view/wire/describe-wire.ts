import { STATUS_CODES } from 'node:http'

import type { Call, Headers } from '../../cassette/call.ts'
import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
import type { CallWire, HeaderLine, TestWire, WireBody } from '../data/test-wire.ts'
import { describeBytes } from '../detail/describe-bytes.ts'
import { repeatBody } from './repeat-body.ts'

/** Bytes of a body from which its beginning is enough: a page is read, and `rewind show --wire` prints the rest. */
const LONG_BODY = 1_000_000
const BEGINNING = 100_000

/** Describes the exact exchanges of a test for the page. */
export function describeWire(calls: readonly Call[]): TestWire {
  const bodies: (string | undefined)[] = []
  return {
    calls: calls.map((call) => {
      const text = call.request.body.length > LONG_BODY ? undefined : decodeUtf8(call.request.body)
      const requestBody = text === undefined ? describeBody(call.request.body) : repeatBody(text, bodies)
      bodies.push(text)
      return describeExchange(call, requestBody)
    }),
  }
}

function describeExchange({ key, request, response }: Call, requestBody: WireBody): CallWire {
  return {
    key,
    requestHeaders: linesOf(request.headers),
    requestBody,
    statusText: response.statusText ?? STATUS_CODES[response.status] ?? '',
    responseHeaders: linesOf(response.headers),
    responseBody: describeBody(response.body),
    chunks: (response.chunks ?? []).flatMap(({ size, at }) => [size, at]),
    trailers: linesOf(response.trailers ?? {}),
  }
}

function describeBody(body: Uint8Array): WireBody {
  if (body.length <= LONG_BODY) return describeBytes(body)
  const isText = decodeUtf8(body) !== undefined
  const beginning = body.subarray(0, BEGINNING)
  // The cut may go through a character.
  const shown = isText
    ? ({ kind: 'text', text: new TextDecoder().decode(beginning, { stream: true }) } as const)
    : describeBytes(beginning)
  return { ...shown, cut: body.length }
}

function linesOf(headers: Headers): readonly HeaderLine[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): HeaderLine => [name, one]),
  )
}
