import { isRecord } from '../../../text/unknown/is-record.ts'
import type { ForeignCall, ForeignMessage } from '../foreign-call.ts'
import { listAt, numberAt, recordAt, textAt } from '../read/read-fields.ts'
import { readHeaders } from '../read/read-headers.ts'
import type { RecordingFormat } from '../recording-format.ts'
import { fromBase64, storedBody } from '../stored-body.ts'

/**
 * Cassettes of vcrpy, in YAML or JSON; with the requests and responses in two lists, as LangChain writes them; with
 * bodies parsed, as Pydantic AI does. https://github.com/kevin1024/vcrpy
 */
export const vcrpy: RecordingFormat = {
  name: 'vcrpy',
  read({ value }) {
    if (isRecord(value) && Array.isArray(value['interactions']) && value['interactions'].length === 0) return []
    const exchanges = exchangesOf(value)
    return exchanges.every(({ request, response }) => isRecord(response) && textAt(request, 'uri') !== undefined) &&
      exchanges.length > 0
      ? exchanges.map(readExchange)
      : undefined
  },
}

interface Exchange {
  readonly request: unknown
  readonly response: unknown
}

function exchangesOf(value: unknown): readonly Exchange[] {
  const list = Array.isArray(value) ? value : listAt(value, 'interactions')
  if (list.length > 0)
    return list.map((item) => ({ request: recordAt(item, 'request'), response: recordAt(item, 'response') }))
  const responses = listAt(value, 'responses')
  return listAt(value, 'requests').map((request, index) => ({ request, response: responses[index] }))
}

function readExchange({ request, response }: Exchange): ForeignCall {
  const status = recordAt(response, 'status')
  return {
    method: textAt(request, 'method') ?? 'GET',
    url: textAt(request, 'uri') ?? '',
    request: { headers: headersOf(request), ...bodyOf(request) },
    response: {
      // Versions before 6 wrote the responses of httpx in a form of their own.
      status: numberAt(status, 'code') ?? numberAt(response, 'status_code') ?? 200,
      statusText: textAt(status, 'message'),
      headers: headersOf(response),
      ...bodyOf(response),
    },
  }
}

function headersOf(message: unknown): ForeignMessage['headers'] {
  return isRecord(message) ? readHeaders(message['headers']) : undefined
}

function bodyOf(message: unknown): Pick<ForeignMessage, 'body' | 'isRewritten'> {
  if (!isRecord(message)) return {}
  const { body } = message
  if (message['parsed_body'] !== undefined) return storedBody(message['parsed_body'])
  // An upload is bytes by itself.
  if (!isRecord(body) || body instanceof Uint8Array) return storedBody(body ?? message['content'])
  const base64 = textAt(body, 'base64_string')
  return base64 === undefined ? storedBody(body['string']) : { body: fromBase64(base64) }
}
