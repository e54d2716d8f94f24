import type { UnknownRecord } from '../../../text/unknown/is-record.ts'
import type { ForeignCall } from '../foreign-call.ts'
import type { StoredBody } from '../stored-body.ts'
import { numberAt, recordAt, textAt } from './read-fields.ts'
import { readHeaders } from './read-headers.ts'

/**
 * Reads a call that a tool keeps as a request with method, url and headers, and a response with status and headers. The
 * status is a number with a text beside it, or an object with both.
 *
 * @param bodies - how the tool keeps bodies is its own
 */
export function readExchange(
  { request, response }: { readonly request: UnknownRecord; readonly response: UnknownRecord },
  bodies: { readonly sent: StoredBody; readonly received: StoredBody & Pick<ForeignCall['response'], 'chunks'> },
): ForeignCall {
  const status = recordAt(response, 'status')
  return {
    method: textAt(request, 'method') ?? 'GET',
    url: textAt(request, 'url') ?? '',
    request: { headers: readHeaders(request['headers']), ...bodies.sent },
    response: {
      status: numberAt(response, 'status') ?? numberAt(status, 'code') ?? 200,
      statusText: textAt(response, 'statusText') ?? textAt(status, 'message'),
      headers: readHeaders(response['headers']),
      ...bodies.received,
    },
  }
}
