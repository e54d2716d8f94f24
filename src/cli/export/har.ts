import { STATUS_CODES } from 'node:http'

import type { Call, Headers } from '../../cassette/call.ts'
import { headerText } from '../../providers/usage/stream-events.ts'
import { decodeUtf8 } from '../../text/decode-utf8.ts'

/** A call, and where it stands. */
export interface ExportedCall {
  /** Relative to the project root, with `/`. */
  readonly file: string
  readonly test: string
  /** 1-based. */
  readonly number: number
  readonly call: Call
}

/** Makes an HTTP archive of calls. http://www.softwareishard.com/blog/har-12-spec/ */
export function harOf(calls: readonly ExportedCall[], version: string): unknown {
  return { log: { version: '1.2', creator: { name: 'rewind', version }, entries: calls.map(entryOf) } }
}

function entryOf(exported: ExportedCall): unknown {
  const { request, response, recordedAt } = exported.call
  return {
    startedDateTime: recordedAt,
    time: response.duration,
    request: requestOf(request),
    response: {
      status: response.status,
      statusText: response.statusText ?? STATUS_CODES[response.status] ?? '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headersOf(response.headers),
      content: contentOf(response.body, headerText(response.headers, 'content-type')),
      redirectURL: headerText(response.headers, 'location'),
      headersSize: -1,
      bodySize: response.body.length,
    },
    cache: {},
    timings: { send: 0, wait: response.latency, receive: Math.max(0, response.duration - response.latency) },
    _rewind: recordingOf(exported),
  }
}

function requestOf({ method, url, headers, body }: Call['request']): unknown {
  const mimeType = headerText(headers, 'content-type')
  return {
    method,
    url,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: headersOf(headers),
    queryString: URL.canParse(url) ? [...new URL(url).searchParams].map(([name, value]) => ({ name, value })) : [],
    // The format knows text only: the bytes of anything else are in `_rewind`.
    ...(body.length === 0 ? {} : { postData: { mimeType, text: decodeUtf8(body) ?? '' } }),
    headersSize: -1,
    bodySize: body.length,
  }
}

function headersOf(headers: Headers): readonly unknown[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => ({ name, value: one })),
  )
}

function contentOf(body: Uint8Array, mimeType: string): unknown {
  const text = decodeUtf8(body)
  const facts = { size: body.length, mimeType }
  return text === undefined
    ? { ...facts, text: Buffer.from(body).toString('base64'), encoding: 'base64' }
    : { ...facts, text }
}

// What the format has no place for, so that nothing of the call is lost.
function recordingOf({ file, test, number, call }: ExportedCall): unknown {
  const { key, request, response, usage, late } = call
  const isText = decodeUtf8(request.body) !== undefined
  return {
    file,
    test,
    call: number,
    key,
    end: response.end,
    ...(response.chunks === undefined ? {} : { chunks: response.chunks }),
    ...(usage === undefined ? {} : { usage }),
    ...(late === undefined ? {} : { late }),
    ...(isText ? {} : { requestBody: Buffer.from(request.body).toString('base64') }),
  }
}
