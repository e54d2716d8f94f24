import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
import { parameterOf, splitMultipart } from '../../text/decode/split-multipart.ts'
import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { isBodyForm, readBody, writeBody, type BodyForm } from './body-form.ts'
import type { SideFiles } from './side-files.ts'
import type { PlainValue } from './write-yaml.ts'

/** A multipart body (RFC 2046) as a cassette has it: the boundary is in the header of the request. */
export interface MultipartForm {
  readonly multipart: readonly MultipartPart[]
  /** What follows the last delimiter, where that is not a line break. */
  readonly ending?: string
}

interface MultipartPart extends BodyForm {
  /** Of a field, as the headers that all clients write have them. */
  readonly name?: string
  readonly filename?: string
  readonly type?: string
  /** Where there are others, or in another spelling. */
  readonly headers?: Readonly<Record<string, string>>
}

const LINE = '\r\n'
/** A boundary has at most 70 characters. */
const LONGEST_END = 100
const FIELD = /^Content-Disposition: form-data; name="([^"]*)"(?:; filename="([^"]*)")?(?:\r\nContent-Type: (.*))?$/
/** With its colon and one blank, as clients write it. */
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): (.*)$/s

/**
 * Writes a multipart body part by part, so that its fields can be read.
 *
 * @param type - the content type, which names the boundary
 * @returns undefined where this would not give back the very bytes
 */
export function writeMultipart(
  bytes: Uint8Array,
  { type, files }: { readonly type: string | undefined; readonly files: SideFiles },
): { readonly [key: string]: PlainValue } | undefined {
  const boundary = boundaryOf(type)
  if (type === undefined || boundary === undefined) return undefined
  const parts = splitMultipart(bytes, type)
  if (parts === undefined || parts.length === 0) return undefined
  return files.attempt((own) => {
    const ending = endingOf(bytes, boundary)
    const written: MultipartForm & { readonly [key: string]: PlainValue } = {
      multipart: parts.map(({ headers, head, start, end }) => ({
        ...writeHead(decodeUtf8(bytes.subarray(head, start)) ?? ''),
        ...writeBody(bytes.subarray(start, end), { files: own, type: headers.get('content-type') }),
      })),
      ...(ending === LINE ? {} : { ending }),
    }
    const read = readMultipart(written, { type, readFile: (name) => own.read(name) })
    return read !== undefined && Buffer.compare(read, bytes) === 0 ? written : undefined
  })
}

/**
 * Reads the bytes of a multipart body.
 *
 * @param from - the content type, which names the boundary; reads files beside the cassettes
 * @returns undefined where the type names no boundary
 * @throws {SyntaxError} when a part's `base64` is no base64
 */
export function readMultipart(
  { multipart, ending = LINE }: MultipartForm,
  from: { readonly type: string | undefined; readonly readFile: (name: string) => Uint8Array },
): Uint8Array | undefined {
  const boundary = boundaryOf(from.type)
  if (boundary === undefined) return undefined
  const parts = multipart.flatMap((part) => {
    return [Buffer.from(`--${boundary}${LINE}${headOf(part)}${LINE}`), readBody(part, from.readFile), Buffer.from(LINE)]
  })
  return new Uint8Array(Buffer.concat([...parts, Buffer.from(`--${boundary}--${ending}`)]))
}

/** Whether a mapping of a cassette is a multipart body. */
export function isMultipartForm(body: UnknownRecord): body is MultipartForm & UnknownRecord {
  const { multipart, ending } = body
  return Array.isArray(multipart) && multipart.every(isPart) && (ending === undefined || typeof ending === 'string')
}

const PART_TEXTS = ['name', 'filename', 'type'] as const

function isPart(value: unknown): value is MultipartPart {
  if (!isRecord(value) || !isBodyForm(value)) return false
  const { headers = {} } = value
  return (
    PART_TEXTS.every((name) => value[name] === undefined || typeof value[name] === 'string') &&
    isRecord(headers) &&
    Object.values(headers).every((item) => typeof item === 'string')
  )
}

function headOf({ name, filename, type, headers = {} }: MultipartPart): string {
  const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value}`)
  if (name !== undefined) {
    const file = filename === undefined ? '' : `; filename="${filename}"`
    lines.unshift(`Content-Disposition: form-data; name="${name}"${file}`)
  }
  if (type !== undefined) lines.push(`Content-Type: ${type}`)
  return lines.map((line) => line + LINE).join('')
}

type PartHead = Pick<MultipartPart, 'name' | 'filename' | 'type' | 'headers'>

// What it cannot write makes bytes that are not the same.
function writeHead(head: string): { readonly [key in keyof PartHead]: NonNullable<PartHead[key]> } {
  const lines = head.split(LINE).filter((line) => line !== '')
  const field = FIELD.exec(lines.join(LINE))
  if (field !== null) {
    const [, name = '', filename, type] = field
    return { name, ...(filename === undefined ? {} : { filename }), ...(type === undefined ? {} : { type }) }
  }
  const entries = lines.flatMap((line) => {
    const [, name, value] = HEADER.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
  return entries.length === 0 ? {} : { headers: Object.fromEntries(entries) }
}

// What follows the last delimiter: nothing, one line break or two, by client.
function endingOf(bytes: Uint8Array, boundary: string): string {
  const end = Buffer.from(bytes.subarray(-LONGEST_END)).toString('latin1')
  const delimiter = `--${boundary}--`
  return end.slice(end.lastIndexOf(delimiter) + delimiter.length)
}

function boundaryOf(type: string | undefined): string | undefined {
  return type?.toLowerCase().startsWith('multipart/') === true ? parameterOf(type, 'boundary') : undefined
}
