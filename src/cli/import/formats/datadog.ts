import { isRecord } from '../../../text/unknown/is-record.ts'
import type { ForeignCall } from '../foreign-call.ts'
import { readExchange } from '../read/read-exchange.ts'
import { numberAt, recordAt, textAt } from '../read/read-fields.ts'
import type { RecordingFormat } from '../recording-format.ts'
import { fromBase64, storedBody, type StoredBody } from '../stored-body.ts'

/** Cassettes of the VCR proxy in Datadog's test agent. https://github.com/DataDog/dd-apm-test-agent */
export const datadog: RecordingFormat = {
  name: 'datadog',
  read({ value }) {
    const isOurs =
      textAt(recordAt(value, 'request'), 'url') !== undefined &&
      numberAt(recordAt(recordAt(value, 'response'), 'status'), 'code') !== undefined
    return isOurs ? [readCassette(value)] : undefined
  },
}

function readCassette(value: unknown): ForeignCall {
  const request = recordAt(value, 'request')
  const response = recordAt(value, 'response')
  return readExchange({ request, response }, { sent: bodyOf(request['body']), received: bodyOf(response['body']) })
}

const BINARY = 'base64:'

function bodyOf(body: unknown): StoredBody {
  if (typeof body === 'string' && body.startsWith(BINARY)) return { body: fromBase64(body.slice(BINARY.length)) }
  return storedBody(isRecord(body) && 'string' in body ? body['string'] : body)
}
