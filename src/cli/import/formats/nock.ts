import { isRecord } from '../../../text/unknown/is-record.ts'
import type { ForeignCall } from '../foreign-call.ts'
import { numberAt, textAt } from '../read/read-fields.ts'
import { headerOf, readHeaders } from '../read/read-headers.ts'
import type { RecordingFormat } from '../recording-format.ts'
import { fromHex, fromPieces, storedBody, type StoredBody } from '../stored-body.ts'

/** What nock's recorder gives as objects, and `nockBack` writes. https://github.com/nock/nock#recording */
export const nock: RecordingFormat = {
  name: 'nock',
  read: ({ value }) =>
    Array.isArray(value) && value.length > 0 && value.every(isDefinition) ? value.map(readDefinition) : undefined,
}

function isDefinition(value: unknown): boolean {
  return textAt(value, 'scope') !== undefined && textAt(value, 'path') !== undefined
}

function readDefinition(definition: unknown): ForeignCall {
  const fields = isRecord(definition) ? definition : {}
  const headers = readHeaders(fields['rawHeaders'] ?? fields['headers'])
  return {
    method: textAt(definition, 'method') ?? 'GET',
    url: `${textAt(definition, 'scope')}${textAt(definition, 'path')}`,
    request: { headers: readHeaders(fields['reqheaders']), ...storedBody(binaryOf(fields['body']) ?? fields['body']) },
    response: {
      status: numberAt(definition, 'status') ?? 200,
      headers,
      ...responseOf(fields, headerOf(headers, 'content-encoding') !== ''),
    },
  }
}

// Compressed answers are a list of hex, one for each piece, whatever `responseIsBinary` says.
function responseOf(fields: Readonly<Record<string, unknown>>, isEncoded: boolean): StoredBody {
  const { response } = fields
  const pieces = fromPieces(response)
  if (pieces !== undefined && isEncoded) return { body: pieces }
  if (typeof response === 'string' && (fields['responseIsBinary'] === true || isEncoded))
    return storedBody(fromHex(response) ?? response)
  return storedBody(response)
}

// Without a mark: hex of bytes that are not text.
function binaryOf(body: unknown): Uint8Array | undefined {
  const bytes = typeof body === 'string' && body.length > 16 ? fromHex(body) : undefined
  return bytes?.includes(0) === true ? bytes : undefined
}
