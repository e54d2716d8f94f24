import { STATUS_CODES } from 'node:http'

import type { Call, Headers, SocketMessage } from '../../cassette/call.ts'

/** The exchange as HTTP/1.1 would write it, its bodies content-decoded: what a client is given on replay. */
export function wireOf({ request, response }: Call): Buffer {
  const { status, statusText = STATUS_CODES[status] ?? '' } = response
  return Buffer.concat([
    Buffer.from(`${request.method} ${request.url} HTTP/1.1\r\n${linesOf(request.headers)}\r\n`),
    request.body,
    Buffer.from(`\r\n\r\nHTTP/1.1 ${status} ${statusText}\r\n${linesOf(response.headers)}\r\n`),
    response.body,
    Buffer.from('\r\n'),
    ...(response.socket?.messages.flatMap(linesOfMessage) ?? []),
  ])
}

// Each with its direction and size: frames are of one connection, and not recorded.
function linesOfMessage({ from, data }: SocketMessage): readonly Buffer[] {
  const bytes = Buffer.from(data)
  const kind = typeof data === 'string' ? 'text' : 'binary'
  return [
    Buffer.from(`${from === 'client' ? '>' : '<'} ${kind}, ${bytes.byteLength} bytes\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]
}

function linesOf(headers: Headers): string {
  return Object.entries(headers)
    .flatMap(([name, value]) => (typeof value === 'string' ? [value] : value).map((one) => `${name}: ${one}\r\n`))
    .join('')
}
