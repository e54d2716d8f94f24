import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import type { SideFiles } from './side-files.ts'
import { isPrintable, type PlainValue } from './write-yaml.ts'

/** How an unchanged body is written in a cassette. */
export type BodyForm = {
  /** The text, its line breaks as `lineBreaks` says. */
  readonly text?: string
  readonly lineBreaks?: 'crlf'
  /** Lines of base64. */
  readonly base64?: string
  /** Name of a file beside the cassettes. */
  readonly file?: string
}

/** The forms, of which a body has one. */
export const BODY_FORMS = ['text', 'base64', 'file'] as const
const LINE_BREAKS: readonly unknown[] = [undefined, 'crlf']
/** Longer binary, and longer text in lines that nobody reads, goes to a side file. */
const IN_PLACE = 114
const LONG_TEXT = 8000
const LONG_LINE = /[^\n]{2000}/
const BASE64_LINE = /.{1,76}/g

/**
 * Chooses the most readable form that loses no byte.
 *
 * @param to - where long data is kept, and the media type of the body
 * @returns the form; undefined for an empty body
 */
export function writeBody(
  bytes: Uint8Array,
  to: { readonly files: SideFiles; readonly type: string | undefined },
): { readonly [key: string]: PlainValue } | undefined {
  if (bytes.byteLength === 0) return undefined
  const text = decodeExactly(bytes)
  if (text !== undefined && !(text.length > LONG_TEXT && LONG_LINE.test(text))) return writeText(text)
  if (bytes.byteLength > IN_PLACE) return { file: to.files.keep(bytes, to.type) }
  return { base64: `${(Buffer.from(bytes).toString('base64').match(BASE64_LINE) ?? []).join('\n')}\n` }
}

/**
 * Reads the bytes of a body form.
 *
 * @param form - as a cassette has it
 * @param readFile - reads a file beside the cassettes
 * @throws {SyntaxError} when `base64` is no base64
 */
export function readBody(form: BodyForm, readFile: (name: string) => Uint8Array): Uint8Array {
  if (form.text !== undefined)
    return new TextEncoder().encode(form.lineBreaks === 'crlf' ? form.text.replaceAll('\n', '\r\n') : form.text)
  if (form.file !== undefined) return readFile(form.file)
  return form.base64 === undefined ? new Uint8Array() : base64ToBytes(form.base64)
}

/** Whether a mapping of a cassette is such a form. */
export function isBodyForm(value: UnknownRecord): value is BodyForm & UnknownRecord {
  return (
    BODY_FORMS.every((name) => value[name] === undefined || typeof value[name] === 'string') &&
    LINE_BREAKS.includes(value['lineBreaks'])
  )
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

function base64ToBytes(text: string): Uint8Array {
  const compact = text.replaceAll(/\s/g, '')
  // No group is repeated: of a long text, that would take more stack than there is.
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) throw new SyntaxError('not base64')
  return new Uint8Array(Buffer.from(compact, 'base64'))
}
