import { isRecord } from '../../text/is-record.ts'
import { listAt } from './read-fields.ts'

/** Says why a file holds no calls, as far as its shape shows. */
export function explainUnknown(value: unknown, names: readonly string[]): string {
  if (isRecord(value)) {
    if (value['rewind'] !== undefined) return 'it is a cassette of rewind already: npx rewind mv moves one'
    if (isFixtures(listAt(value, 'fixtures')))
      return 'fixtures of aimock hold no requests, so that no call can be found by one: record the tests again'
  }
  if (isFixtures(value))
    return 'its entries have answers without the requests that they belong to: record the tests again'
  return `it has none of the forms that are known: ${names.join(', ')}`
}

function isFixtures(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((entry) => isRecord(entry) && entry['response'] !== undefined && entry['request'] === undefined)
  )
}
