import { STATUS_CODES } from 'node:http'

import { createParser } from 'eventsource-parser'

import type { Call, Headers, SocketMessage } from '../../cassette/call.ts'
import { headerText } from '../../providers/usage/stream-events.ts'
import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'

/** A call, and where it is. */
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
    ...messagesOf(exported.call),
    _rewind: recordingOf(exported),
  }
}

// As the tools of browsers name them: times are seconds, since 1970 for those of a WebSocket.
function messagesOf({ response, recordedAt }: Call): object {
  const started = Date.parse(recordedAt) / 1000
  if (response.socket !== undefined) {
    return {
      _resourceType: 'websocket',
      _webSocketMessages: response.socket.messages.map(({ from, data, at }) => ({
        type: from === 'client' ? 'send' : 'receive',
        time: started + at / 1000,
        opcode: typeof data === 'string' ? 1 : 2,
        data: typeof data === 'string' ? data : Buffer.from(data).toString('base64'),
      })),
    }
  }
  const isEvents = headerText(response.headers, 'content-type').startsWith('text/event-stream')
  return isEvents ? { _eventSourceMessages: eventsOf(response, started) } : {}
}

// Each at the time of the chunk that it ends in.
function eventsOf({ body, chunks = [], latency }: Call['response'], started: number): readonly unknown[] {
  const events: {
    readonly eventName: string
    readonly eventId: string
    readonly data: string
    readonly time: number
  }[] = []
  let time = started + latency / 1000
  const parser = createParser({
    onEvent: ({ event = 'message', id = '', data }) => void events.push({ eventName: event, eventId: id, data, time }),
  })
  const decoder = new TextDecoder()
  let offset = 0
  for (const { size, at } of chunks.length === 0 ? [{ size: body.length, at: 0 }] : chunks) {
    time = started + (latency + at) / 1000
    parser.feed(decoder.decode(body.subarray(offset, offset + size), { stream: true }))
    offset += size
  }
  return events
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

// What the format has no place for, so that `rewind import` gives the same call back.
function recordingOf({ file, test, number, call }: ExportedCall): unknown {
  const { key, request, response, usage, late } = call
  const { statusText, chunks, trailers, socket, end } = response
  const isText = decodeUtf8(request.body) !== undefined
  return {
    file,
    test,
    call: number,
    key,
    end,
    ...(statusText === undefined ? {} : { statusText }),
    ...(chunks === undefined ? {} : { chunks }),
    ...(trailers === undefined ? {} : { trailers }),
    ...(socket === undefined ? {} : { socket: { ...socket, messages: socket.messages.map(describeMessage) } }),
    ...(usage === undefined ? {} : { usage }),
    ...(late === undefined ? {} : { late }),
    ...(isText ? {} : { requestBody: Buffer.from(request.body).toString('base64') }),
  }
}

function describeMessage({ from, data, at }: SocketMessage): unknown {
  return { from, at, ...(typeof data === 'string' ? { text: data } : { base64: Buffer.from(data).toString('base64') }) }
}
