import { isUtf8 } from 'node:buffer'

import { isRecord } from '../../text/unknown/is-record.ts'
import { listAt } from './read/read-fields.ts'
import type { RecordingFormat, RecordingSource } from './recording-format.ts'

/** The formats that a file was held against. */
interface Formats {
  readonly tried: readonly RecordingFormat[]
  readonly all: readonly RecordingFormat[]
  /** The one whose form it has, though that was not asked for. */
  readonly other: RecordingFormat | undefined
}

/** Says why a file holds no calls, as far as its shape shows. */
export function explainUnknown({ value, bytes }: RecordingSource, { tried, all, other }: Formats): string {
  if (other !== undefined)
    return `it is not a recording of ${namesOf(tried)}, but one of ${other.name}: leave --format out`
  if (value === undefined && !isUtf8(bytes)) return 'it is not text in UTF-8 or UTF-16: save it as UTF-8'
  if (isRecord(value)) {
    if (value['rewind'] !== undefined) return 'it is a cassette of rewind already: npx rewind mv moves one'
    if (isFixtures(listAt(value, 'fixtures')))
      return 'fixtures of aimock contain no requests, so no request can find them: record the tests again'
  }
  if (isFixtures(value)) return 'its entries have answers without their requests: record the tests again'
  if (tried.length < all.length) return `it does not have the form of ${namesOf(tried)}, or of another that is known`
  return `it has none of the known forms: ${namesOf(all)}`
}

function namesOf(formats: readonly RecordingFormat[]): string {
  return formats.map(({ name }) => name).join(', ')
}

function isFixtures(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((entry) => isRecord(entry) && entry['response'] !== undefined && entry['request'] === undefined)
  )
}
