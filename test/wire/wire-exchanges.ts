import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'

import type { Exchange } from '../helpers/samples/exchange.ts'

const MEGABYTE = 1_048_576
const REPLY = JSON.stringify({ id: 'x', choices: [{ message: { content: 'Grüße, 世界 👋 '.repeat(100) } }] })
const EVENTS = Array.from({ length: 12 }, (_unused, index) => `{"index":${index},"text":"Grüße, 世界 👋"}`)
const BINARY = Uint8Array.from({ length: 150_000 }, (_unused, index) => (index * 7919) % 256)
const BOUNDARY = '----formdata-undici-0123456789'
const UPLOAD = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--${BOUNDARY}--\r\n`

interface Shape {
  readonly id: string
  readonly method?: string
  readonly status?: number
  readonly request?: { readonly type: string; readonly body: string | Uint8Array }
  readonly headers?: Readonly<Record<string, readonly string[]>>
  readonly body?: string | Uint8Array
  /** What the wire carries in its place. */
  readonly encoded?: Uint8Array
  readonly stream?: 'sse' | 'ndjson' | 'pieces'
}

const encodings = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync, zstd: zstdCompressSync }

const SHAPES: readonly Shape[] = [
  ...Object.entries(encodings).map(([name, encode]) => ({
    id: name,
    headers: { 'content-encoding': [name] },
    body: REPLY,
    encoded: encode(REPLY),
  })),
  ...Object.entries(encodings).map(([name, encode]) => ({
    id: `${name}, streamed`,
    headers: { 'content-encoding': [name] },
    body: REPLY,
    encoded: encode(REPLY),
    stream: 'pieces' as const,
  })),
  { id: 'identity', headers: { 'content-encoding': ['identity'] }, body: REPLY },
  { id: 'empty', body: '' },
  { id: 'no content', status: 204, body: '' },
  { id: 'not modified', status: 304, method: 'GET', body: '' },
  {
    id: 'partial content',
    status: 206,
    method: 'GET',
    headers: { 'content-range': ['bytes 0-3/10'], 'content-type': ['application/octet-stream'] },
    body: 'abcd',
  },
  { id: 'redirect', status: 307, headers: { location: ['/v1/elsewhere'] }, body: '' },
  { id: 'repeated fields', headers: { link: ['</a>; rel="next"', '</b>; rel="last"'] }, body: REPLY },
  { id: 'audio', headers: { 'content-type': ['audio/mpeg'] }, body: BINARY },
  { id: 'audio, streamed', headers: { 'content-type': ['audio/mpeg'] }, body: BINARY, stream: 'pieces' },
  { id: 'image', headers: { 'content-type': ['image/png'] }, body: BINARY.subarray(0, 5000) },
  { id: 'invalid UTF-8', body: Uint8Array.from([0x7b, 0xff, 0xfe, 0xc3, 0x7d]) },
  { id: 'a byte order mark', body: `\ufeff${REPLY}` },
  { id: 'events, LF', stream: 'sse', body: `${EVENTS.map((event) => `data: ${event}\n\n`).join('')}data: [DONE]\n\n` },
  {
    id: 'events, CRLF',
    stream: 'pieces',
    body: `${EVENTS.map((event) => `data: ${event}\r\n\r\n`).join('')}data: [DONE]\r\n\r\n`,
  },
  {
    id: 'events, CR and LF mixed',
    stream: 'pieces',
    body: EVENTS.map((event, index) => `data: ${event}${['\n\n', '\r\n\r\n', '\r\r'][index % 3]}`).join(''),
  },
  {
    id: 'events with comments',
    stream: 'sse',
    body: EVENTS.map((event) => `: ping\n\nevent: x\nid: 1\ndata: ${event}\n\n`).join(''),
  },
  {
    id: 'events without a final marker, the last one cut',
    stream: 'sse',
    body: `${EVENTS.map((event) => `data: ${event}\n\n`).join('')}data: {"index"`,
  },
  {
    id: 'events split inside characters',
    stream: 'pieces',
    body: EVENTS.map((event) => `data: ${event.repeat(9)}\n\n`).join(''),
  },
  {
    id: 'JSON lines',
    stream: 'ndjson',
    headers: { 'content-type': ['application/x-ndjson'] },
    body: EVENTS.map((event) => `${event}\n`).join(''),
  },
  {
    id: 'a JSON array that streams',
    stream: 'pieces',
    body: `[${EVENTS.map((event) => event.repeat(1)).join(',\r\n')}]`.repeat(4),
  },
  { id: 'GET', method: 'GET', body: REPLY },
  { id: 'DELETE', method: 'DELETE', body: '{"deleted":true}' },
  { id: 'a form', request: { type: 'application/x-www-form-urlencoded', body: 'b=2&a=1' }, body: REPLY },
  { id: 'an upload', request: { type: `multipart/form-data; boundary=${BOUNDARY}`, body: UPLOAD }, body: REPLY },
  { id: 'a binary request', request: { type: 'audio/wav', body: BINARY }, body: REPLY },
  {
    id: 'JSON with a repeated key and odd numbers',
    request: { type: 'application/json', body: '{"a":1.0,"a":1e3,"b":12345678901234567890}' },
    body: '{"a":1.0,"a":1e3,"b":12345678901234567890}',
  },
  {
    id: 'twenty megabytes both ways',
    request: {
      type: 'application/json',
      body: JSON.stringify({ input: 'words and more '.repeat((20 * MEGABYTE) / 15) }),
    },
    body: JSON.stringify({ output: 'words and more '.repeat((20 * MEGABYTE) / 15) }),
  },
]

/** One exchange of every shape that bodies have on the wire. */
export const WIRE_EXCHANGES: readonly Exchange[] = SHAPES.map(exchangeOf)

function exchangeOf(shape: Shape): Exchange {
  const { request = { type: 'application/json', body: '{"model":"m"}' }, method = 'POST', body = '' } = shape
  const hasBody = method === 'POST'
  const responseBody = Buffer.from(body)
  return {
    id: shape.id,
    provider: 'openai',
    stream: shape.stream ?? 'buffered',
    method,
    url: 'https://api.openai.com/v1/wire?shape=1',
    status: shape.status ?? 200,
    requestHeaders: hasBody ? { 'content-type': [request.type] } : {},
    requestBody: hasBody ? Buffer.from(request.body) : new Uint8Array(),
    responseHeaders: { 'content-type': ['application/json'], ...shape.headers },
    responseBody,
    wireBody: shape.encoded ?? responseBody,
    rawUsage: null,
  }
}
