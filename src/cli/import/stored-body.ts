import { parseJson } from '../../text/decode/parse-json.ts'
import { isRecord } from '../../text/unknown/is-record.ts'
import type { ForeignMessage } from './foreign-call.ts'

/** The body of a message, and whether its text is the tool's own. */
export type StoredBody = Pick<ForeignMessage, 'body' | 'isRewritten'>

/** Reads a body that is stored as a text, as bytes, or as the JSON that it holds. */
export function storedBody(value: unknown): StoredBody {
  if (value === undefined || value === null) return {}
  if (typeof value === 'string') return { body: Buffer.from(value) }
  if (value instanceof Uint8Array) return { body: value }
  return { body: Buffer.from(JSON.stringify(value)), isRewritten: isRecord(value) || Array.isArray(value) }
}

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/u

/** Decodes base64; undefined where the text is not base64. */
export function fromBase64(text: string): Uint8Array | undefined {
  return BASE64.test(text) ? Buffer.from(text, 'base64') : undefined
}

const HEX = /^(?:[0-9a-f]{2})+$/iu

/** Decodes hex; undefined where the text is not hex. */
export function fromHex(text: string): Uint8Array | undefined {
  return HEX.test(text) ? Buffer.from(text, 'hex') : undefined
}

/**
 * Decodes the pieces of a compressed body that some recorders keep apart: a list, or the JSON of one, of base64 or hex.
 *
 * @returns undefined where the value is not such a list
 */
export function fromPieces(value: unknown): Uint8Array | undefined {
  const list: unknown = typeof value === 'string' && value.startsWith('["') ? parseJson(value) : value
  if (!Array.isArray(list) || list.length === 0 || !list.every((piece) => typeof piece === 'string')) return undefined
  const decode = list.every((piece) => HEX.test(piece)) ? fromHex : fromBase64
  const pieces = list.map((piece) => decode(piece))
  return pieces.every((piece) => piece !== undefined) ? Buffer.concat(pieces) : undefined
}
