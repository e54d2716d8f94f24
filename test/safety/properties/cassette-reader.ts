import { array, constantFrom, json, nat, oneof, property, record, string, uint8Array, type Arbitrary } from 'fast-check'

import { readMapping } from '../../../src/cassette/read/read-yaml.ts'
import { RewindCassetteError } from '../../../src/errors.ts'
import { bytesOf, greeting, makeCall, open, parseWholeYaml, serialize } from '../../cassette/samples.ts'
import { fuzzProperty, type FuzzProperty } from './fuzz-property.ts'

const STRAY = [
  '\n',
  '\r\n',
  '\r',
  ' ',
  '  ',
  '\t',
  ':',
  ': ',
  '- ',
  '---\n',
  '\n---\n',
  '...\n',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ',',
  '*a',
  '&a ',
  '<<: *a',
  '!!int ',
  '!x ',
  '|',
  '|2',
  '>-',
  '? ',
  '# ',
  '%YAML 1.1\n',
  '\u0000',
  '\ufeff',
  '\u0085',
  '\u2028',
  '\ud800',
  '\\u',
  '\\x',
  '-1',
  '1e999',
  '.nan',
  '0x10',
  'null',
  '~',
  'true',
  '<<<<<<< HEAD\n',
  '=======\n',
  '>>>>>>> x\n',
  'key:',
  'response:',
  'status:',
  'continues: 1',
  'continues: -1',
  'extend:',
  'keep: 1e9',
  'file: ../x',
  'base64: A',
  'chunks:',
  '__proto__:',
  'constructor:',
  '😀',
]

const body = oneof(
  string(),
  json({ maxDepth: 3 }),
  array(constantFrom(...STRAY), { maxLength: 6 }).map((parts) => parts.join('')),
).map(bytesOf)
const turn = { system: 'word '.repeat(60) }

/** A cassette as it is written, with a conversation that continues. */
const cassette = record({ first: body, second: oneof(body, uint8Array({ maxLength: 40 })) }).map(
  ({ first, second }) => {
    const requests = [
      [turn, 'a'],
      [turn, 'a', 'b'],
    ].map((messages) => ({ request: { body: bytesOf(JSON.stringify({ messages })) } }))
    return serialize([
      greeting,
      ...requests.map(makeCall),
      makeCall({ request: { body: first }, response: { body: second } }),
    ]).text
  },
)

/** The same after somebody, or something, was at it. */
const damaged: Arbitrary<string> = record({
  text: cassette,
  edits: array(
    record({
      at: nat(),
      removed: constantFrom(0, 0, 1, 2, 7, 40, 300),
      added: oneof(constantFrom(...STRAY), string({ maxLength: 3 })),
    }),
    { minLength: 1, maxLength: 4 },
  ),
}).map(({ text, edits }) =>
  edits.reduce((result, { at, removed, added }) => {
    const place = at % (result.length + 1)
    return result.slice(0, place) + added + result.slice(place + removed)
  }, text),
)

function readAll(text: string): void {
  tolerateBroken(() => {
    for (const entry of open(text).entries) {
      tolerateBroken(() => entry.hasIntactRequest())
      tolerateBroken(() => entry.response())
      tolerateBroken(() => entry.usage())
      tolerateBroken(() => entry.call())
    }
  })
}

// Everything else that is thrown is a defect of the reader.
function tolerateBroken(read: () => unknown): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof RewindCassetteError)) throw error
    if (error.line === undefined || !error.message.includes(`${error.file}:${error.line} `))
      throw new Error('an error without its place', { cause: error })
  }
}

function attempt(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    // Both readers refuse what they cannot read; what they say of it is compared elsewhere.
    return undefined
  }
}

export const CASSETTE_READER: readonly FuzzProperty[] = [
  fuzzProperty('a damaged cassette is read, or is an error with file and line', 30_000, property(damaged, readAll)),
  fuzzProperty(
    'any text is read, or is an error with file and line',
    15_000,
    property(
      oneof(
        string({ unit: 'binary' }),
        array(oneof(constantFrom(...STRAY), constantFrom('rewind: 2\n', 'request:\n', '  '))).map(
          (parts) => `rewind: 2\n---\n${parts.join('')}`,
        ),
      ),
      readAll,
    ),
  ),
  fuzzProperty(
    'what the fast reader reads of a damaged document, a whole YAML parser reads alike',
    15_000,
    property(damaged, (text) => {
      for (const document of text.split(/^---\n/m)) {
        const fast = attempt(() => readMapping(document))
        if (fast === undefined) continue
        const whole = JSON.stringify(attempt(() => parseWholeYaml(document)))
        if (JSON.stringify(fast) !== whole) throw new Error(`${JSON.stringify(fast)} is ${whole} to the whole parser`)
      }
    }),
  ),
]
