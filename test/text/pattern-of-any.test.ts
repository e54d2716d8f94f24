import { array, assert, constantFrom, oneof, property } from 'fast-check'
import { expect, test } from 'vitest'

import { TOKEN_SHAPES } from '../../src/redact/shapes/token-shapes.ts'
import { patternOfAny } from '../../src/text/patterns/pattern-of-any.ts'

const PROBES = [
  ...TOKEN_SHAPES.map(({ probe }) => probe),
  'ünïcode',
  'a]b^c-d',
  '12',
  '(x|y)*',
  '\ud83d\ude00',
  ' two words',
]

test('it matches wherever any of the texts is, and nowhere else', () => {
  const pattern = patternOfAny(PROBES)
  // Whole texts, parts of them, and what they are made of.
  const piece = oneof(
    constantFrom(...PROBES),
    constantFrom(...PROBES.map((probe) => probe.slice(1)), ...PROBES.map((probe) => probe.slice(0, -1))),
    constantFrom(...PROBES.join('').split('')),
  )
  assert(
    property(array(piece, { maxLength: 6 }), (pieces) => {
      const text = pieces.join('')
      expect(pattern.test(text)).toBe(PROBES.some((probe) => text.includes(probe)))
    }),
    { numRuns: 3000 },
  )
})

test('without texts, it matches nowhere', () => {
  expect(patternOfAny([]).test('anything')).toBe(false)
})
