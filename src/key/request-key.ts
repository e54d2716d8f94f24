import type { RecordedRequest } from '../cassette/call.ts'
import { sha256 } from '../process/sha256.ts'
import type { CanonicalBody } from './canonical-body.ts'
import { serializeJson } from './canonical-json.ts'
import { canonicalRequest } from './canonical-request.ts'
import type { KeyRules } from './key-rules.ts'

/** Comes first in what is hashed: another way to make keys needs another version. */
const KEY_VERSION = '1'
/** 80 bits: two of a thousand requests collide once in 10^18 cassettes. */
const KEY_DIGITS = 20

/**
 * Computes the key that a request is found by.
 *
 * @param request - a redacted request: secrets must not enter a key
 * @param noteUsed - is called with the name of every rule that changes something
 * @returns the first 20 hex digits of a SHA-256
 * @throws {RewindOptionsError} when a path of `ignore.body` is not one
 */
export function requestKey(request: RecordedRequest, rules: KeyRules, noteUsed?: (rule: string) => void): string {
  const { method, url, headers, body } = canonicalRequest(request, rules, noteUsed)
  // JSON text has no line break of its own: the body starts after the first one, and nothing follows it.
  const head = JSON.stringify([KEY_VERSION, method, url.origin, url.path, url.query, headers, body.kind])
  return sha256(`${head}\n${textOfBody(body)}`).slice(0, KEY_DIGITS)
}

function textOfBody(body: CanonicalBody): string {
  switch (body.kind) {
    case 'empty':
      return ''
    case 'json':
      return serializeJson(body.node)
    case 'form':
      return JSON.stringify(body.pairs)
    case 'multipart':
      return JSON.stringify(
        body.parts.map(({ name, fileName, type, content }) => [
          name,
          fileName ?? null,
          type ?? null,
          content.kind,
          textOfBody(content),
        ]),
      )
    case 'text':
      return body.text
    case 'bytes':
      return sha256(body.bytes)
    default:
      return body satisfies never
  }
}
