import { conversationLast } from '../../cassette/form/conversation-last.ts'
import { parseJsonValue, type JsonObject } from '../../cassette/form/exact-json.ts'
import { writeMapping, type PlainValue } from '../../cassette/form/write-yaml.ts'
import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'

/** The body of a request as a cassette shows it, for people to read; undefined where it is no text. */
export function requestText(body: Uint8Array): string | undefined {
  const value = parseJsonValue(body)?.value
  return isObject(value) ? writeMapping(conversationLast(value), 0) : decodeUtf8(body)
}

function isObject(value: PlainValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
