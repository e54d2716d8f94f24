import { expect, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import type { Cassette } from '../../src/cassette/cassette.ts'
import { serializeCassette } from '../../src/cassette/form/serialize.ts'
import { requestKey } from '../../src/key/request-key.ts'
import { sha256 } from '../../src/process/sha256.ts'
import { answerInWords } from '../../src/session/write/answer-in-words.ts'
import { open } from '../cassette/samples.ts'
import { assertValid } from '../helpers/cassette-schema.ts'
import { blocksOf, readPages } from './blocks.ts'

const PAGE = 'docs/reference/cassette.md'
const RULES = { ignore: { body: [], query: [], headers: [], origin: false }, keyHeaders: [], normalize: [] }
const EXAMPLES = readPages()
  .filter(({ path }) => path === PAGE)
  .flatMap(blocksOf)
  .filter(({ text }) => text.startsWith('rewind:'))

function inWords(call: Call): Call {
  const answer = answerInWords(call)
  return { ...call, ...(answer === undefined ? {} : { answer }) }
}

function callsIn({ entries }: Cassette): readonly Call[] {
  return entries.map((entry) => entry.call())
}

test('the page of the format shows cassettes', () => {
  expect(EXAMPLES.length).toBeGreaterThan(1)
})

test.each(EXAMPLES)('the example at line $line is a cassette as it is written, to the byte', ({ text }) => {
  assertValid(text)
  const cassette = open(text)
  const calls = callsIn(cassette)
  expect(cassette.entries.map((entry) => entry.hasIntactRequest() && entry.hasIntactAnswer())).not.toContain(false)
  expect(cassette.entries.map(({ key }) => key)).toEqual(calls.map(({ request }) => requestKey(request, RULES)))
  expect(serializeCassette(cassette.header, calls.map(inWords), sha256).text).toBe(text)
})

test('an answer that is edited in an example is what the response says', () => {
  for (const { text } of EXAMPLES) {
    const edited = open(text.replace('text: It rains in Rome.', 'text: It snows in Oslo.'))
    const bodies = callsIn(edited).map(({ response }) => Buffer.from(response.body).toString())
    const words = bodies.flatMap((body) => [...body.matchAll(/"content":"([^"]*)"/gu)].map((match) => match[1]))
    expect(words.join('')).toBe('It snows in Oslo.')
  }
})
