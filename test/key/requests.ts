import type { Headers, RecordedRequest } from '../../src/cassette/call.ts'
import type { KeyRules } from '../../src/key/key-rules.ts'

/** Rules that leave nothing out. */
export const NO_RULES: KeyRules = {
  ignore: { body: [], query: [], headers: [], origin: false },
  keyHeaders: [],
  normalize: [],
}

/** A request to compare with others; text becomes UTF-8. */
export function requestOf(parts: {
  readonly method?: string
  readonly url?: string
  readonly headers?: Headers
  readonly body?: string | Uint8Array
}): RecordedRequest {
  const { method = 'POST', url = 'https://api.openai.com/v1/responses', headers = {}, body = '' } = parts
  return { method, url, headers, body: typeof body === 'string' ? new TextEncoder().encode(body) : body }
}

/** A request with a JSON body, written as it is given. */
export function jsonRequest(body: string): RecordedRequest {
  return requestOf({ headers: { 'content-type': 'application/json' }, body })
}
