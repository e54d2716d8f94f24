import { array, boolean, constantFrom, property, record } from 'fast-check'

import { createRedactor } from '../../../src/redact/redactor.ts'
import { fuzzProperty, type FuzzProperty } from './fuzz-property.ts'

const SECRET = 'q7/Zp-93hR+w2_vLx8"4TnB='
const redactor = createRedactor({ secrets: [{ name: 'KEY', value: SECRET }], rules: [] })

/** What searches begin with, stop at, or look back from. */
const pieces = constantFrom(
  'token=',
  '&sig=',
  '?sig=AAAAAAAAAAAAAAAA',
  'api_key: ',
  '"password":"',
  'Bearer ',
  'AccountKey=AAAA',
  'sk-proj-',
  'eyJaaaaaaaa.',
  '://a:b@',
  '-----BEGIN PRIVATE KEY-----',
  'pa-Aa1',
  '[{"a":"b"},',
  '{"x":',
  '"',
  '\\',
  '\\n',
  '%25',
  '&amp;',
  'data: ',
  '\n',
  '\n\n',
  '0:"a"\n',
  'name="password"\r\n\r\n',
  '--',
  'aB3xY9zQ1kLm',
  'A',
  ' ',
  SECRET,
)
const LENGTH = 256_000
/** Microseconds of CPU: a second for a megabyte. */
const LIMIT = 256_000

export const REDACTION_COST: readonly FuzzProperty[] = [
  fuzzProperty(
    'a megabyte of whatever repeats is redacted in less than a second',
    400,
    property(record({ repeated: array(pieces, { minLength: 1, maxLength: 4 }), isBinary: boolean() }), (body) => {
      const piece = body.repeated.join('')
      const text = Buffer.from(piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH))
      const bytes = body.isBinary ? Buffer.concat([Buffer.from([0xff, 0, 0xfe]), text]) : text
      // The first is compiled, the least counts.
      const cost = Math.min(...[1, 2, 3].map(() => costOf(bytes)))
      if (cost > LIMIT) throw new Error(`${JSON.stringify(body)} takes ${Math.round(cost / 1000)} ms`)
    }),
  ),
]

function costOf(bytes: Uint8Array): number {
  const before = process.cpuUsage()
  redactor.bytes(bytes)
  const { user, system } = process.cpuUsage(before)
  return user + system
}
