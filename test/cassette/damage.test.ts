import { assert as check, constantFrom, integer, nat, property, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

import type { RecordedResponse } from '../../src/cassette/call.ts'
import { RewindCassetteError } from '../../src/errors.ts'
import { bytesOf, greeting, makeCall, open, serialize } from './samples.ts'

const turns = ['Hello', 'Hello again'].map((content) =>
  makeCall({
    request: {
      body: bytesOf(
        JSON.stringify({
          messages: [
            { role: 'system', content: 'word '.repeat(60) },
            { role: 'user', content },
          ],
        }),
      ),
    },
    response: { body: bytesOf(`- a\n# b\n---\n\n  key: "${content}"\n<<<<<<< HEAD\n\n`) },
    rest: { usage: { provider: 'openai', model: 'gpt-4o', input: 3 } },
  }),
)
const calls = [greeting, ...turns]
const { text } = serialize(calls)
const formatted = parseAllDocuments(text)
  .map((document) => document.toString({ lineWidth: 60, singleQuote: true, defaultStringType: 'QUOTE_SINGLE' }))
  .join('---\n')

/** The responses that a text still gives; undefined where it says that it is broken. */
function responsesOf(damaged: string): (RecordedResponse | undefined)[] {
  const entries = orBroken(() => open(damaged).entries) ?? []
  return entries.map((entry) => {
    orBroken(() => entry.call())
    orBroken(() => entry.usage())
    return orBroken(() => entry.response())
  })
}

function orBroken<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof RewindCassetteError)) throw error
    expect(error).toMatchObject({
      file: 'cassettes/chat.yaml',
      line: expect.any(Number),
      remedy: expect.stringMatching(/record the test again|install/),
    })
    return undefined
  }
}

describe('a file that was cut off anywhere', () => {
  test('gives the responses that are whole, and an error for the one that is not', () => {
    for (let end = 0; end < text.length; end += 1) {
      for (const [index, response] of responsesOf(text.slice(0, end)).entries()) {
        if (response !== undefined) expect(response).toEqual(calls[index]?.response)
      }
    }
  })

  test('after it was formatted, gives no shorter response either', () => {
    expect(responsesOf(formatted)).toEqual(calls.map(({ response }) => response))
    check(
      property(nat(formatted.length - 1), (end) => {
        for (const [index, response] of responsesOf(formatted.slice(0, end)).entries()) {
          if (response !== undefined) expect(response).toEqual(calls[index]?.response)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('a file that was damaged anywhere', () => {
  test('by lost lines is read, or says that it is broken', () => {
    const lines = text.split('\n')
    check(
      property(tuple(nat(lines.length - 1), integer({ min: 1, max: 3 })), ([from, count]) => {
        responsesOf(lines.toSpliced(from, count).join('\n'))
      }),
      { numRuns: 300 },
    )
  })

  test('by stray text is read, or says that it is broken', () => {
    const stray = constantFrom(
      '\n',
      ' ',
      '\t',
      ':',
      '- ',
      '---\n',
      '\n---\n',
      '"',
      "'",
      '[',
      '}',
      '*a',
      '&a ',
      '!!int ',
      '!x ',
      '|',
      '? ',
      '# ',
      '%',
      '\u0000',
      '\ufeff',
      '\n<<: *a\n',
      '-1',
      'null',
      '0x',
      '~',
    )
    check(
      property(nat(text.length), stray, nat(2), (at, insertion, removed) => {
        responsesOf(`${text.slice(0, at)}${insertion}${text.slice(at + removed)}`)
      }),
      { numRuns: 1000 },
    )
  })
})
