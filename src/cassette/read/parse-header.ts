import { isRecord } from '../../text/unknown/is-record.ts'
import type { CassetteHeader, Headers } from '../call.ts'
import { brokenCassette, type Place } from './broken-cassette.ts'

/**
 * Reads the first document of a cassette.
 *
 * @throws {RewindCassetteError} when it is no header
 */
export function parseHeader(value: unknown, place: Place): CassetteHeader {
  if (!isRecord(value) || typeof value['rewind'] !== 'number' || value['rewind'] < 1) {
    throw brokenCassette(place, "is not a cassette: its first document must begin with 'rewind: 2'")
  }
  const { rewind, test, rules } = value
  return { rewind, test: typeof test === 'string' ? test : '', ...(typeof rules === 'string' ? { rules } : {}) }
}

/** A token of RFC 9110. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** Bytes of a header, as the text that Node.js makes of them; no line breaks, which would begin another header. */
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

/**
 * Reads the headers of a request or response.
 *
 * @throws {RewindCassetteError} when they are of another kind
 */
export function parseHeaders(value: unknown, place: Place): Headers {
  if (value === undefined || value === null) return {}
  if (!isHeaders(value)) throw brokenCassette(place, "expected 'headers' to be texts, or lists of texts, by name")
  const entries = Object.entries(value)
  for (const [name, values] of entries) {
    if (!NAME.test(name))
      throw brokenCassette(place, `has a header named ${JSON.stringify(name)}, which HTTP does not allow`)
    if (![values].flat().every((text) => VALUE.test(text)))
      throw brokenCassette(place, `has a value of the header '${name}' that HTTP does not allow`)
  }
  return Object.fromEntries(entries)
}

function isHeaders(value: unknown): value is Headers {
  if (!isRecord(value)) return false
  return Object.values(value).every(
    (item) => typeof item === 'string' || (Array.isArray(item) && item.every((part) => typeof part === 'string')),
  )
}
