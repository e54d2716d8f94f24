import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { BODY_FORMS, isBodyForm, readBody } from '../form/body-form.ts'
import { isMultipartForm, readMultipart } from '../form/multipart-form.ts'
import { brokenCassette, type Place } from './broken-cassette.ts'

const FORMS = ['json', 'events', 'said', 'multipart', ...BODY_FORMS] as const

/**
 * Reads a body that is kept as it is.
 *
 * @throws {RewindCassetteError} when it is of another kind
 */
export function parsePlainBody(value: unknown, place: Place): Uint8Array {
  if (value === undefined || value === null) return new Uint8Array()
  assertOneForm(value, place)
  if (!isBodyForm(value) || BODY_FORMS.every((form) => value[form] === undefined))
    throw brokenCassette(
      place,
      "expected the 'text', 'base64' or 'file' of 'body' to be a text (quoted, where it is a number), and 'lineBreaks' crlf or left out",
    )
  return readBase64(place, () => readBody(value, place.source.readSideFile))
}

/**
 * Reads a multipart body.
 *
 * @param type - the content type of the request, which names the boundary
 * @throws {RewindCassetteError} when it is of another kind, or nothing names the boundary
 */
export function parseMultipart(value: UnknownRecord, type: string | undefined, place: Place): Uint8Array {
  assertOneForm(value, place)
  if (!isMultipartForm(value))
    throw brokenCassette(
      place,
      "expected 'multipart' to be a list of parts with 'headers' (texts) and one of text, base64, file",
    )
  const bytes = readBase64(place, () => readMultipart(value, { type, readFile: place.source.readSideFile }))
  if (bytes !== undefined) return bytes
  throw brokenCassette(place, "expected a 'content-type' with a boundary beside 'multipart'")
}

function readBase64<Bytes>(place: Place, read: () => Bytes): Bytes {
  try {
    return read()
  } catch (error) {
    if (error instanceof SyntaxError) throw brokenCassette(place, "has a 'base64' that is not base64", { cause: error })
    throw error
  }
}

/**
 * Makes sure that a body has one form.
 *
 * @throws {RewindCassetteError} when it has none, or several
 */
export function assertOneForm(value: unknown, place: Place): asserts value is UnknownRecord {
  const forms = isRecord(value) ? FORMS.filter((name) => value[name] !== undefined) : []
  if (forms.length !== 1) throw brokenCassette(place, `expected 'body' with one of ${FORMS.join(', ')}`)
}
