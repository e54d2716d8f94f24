import { isRecord } from '../../../text/unknown/is-record.ts'
import type { ForeignCall } from '../foreign-call.ts'
import { readExchange } from '../read/read-exchange.ts'
import { listAt, recordAt, textAt } from '../read/read-fields.ts'
import type { RecordingFormat } from '../recording-format.ts'
import { fromBase64, storedBody, type StoredBody } from '../stored-body.ts'

/** Cassettes of VCR, in YAML or JSON. https://github.com/vcr/vcr */
export const rubyVcr: RecordingFormat = {
  name: 'vcr',
  read: ({ value }) =>
    isRecord(value) && Array.isArray(value['http_interactions'])
      ? listAt(value, 'http_interactions').map(readInteraction)
      : undefined,
}

function readInteraction(interaction: unknown): ForeignCall {
  const request = recordAt(interaction, 'request')
  const response = recordAt(interaction, 'response')
  const bodies = { sent: bodyOf(request['body']), received: bodyOf(response['body']) }
  return {
    ...readExchange({ request, response }, bodies),
    method: (textAt(request, 'method') ?? 'get').toUpperCase(),
    url: textAt(request, 'uri') ?? '',
    recordedAt: textAt(interaction, 'recorded_at'),
  }
}

function bodyOf(body: unknown): StoredBody {
  const base64 = textAt(body, 'base64_string')
  if (base64 !== undefined) return { body: fromBase64(base64) }
  return storedBody(isRecord(body) && !(body instanceof Uint8Array) ? body['string'] : body)
}
