import {
  property,
  assert as check,
  anything,
  array,
  boolean,
  constant,
  constantFrom,
  dictionary,
  double,
  integer,
  json,
  nat,
  oneof,
  option,
  record,
  string,
  uint8Array,
  type Arbitrary,
} from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

import { USAGE_COUNTS, type Call, type Chunk } from '../../src/cassette/call.ts'
import { readBody } from '../../src/cassette/form/body-form.ts'
import { readMapping } from '../../src/cassette/read/read-yaml.ts'
import { splitDocuments } from '../../src/cassette/read/split-documents.ts'
import { RUNS, trickyText } from './any-call.ts'
import { bytesOf, callsOf, makeCall, open, parseWholeYaml, refuseSlowPath, serialize, textOf } from './samples.ts'

const body: Arbitrary<Uint8Array> = oneof(
  trickyText.map(bytesOf),
  uint8Array({ maxLength: 300 }),
  json({ maxDepth: 5 }).map(bytesOf),
  dictionary(trickyText, oneof(trickyText, double(), boolean(), constant(null), array(trickyText))).map((value) =>
    bytesOf(JSON.stringify(value)),
  ),
)

const headers = dictionary(
  string({ unit: constantFrom('a', 'b', '-', 'x', '1'), minLength: 1, maxLength: 8 }),
  oneof(string(), array(string(), { minLength: 1, maxLength: 3 })),
  { noNullPrototype: true },
)

function chunksOf(length: number, cuts: readonly number[]): Chunk[] {
  const places = [...cuts.map((cut) => cut % (length + 1)), length].toSorted((a, b) => a - b)
  return places.map((place, index) => ({ size: place - (places[index - 1] ?? 0), at: index * 1.5 }))
}

const call: Arbitrary<Call> = record({
  request: body,
  response: body,
  headers,
  cuts: option(array(nat(1000), { maxLength: 5 }), { nil: undefined }),
  latency: nat(100_000),
  status: integer({ min: 200, max: 599 }),
  end: constantFrom('complete' as const, 'aborted' as const, 'cut' as const),
  input: option(nat(), { nil: undefined }),
}).map(({ request, response, headers: given, cuts, latency, status, end, input }) =>
  makeCall({
    request: { body: request, headers: given },
    response: {
      body: response,
      status,
      latency,
      end,
      headers: given,
      ...(cuts === undefined ? {} : { chunks: chunksOf(response.byteLength, cuts) }),
    },
    rest: input === undefined ? {} : { usage: { provider: 'openai', model: 'gpt-4o', input } },
  }),
)

/** A request body is kept as its value where it is JSON: white space may go. */
function withValues(calls: readonly Call[]): unknown {
  return calls.map((one) => ({ ...one, request: { ...one.request, body: valueOf(one.request.body) } }))
}

function valueOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return bytes
  }
}

describe('any call', () => {
  test('is read back as it was, without the slow parser', () => {
    check(
      property(array(call, { minLength: 1, maxLength: 3 }), (calls) => {
        const { text, files } = serialize(calls)
        const read = open(text, { files, onSlowPath: refuseSlowPath }).entries.map((entry) => entry.call())
        expect(withValues(read)).toEqual(withValues(calls))
        expect(read.map(({ response }) => response)).toEqual(calls.map(({ response }) => response))
      }),
      { numRuns: RUNS },
    )
  })

  test('is the same text when it is written again', () => {
    check(
      property(array(call, { minLength: 1, maxLength: 3 }), (calls) => {
        const { text, files } = serialize(calls)
        expect(serialize(callsOf(text, files)).text).toBe(text)
      }),
      { numRuns: RUNS },
    )
  })

  test('is read by the fast reader as by a whole YAML parser', () => {
    check(
      property(array(call, { minLength: 1, maxLength: 3 }), (calls) => {
        for (const document of serialize(calls).text.split(/^---\n/m)) {
          expect(JSON.stringify(readMapping(document))).toBe(JSON.stringify(parseWholeYaml(document)))
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('is one of as many documents to a whole YAML parser', () => {
    check(
      property(array(call, { minLength: 1, maxLength: 3 }), (calls) => {
        const { text } = serialize(calls)
        const documents = parseAllDocuments(text)
        expect(documents.map(({ errors, warnings }) => [...errors, ...warnings])).toEqual(
          Array.from({ length: calls.length + 1 }, () => []),
        )
        expect(documents.map((document) => JSON.stringify(document.toJS()))).toEqual(
          splitDocuments(Buffer.from(text)).map((document) => JSON.stringify(readMapping(document.text))),
        )
      }),
      { numRuns: RUNS },
    )
  })

  test('with a text of any lines keeps every byte of it in a readable form', () => {
    const line = oneof(
      constantFrom(
        '',
        ' ',
        '  ',
        '\t',
        ' a',
        'a ',
        '- a',
        '# x',
        'key: v',
        '---',
        '...',
        '=======',
        '<<<<<<< HEAD',
        '%YAML 1.1',
        '? a',
        '| a',
      ),
      string({ maxLength: 12 }),
    )
    check(
      property(array(line, { maxLength: 6 }), constantFrom('\n', '\r\n'), (lines, lineBreak) => {
        const one = makeCall({ response: { body: bytesOf(lines.join(lineBreak)) } })
        const { text } = serialize([one])
        expect(callsOf(text)).toEqual([one])
        expect(text).not.toContain('base64')
      }),
      { numRuns: RUNS },
    )
  })

  test('with usage of all kinds keeps every count', () => {
    const usage = {
      provider: 'openai',
      model: 'gpt-4o',
      tier: 'flex',
      ...Object.fromEntries(USAGE_COUNTS.map((name, index) => [name, index + 0.25])),
    }
    expect(callsOf(serialize([makeCall({ rest: { usage } })]).text)[0]?.usage).toEqual(usage)
  })

  test('with numbers of any spelling keeps the spelling of a response', () => {
    const spellings = [
      '1e21',
      '1e+21',
      '1E5',
      '-0',
      '-0.0',
      '1.0',
      '0.1',
      '1e-7',
      '9007199254740993',
      '123456789012345680000',
      '-1',
      '0',
    ]
    for (const spelling of spellings) {
      const sent = `{"n":${spelling},"list":[${spelling}]}`
      expect(
        textOf(
          callsOf(serialize([makeCall({ response: { body: bytesOf(sent) } })]).text)[0]?.response.body ??
            new Uint8Array(),
        ),
      ).toBe(sent)
    }
  })

  test('with JSON as deep as it is kept in YAML keeps its value', () => {
    for (const depth of [1, 31, 62, 63, 64, 65, 200]) {
      const sent = `${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`
      expect(
        textOf(
          callsOf(serialize([makeCall({ response: { body: bytesOf(sent) } })]).text)[0]?.response.body ??
            new Uint8Array(),
        ),
      ).toBe(sent)
    }
  })

  test('with base64 of any length keeps its bytes', () => {
    const bytes = new Uint8Array(60_000_000).fill(255)
    expect(Buffer.from(readBody({ base64: Buffer.from(bytes).toString('base64') }, refuseSlowPath)).equals(bytes)).toBe(
      true,
    )
  })

  test('with JSON of any kind keeps its value', () => {
    check(
      property(
        anything({ withNullPrototype: false }).map((value) => JSON.stringify(value) ?? 'null'),
        (text) => {
          const [read] = callsOf(serialize([makeCall({ request: { body: bytesOf(text) } })]).text)
          expect(JSON.parse(new TextDecoder().decode(read?.request.body))).toEqual(JSON.parse(text))
        },
      ),
      { numRuns: RUNS },
    )
  })
})
