import { describe, expect, test } from 'vitest'

import { redactChunks } from '../../src/redact/redact-chunks.ts'
import { createRedactor } from '../../src/redact/redactor.ts'
import type { ReplaceRule } from '../../src/text/patterns/replace-rule.ts'

const SECRET = 'kq7Zp-93hR"w2_vLx84TnB'

function redactStream(body: string, rules: readonly ReplaceRule[] = []): string {
  const redactor = createRedactor({ secrets: [{ name: 'KEY', value: SECRET }], rules })
  return new TextDecoder().decode(redactor.bytes(new TextEncoder().encode(body)))
}

const deltas = (...pieces: readonly string[]): string =>
  pieces
    .map((content) => `data: ${JSON.stringify({ id: 'chatcmpl-1', choices: [{ index: 0, delta: { content } }] })}\n\n`)
    .join('')

const namedEvent = (text: string, index = 0): string =>
  `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":{"type":"text_delta","text":${JSON.stringify(text)}}}\n\n`
const inTurns = (left: readonly string[], right: readonly string[]): string =>
  left.map((piece, at) => namedEvent(piece, 0) + namedEvent(right[at] ?? '', 1)).join('')
const line = (content: string): string => `{"message":{"content":${JSON.stringify(content)}},"done":false}\n`

describe('a secret that comes in pieces', () => {
  test('is replaced in the first piece and gone from the others', () => {
    expect(redactStream(deltas('It is ', SECRET.slice(0, 5), SECRET.slice(5, 11), `${SECRET.slice(11)}, yes`))).toBe(
      deltas('It is ', '<secret>', '', ', yes'),
    )
  })

  test('is replaced where it begins and ends within pieces', () => {
    expect(redactStream(deltas(`It is ${SECRET.slice(0, 5)}`, `${SECRET.slice(5)}.`))).toBe(
      deltas('It is <secret>', '.'),
    )
  })

  test('is replaced more than once', () => {
    const twice = deltas(SECRET.slice(0, 5), SECRET.slice(5), ' and ', SECRET.slice(0, 9), SECRET.slice(9))
    expect(redactStream(twice)).toBe(deltas('<secret>', '', ' and ', '<secret>', ''))
  })

  test('is replaced in named events, whatever stands between them', () => {
    expect(
      redactStream(
        `${namedEvent(SECRET.slice(0, 8))}event: ping\ndata: {"type": "ping"}\n\n${namedEvent(SECRET.slice(8))}`,
      ),
    ).toBe(`${namedEvent('<secret>')}event: ping\ndata: {"type": "ping"}\n\n${namedEvent('')}`)
  })

  test('is replaced in each of two answers that come in turns', () => {
    expect(redactStream(inTurns([SECRET.slice(0, 8), SECRET.slice(8)], ['a', 'b']))).toBe(
      inTurns(['<secret>', ''], ['a', 'b']),
    )
  })

  test('is replaced in newline-delimited JSON', () => {
    expect(redactStream(line(SECRET.slice(0, 8)) + line(SECRET.slice(8)))).toBe(line('<secret>') + line(''))
  })

  test('is replaced if it has a known form, and if a rule matches it', () => {
    expect(redactStream(deltas('ghp', `_${'a1B2c3D4e5'.repeat(2)}`, 'a1B2c3D4e5a1B2c3'))).toBe(
      deltas('<secret>', '', ''),
    )
    expect(redactStream(deltas('cust_', '42', ' is ill'), [{ pattern: /cust_\d+/g, as: '<customer>' }])).toBe(
      deltas('<customer>', '', ' is ill'),
    )
  })

  test('keeps the sizes of chunks right', () => {
    const redactor = createRedactor({ secrets: [{ name: 'KEY', value: SECRET }], rules: [] })
    const events = [SECRET.slice(0, 8), SECRET.slice(8), '!'].map((piece) => deltas(piece))
    const result = redactChunks(
      new TextEncoder().encode(events.join('')),
      events.map((event, at) => ({ size: Buffer.byteLength(event), at })),
      redactor,
    )
    expect(result.chunks).toEqual(['<secret>', '', '!'].map((piece, at) => ({ size: deltas(piece).length, at })))
  })

  test('is replaced where only the piece before shows that it is one', () => {
    expect(redactStream(deltas('see https:', '//ann:p4ss@db.example/x'))).toBe(
      deltas('see https:', '//<secret>@db.example/x'),
    )
  })

  test('is left alone in text that every event repeats', () => {
    const again = deltas('a', 'b').replaceAll('chatcmpl-1', 'cust_')
    expect(redactStream(again, [{ pattern: /cust_cust_/g, as: '<customer>' }])).toBe(again)
  })

  const halves = [SECRET.slice(0, 8), SECRET.slice(8)] as const
  const spelled = halves.map((half) => JSON.stringify(half))

  test.each([
    ['after an empty line', `\n${deltas('It is ', ...halves)}`],
    ['in a list of JSON', `[{"parts":[{"text":${spelled[0]}}]},\r\n{"parts":[{"text":${spelled[1]}}]}]`],
    ['in JSON over several lines', `{\n "text": ${spelled[0]}\n}\n{\n "text": ${spelled[1]}\n}\n`],
    [
      'in events that are counted',
      halves.map((text, index) => `data: ${JSON.stringify({ index, delta: { text } })}\n\n`).join(''),
    ],
    ['in events of plain text', `event: message\ndata: ${halves[0]}\n\ndata: ${halves[1]}\n\ndata: [DONE]\n\n`],
    ['in lines of the AI SDK', `f:{"messageId":"a"}\n0:${spelled[0]}\n0:${spelled[1]}\ne:{"finishReason":"stop"}\n`],
    [
      'in an event of several lines',
      `data: {"text":\ndata: ${spelled[0]}}\n\ndata: {"text":\ndata: ${spelled[1]}}\n\n`,
    ],
  ])('is replaced %s', (_where, stream) => {
    const redacted = redactStream(stream)
    expect(redacted).not.toContain(SECRET.slice(1, 7))
    expect(redacted).not.toContain(SECRET.slice(10))
    expect(redacted.match(/<secret>/g)).toHaveLength(1)
  })

  test('of 16 MB in one event is read without a fault', () => {
    const stream = deltas('a'.repeat(16_000_000), SECRET.slice(0, 8), SECRET.slice(8))
    expect(redactStream(stream)).toContain('<secret>')
  })
})
