import { isRecord } from '../../../text/unknown/is-record.ts'
import type { ForeignCall } from '../foreign-call.ts'
import { numberAt, recordAt, textAt } from '../read/read-fields.ts'
import { readHeaders } from '../read/read-headers.ts'
import type { RecordingFormat } from '../recording-format.ts'
import { fromBase64, storedBody, type StoredBody } from '../stored-body.ts'

/** Tapes of talkback, one call a file. https://github.com/ijpiantanida/talkback */
export const talkback: RecordingFormat = {
  name: 'talkback',
  read: ({ value }) =>
    textAt(recordAt(value, 'req'), 'url') !== undefined && numberAt(recordAt(value, 'res'), 'status') !== undefined
      ? [readTape(value)]
      : undefined,
}

function readTape(value: unknown): ForeignCall {
  const meta = recordAt(value, 'meta')
  const request = recordAt(value, 'req')
  const response = recordAt(value, 'res')
  return {
    method: textAt(request, 'method') ?? 'GET',
    url: `${textAt(meta, 'host') ?? ''}${textAt(request, 'url')}`,
    request: {
      headers: readHeaders(request['headers']),
      ...bodyOf(request['body'], meta['reqHumanReadable'] === true),
    },
    response: {
      status: numberAt(response, 'status') ?? 200,
      headers: readHeaders(response['headers']),
      ...bodyOf(response['body'], meta['resHumanReadable'] === true),
    },
    recordedAt: textAt(meta, 'createdAt'),
  }
}

function bodyOf(body: unknown, isReadable: boolean): StoredBody {
  if (typeof body === 'string' && !isReadable) return storedBody(body === '' ? body : (fromBase64(body) ?? body))
  // As talkback itself writes it again.
  return isRecord(body) || Array.isArray(body)
    ? { body: Buffer.from(JSON.stringify(body, undefined, 2)), isRewritten: true }
    : storedBody(body)
}
