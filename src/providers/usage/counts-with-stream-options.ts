import type { RecordedRequest } from '../../cassette/call.ts'
import { parseJson } from '../../text/decode/parse-json.ts'
import { isRecord } from '../../text/unknown/is-record.ts'

/**
 * Says whether a request asks for one of those streams that count tokens only where `stream_options` asks for it: chat
 * completions of OpenAI, and of those that speak as it does.
 */
export function countsWithStreamOptions({ url, body }: RecordedRequest): boolean {
  if (!/\/chat\/completions(?:\?|$)/.test(url)) return false
  const asked = parseJson(new TextDecoder().decode(body))
  return isRecord(asked) && asked['stream'] === true && asked['stream_options'] === undefined
}
