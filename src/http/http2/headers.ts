import type { IncomingHttpHeaders } from 'node:http2'

import type { Headers as RecordedHeaders } from '../../cassette/call.ts'

/** Header fields of one HTTP/1.1 connection, which HTTP/2 does not allow (RFC 9113, section 8.2.2). */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
])

/** Leaves out the pseudo-header fields, such as `:status`. */
export function plainHeaders(headers: IncomingHttpHeaders): RecordedHeaders {
  const plain: Record<string, string | readonly string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(':') && value !== undefined) plain[name] = value
  }
  return plain
}

/** Leaves out what HTTP/2 does not allow, of a response that may have been recorded over HTTP/1.1. */
export function http2Headers(headers: RecordedHeaders): Record<string, string | string[]> {
  const allowed: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (!CONNECTION_HEADERS.has(name)) allowed[name] = typeof value === 'string' ? value : [...value]
  }
  return allowed
}
