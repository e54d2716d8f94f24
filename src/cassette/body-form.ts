import { decodeUtf8 } from '../text/decode-utf8.ts'
import { isPrintable, type PlainValue } from './write-yaml.ts'

/** How a body stands in a cassette, JSON requests aside. */
export type BodyForm = {
  /** The text, its line breaks as `lineBreaks` says. */
  readonly text?: string
  readonly lineBreaks?: 'crlf'
  /** Lines of base64. */
  readonly base64?: string
  /** Name of a file beside the cassette. */
  readonly file?: string
}

const BINARY_IN_PLACE = 65_536
const BASE64_LINE = /.{1,76}/g

/**
 * Chooses the most readable form that loses no byte.
 *
 * @param keepFile - keeps bytes beside the cassette and gives the name
 * @returns the form; undefined for an empty body
 */
export function writeBody(
  bytes: Uint8Array,
  keepFile: (bytes: Uint8Array) => string,
): { readonly [key: string]: PlainValue } | undefined {
  if (bytes.byteLength === 0) return undefined
  const text = decodeExactly(bytes)
  if (text !== undefined) return writeText(text)
  if (bytes.byteLength > BINARY_IN_PLACE) return { file: keepFile(bytes) }
  return { base64: `${(bytesToBase64(bytes).match(BASE64_LINE) ?? []).join('\n')}\n` }
}

/**
 * Gives the bytes of a body form.
 *
 * @param form - as a cassette has it
 * @param readFile - reads a file beside the cassette
 * @throws {SyntaxError} when `base64` is no base64
 */
export function readBody(form: BodyForm, readFile: (name: string) => Uint8Array): Uint8Array {
  if (form.text !== undefined)
    return new TextEncoder().encode(form.lineBreaks === 'crlf' ? form.text.replaceAll('\n', '\r\n') : form.text)
  if (form.file !== undefined) return readFile(form.file)
  return form.base64 === undefined ? new Uint8Array() : base64ToBytes(form.base64)
}

function writeText(text: string): { readonly [key: string]: PlainValue } {
  const unix = text.replaceAll('\r\n', '\n')
  const isCrlf = unix.length < text.length && isPrintable(unix) && unix.replaceAll('\n', '\r\n') === text
  return isCrlf ? { text: unix, lineBreaks: 'crlf' } : { text }
}

function decodeExactly(bytes: Uint8Array): string | undefined {
  const text = decodeUtf8(bytes)
  // Mostly control characters: binary that happens to be valid UTF-8.
  return text?.includes('\u0000') === true ? undefined : text
}

function bytesToBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

function base64ToBytes(text: string): Uint8Array {
  const compact = text.replaceAll(/\s/g, '')
  // No group is repeated: of a long text, that would take more stack than there is.
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) throw new SyntaxError('not base64')
  return new Uint8Array(Buffer.from(compact, 'base64'))
}
