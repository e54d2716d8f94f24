import { isRecord, type UnknownRecord } from '../../text/is-record.ts'
import { readBody, type BodyForm } from '../form/body-form.ts'
import { brokenCassette, type Place } from './broken-cassette.ts'

const TEXT_FORMS = ['text', 'base64', 'file'] as const
const FORMS = ['json', 'events', ...TEXT_FORMS] as const
const LINE_BREAKS: readonly unknown[] = [undefined, 'crlf']

/**
 * Reads a body that is kept as it is.
 *
 * @throws {RewindCassetteError} when it is of another kind
 */
export function parsePlainBody(value: unknown, place: Place): Uint8Array {
  if (value === undefined || value === null) return new Uint8Array()
  assertOneForm(value, place)
  if (!isBodyForm(value))
    throw brokenCassette(
      place,
      "expected the 'text', 'base64' or 'file' of 'body' to be a text (quoted, where it is a number), and 'lineBreaks' crlf or left out",
    )
  try {
    return readBody(value, place.source.readSideFile)
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
  if (forms.length !== 1) throw brokenCassette(place, "expected 'body' with one of json, events, text, base64, file")
}

function isBodyForm(value: UnknownRecord): value is BodyForm & UnknownRecord {
  return (
    TEXT_FORMS.every((name) => value[name] === undefined || typeof value[name] === 'string') &&
    LINE_BREAKS.includes(value['lineBreaks'])
  )
}
