import { isRecord } from '../../../text/unknown/is-record.ts'
import type { ForeignCall, UnreadableCall } from '../foreign-call.ts'
import { readExchange } from '../read/read-exchange.ts'
import { listAt, recordAt, textAt } from '../read/read-fields.ts'
import type { RecordingFormat, RecordingSource } from '../recording-format.ts'
import { fromBase64, storedBody, type StoredBody } from '../stored-body.ts'

/** Cassettes of Braintrust's recorder. https://github.com/braintrustdata/braintrust-sdk-javascript */
export const braintrust: RecordingFormat = {
  name: 'braintrust',
  read(source) {
    const { value } = source
    if (!isRecord(value) || !Array.isArray(value['entries']) || !isRecord(value['meta'])) return undefined
    const entries = listAt(value, 'entries')
    const isOurs = entries.every((entry) => textAt(entry, 'matchKey') !== undefined)
    return isOurs ? entries.map((entry) => readEntry(entry, source)) : undefined
  },
}

function readEntry(entry: unknown, source: RecordingSource): ForeignCall | UnreadableCall {
  const request = recordAt(entry, 'request')
  const response = recordAt(entry, 'response')
  const [sent, received] = [bodyOf(request, source), bodyOf(response, source)]
  if ('unreadable' in sent) return sent
  if ('unreadable' in received) return received
  return { ...readExchange({ request, response }, { sent, received }), recordedAt: textAt(entry, 'recordedAt') }
}

function bodyOf(message: unknown, { readBeside }: RecordingSource): StoredBody | UnreadableCall {
  const body = recordAt(message, 'body')
  switch (body['kind']) {
    case 'json':
      return storedBody(body['value'] === undefined ? null : { ...body }['value'])
    case 'text':
      return storedBody(body['value'])
    case 'base64':
      return { body: fromBase64(textAt(body, 'value') ?? '') ?? new Uint8Array() }
    case 'sse':
      // Kept without the empty line that ends an event.
      return {
        body: Buffer.from(
          listAt(body, 'chunks')
            .map((event) => `${String(event)}\n\n`)
            .join(''),
        ),
      }
    case 'binary': {
      const path = textAt(body, 'path') ?? ''
      const bytes = readBeside(path)
      return bytes === undefined ? { unreadable: `its body is in ${path}, which is missing` } : { body: bytes }
    }
    default:
      return { body: new Uint8Array() }
  }
}
