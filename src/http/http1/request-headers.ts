import type { Headers as RecordedHeaders } from '../../cassette/call.ts'
import { requestOnSocket } from '../internals.ts'
import { recordHeaders } from '../wire/record-headers.ts'

/**
 * Reads the header fields of a request. The `Request` of happy-dom, which the interceptor builds on where that is the
 * global one, takes those of a WebSocket handshake off, as browsers do: its client still has them.
 *
 * @param initiator - what made it: a `ClientRequest`, or its socket
 */
export function requestHeaders(request: Request, initiator: unknown): RecordedHeaders {
  const headers = recordHeaders(request.headers)
  if (!('document' in globalThis) || typeof initiator !== 'object' || initiator === null) return headers
  const client: unknown = requestOnSocket(initiator) ?? initiator
  const sent = hasHeaders(client) ? client.getHeaders() : {}
  return sent['upgrade'] === undefined ? headers : { ...headers, ...plain(sent) }
}

function hasHeaders(client: unknown): client is { getHeaders(): Readonly<Record<string, unknown>> } {
  return typeof client === 'object' && client !== null && 'getHeaders' in client
}

function plain(sent: Readonly<Record<string, unknown>>): RecordedHeaders {
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name.toLowerCase(), [value].flat().map(String).join(', ')]),
  )
}
