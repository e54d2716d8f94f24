import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { redactChunks } from '../../src/redact/redact-chunks.ts'
import { createRedactor } from '../../src/redact/redactor.ts'

const redactor = createRedactor({
  secrets: [{ name: 'KEY', value: 'abcdef-123456' }],
  rules: [{ pattern: /#/g, as: '<ünlong>' }],
})

function redactPieces(...pieces: readonly string[]): string[] {
  const encoded = pieces.map((piece) => new TextEncoder().encode(piece))
  const chunks = encoded.map(({ length }, at) => ({ size: length, at }))
  const result = redactChunks(new Uint8Array(Buffer.concat(encoded)), chunks, redactor)
  let start = 0
  return result.chunks.map(({ size, at }) => {
    start += size
    return `${at}: ${new TextDecoder().decode(result.body.subarray(start - size, start))}`
  })
}

describe('redactChunks', () => {
  test('returns the same objects when there is nothing to redact', () => {
    const body = new TextEncoder().encode('abc')
    const chunks = [{ size: 3, at: 1 }]
    const result = redactChunks(body, chunks, redactor)
    expect([result.body === body, result.chunks === chunks]).toEqual([true, true])
  })

  test('moves the boundaries after a secret', () => {
    expect(redactPieces('a abcdef-123456 b', 'c', 'd')).toEqual(['0: a <secret> b', '1: c', '2: d'])
  })

  test('keeps a boundary right before and right after a secret', () => {
    expect(redactPieces('ä', 'abcdef-123456', 'b')).toEqual(['0: ä', '1: <secret>', '2: b'])
  })

  test('finds a secret that is split over two pieces', () => {
    expect(redactPieces('a abcdef', '-123456 b')).toEqual(['0: a <secret>', '1:  b'])
  })

  test('drops a piece that held nothing but the middle of a secret', () => {
    expect(redactPieces('a abc', 'def-12', '3456', 'b')).toEqual(['0: a <secret>', '3: b'])
  })

  test('keeps boundaries where a replacement is longer than what it replaces', () => {
    expect(redactPieces('#', '#a', '#')).toEqual(['0: <ünlong>', '1: <ünlong>a', '2: <ünlong>'])
  })

  test('makes sizes that add up, whatever the pieces are', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 5 }),
      fc.constantFrom('abcdef', '-123456', '#', 'ä').map((part) => new TextEncoder().encode(part)),
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const chunks = pieces.map(({ length }, at) => ({ size: length, at }))
        const result = redactChunks(new Uint8Array(Buffer.concat(pieces)), chunks, redactor)
        expect(result.chunks.reduce((sum, { size }) => sum + size, 0)).toBe(result.body.length)
      }),
    )
  })
})
