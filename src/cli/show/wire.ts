import { STATUS_CODES } from 'node:http'

import type { Call, Headers } from '../../cassette/call.ts'

/** The exchange as HTTP/1.1 would write it, its bodies content-decoded: what a client is given on replay. */
export function wireOf({ request, response }: Call): Buffer {
  const { status, statusText = STATUS_CODES[status] ?? '' } = response
  return Buffer.concat([
    Buffer.from(`${request.method} ${request.url} HTTP/1.1\r\n${linesOf(request.headers)}\r\n`),
    request.body,
    Buffer.from(`\r\n\r\nHTTP/1.1 ${status} ${statusText}\r\n${linesOf(response.headers)}\r\n`),
    response.body,
    Buffer.from('\r\n'),
  ])
}

function linesOf(headers: Headers): string {
  return Object.entries(headers)
    .flatMap(([name, value]) => (typeof value === 'string' ? [value] : value).map((one) => `${name}: ${one}\r\n`))
    .join('')
}
