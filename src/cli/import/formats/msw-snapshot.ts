import type { ForeignCall, UnreadableCall } from '../foreign-call.ts'
import { readExchange } from '../read/read-exchange.ts'
import { recordAt, textAt } from '../read/read-fields.ts'
import { headerOf, readHeaders } from '../read/read-headers.ts'
import type { RecordingFormat } from '../recording-format.ts'
import { storedBody } from '../stored-body.ts'

/** Snapshots of msw-snapshot, one call a file. https://github.com/mizdra/msw-snapshot */
export const mswSnapshot: RecordingFormat = {
  name: 'msw-snapshot',
  read({ value }) {
    const isOurs =
      textAt(recordAt(value, 'request'), 'url') !== undefined &&
      typeof recordAt(value, 'response')['status'] === 'number'
    return isOurs ? [readPair(value)] : undefined
  },
}

/** Reads a request and its response as MSW's tools keep them: bodies are texts, and already decompressed. */
export function readPair(value: unknown): ForeignCall | UnreadableCall {
  const request = recordAt(value, 'request')
  const response = recordAt(value, 'response')
  const headers = readHeaders(response['headers'])
  const body = response['body']
  if (
    typeof body === 'string' &&
    body.includes('\uFFFD') &&
    !/\b(?:json|text|xml)\b/iu.test(headerOf(headers, 'content-type'))
  )
    return { unreadable: 'its response is binary, and was stored as a text that has lost bytes' }
  return readExchange({ request, response }, { sent: storedBody(request['body']), received: storedBody(body) })
}
