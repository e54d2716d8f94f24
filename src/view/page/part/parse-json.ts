import { parseJson } from '../../../text/decode/parse-json.ts'

/** Parses a text that is JSON from its first to its last character: undefined for any other, also for a bare number. */
export function parseWholeJson(text: string): unknown {
  return /^\s*[[{"]/u.test(text) ? parseJson(text) : undefined
}
