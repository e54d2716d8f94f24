import { isRecord } from '../../../text/unknown/is-record.ts'
import { numberAt, recordAt, textAt } from '../read/read-fields.ts'
import { headerOf, readHeaders } from '../read/read-headers.ts'
import type { RecordingFormat } from '../recording-format.ts'
import { fromBase64 } from '../stored-body.ts'
import { readPair } from './msw-snapshot.ts'

/** Cassettes of vcr-test: a list of requests and responses. https://github.com/epignosisx/vcr-test */
export const vcrTest: RecordingFormat = {
  name: 'vcr-test',
  read: ({ value }) =>
    Array.isArray(value) && value.length > 0 && value.every(isInteraction)
      ? value.map((interaction) =>
          readPair({ request: decoded(interaction, 'request'), response: decoded(interaction, 'response') }),
        )
      : undefined,
}

function isInteraction(value: unknown): boolean {
  return (
    textAt(recordAt(value, 'request'), 'url') !== undefined &&
    numberAt(recordAt(value, 'response'), 'status') !== undefined
  )
}

// What was compressed on the wire is base64, though it is decompressed.
function decoded(interaction: unknown, side: 'request' | 'response'): Readonly<Record<string, unknown>> {
  const message = recordAt(interaction, side)
  const isEncoded = headerOf(readHeaders(message['headers']), 'content-encoding').includes('gzip')
  const text = textAt(message, 'body')
  const bytes = isEncoded && text !== undefined && isRecord(message) ? fromBase64(text) : undefined
  return bytes === undefined ? message : { ...message, body: bytes }
}
