import { randomBytes } from 'node:crypto'

import { describe, expect, test } from 'vitest'

import { bytesOf, callsOf, makeCall, serialize } from './samples.ts'

/** As OpenAI spells what it encrypts: in the alphabet of URLs, and filled up. */
const unfilled = Buffer.from(`>>>${'?'.repeat(401)}`).toString('base64url')
const cipher = `${unfilled}=`
const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
const body = (value: unknown): Uint8Array => bytesOf(JSON.stringify(value))

describe('a cipher', () => {
  test.each([
    ['filled up', cipher, '$base64url='],
    ['as it is', unfilled, '$base64url'],
    ['in the usual alphabet, as it is', unfilled.replaceAll('_', '/').replaceAll('-', '+'), '$base64'],
  ])('is in a file, in a request and in the response that gave it: %s', (_name, secret, reference) => {
    const item = { type: 'reasoning', encrypted_content: secret }
    const call = makeCall({
      request: { body: body({ model: 'm', input: [item] }) },
      response: { body: body({ output: [item] }) },
    })
    const { text, files } = serialize([call])
    expect([...files.keys()]).toHaveLength(1)
    expect(text).toMatch(new RegExp(` encrypted_content: "?\\${reference} [0-9a-f]{16}\\.bin`))
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(400)
    expect(callsOf(text, files)).toEqual([call])
  })

  test('of any length keeps its bytes', () => {
    const calls = Array.from({ length: 12 }, (_unused, index) => {
      const secrets = [randomBytes(300 + index).toString('base64url'), unpadded(randomBytes(300 + index))]
      return makeCall({ request: { body: body({ secrets }) }, response: { body: body({ secrets }) } })
    })
    const { text, files } = serialize(calls)
    expect(callsOf(text, files)).toEqual(calls)
  })

  test('is not what only looks like one: words, digits, a text that names a file', () => {
    const words = ['a-word-'.repeat(60), '1-2-3-'.repeat(60), `${'ab12'.repeat(80)}a`]
    words.push('$base64url 0123456789abcdef.bin', '$base64 0123456789abcdef.bin')
    const call = makeCall({ request: { body: body({ words }) }, response: { body: body({ words }) } })
    const { text, files } = serialize([call])
    expect(files.size).toBe(0)
    expect(callsOf(text, files)).toEqual([call])
  })
})

describe('markup that the answer does not have', () => {
  const page = `<style>\n${'.chip { border: 0 }\n'.repeat(80)}</style>`

  test('is in a file that a browser shows, once', () => {
    const call = makeCall({ response: { body: body({ suggestions: page, rendered: page }) } })
    const { text, files } = serialize([call])
    expect([...files.keys()]).toEqual([expect.stringMatching(/\.html$/)])
    expect(text).toContain('suggestions: $1\n      rendered: $1\n')
    expect(callsOf(text, files)).toEqual([call])
  })

  test('stays in the answer where that has it', () => {
    const call = makeCall({ response: { body: body({ content: page }) }, rest: { answer: [{ text: page }] } })
    const { text, files } = serialize([call])
    expect(files.size).toBe(0)
    expect(text).toContain('      .chip { border: 0 }\n')
    expect(callsOf(text)).toEqual([call])
  })
})

test('a long text of an event is written line by line, once', () => {
  const trace = `The prompt of the agent:\n${'One more line of it, with "quotes".\n'.repeat(8)}`
  const events = [{ trace, step: 1 }, { trace, step: 2 }, { text: 'Done' }]
  const call = makeCall({
    response: { body: bytesOf(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')) },
    rest: { answer: [{ text: 'Done' }] },
  })
  const { text } = serialize([call])
  expect(text.match(/^ {8}One more line of it, with "quotes"\.$/gm)).toHaveLength(8)
  expect(callsOf(text)).toEqual([call])
})

const linesOf = (text: string): ReadonlySet<string> =>
  new Set(
    serialize([makeCall({ request: { body: body({ text }) }, response: { body: body({ text }) } })]).text.split('\n'),
  )

describe('a text of 20,000 characters in one line', () => {
  const words = Array.from({ length: 3000 }, (_unused, index) =>
    ['river', 'town', 'bridge', 'of', index % 97].join(' '),
  )

  test('is broken at the same places behind a word that changed', () => {
    const before = linesOf(words.join(' '))
    const after = linesOf(['A longer beginning of this text', ...words.slice(1)].join(' '))
    // Each of the two bodies has one, and the meta line.
    expect([...after].filter((line) => !before.has(line)).length).toBeLessThanOrEqual(5)
  })

  test('has no line of more than 1,100 characters', () => {
    expect(Math.max(...[...linesOf(words.join(' '))].map((line) => line.length))).toBeLessThan(1100)
  })
})
