import { parseJson } from '../../text/decode/parse-json.ts'
import { parameterOf, splitMultipart, type MultipartPart } from '../../text/decode/split-multipart.ts'
import { isRecord } from '../../text/unknown/is-record.ts'
import { words, type DraftPart } from '../parts/draft.ts'
import { mediaOfBytes } from '../parts/media.ts'
import { message, type DraftMessage } from './draft-message.ts'

/** What a multipart body holds. */
interface Form {
  readonly messages: readonly DraftMessage[]
  readonly settings: Readonly<Record<string, unknown>>
}

/**
 * Reads an upload: its files, and what is asked about them.
 *
 * @returns undefined where the body is no multipart body
 */
export function readForm(body: Uint8Array, contentType: string): Form | undefined {
  if (!contentType.toLowerCase().startsWith('multipart/')) return undefined
  const fields = splitMultipart(body, contentType)?.map((part) => readField(part, body))
  if (fields === undefined) return undefined
  return {
    messages: message('user', fields.flatMap(partsOf)),
    settings: Object.fromEntries(fields.flatMap(settingsOf)),
  }
}

interface Field {
  readonly name: string
  readonly fileName: string | undefined
  readonly type: string | undefined
  readonly bytes: Uint8Array
}

function readField({ headers, start, end }: MultipartPart, body: Uint8Array): Field {
  const disposition = headers.get('content-disposition') ?? ''
  return {
    name: parameterOf(disposition, 'name') ?? '',
    fileName: parameterOf(disposition, 'filename'),
    type: headers.get('content-type'),
    bytes: body.subarray(start, end),
  }
}

/** Fields of a form that are words to the model. */
const WORDS: ReadonlySet<string> = new Set(['prompt', 'input', 'text'])

function partsOf(field: Field): readonly DraftPart[] {
  if (isFile(field)) return [mediaOfBytes(field.bytes, field.type, field.fileName)]
  return WORDS.has(field.name) ? words(textOf(field)) : []
}

// The parts of `multipart/related` have no names: JSON about a file, then the file.
function isFile({ name, fileName, type = '' }: Field): boolean {
  return fileName !== undefined || (name === '' && !type.startsWith('application/json'))
}

function settingsOf(field: Field): readonly (readonly [name: string, value: unknown])[] {
  if (isFile(field) || WORDS.has(field.name)) return []
  const json = field.name === '' ? parseJson(textOf(field)) : undefined
  return isRecord(json) ? Object.entries(json) : [[field.name, textOf(field)]]
}

function textOf({ bytes }: Field): string {
  return Buffer.from(bytes).toString('utf8')
}
