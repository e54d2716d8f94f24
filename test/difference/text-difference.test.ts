import { diffLines, diffWords } from 'diff'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { explainTextDifference } from '../../src/difference/text-difference.ts'

const explain = (recorded: string, received: string): readonly string[] =>
  explainTextDifference(recorded, received, { diffLines, diffWords })
const words = (count: number): string => Array.from({ length: count }, (_, index) => `word${index}`).join(' ')

const between = (first: string, second: string): string => `${first} ${words(100)} ${second}`

describe('a text of one line', () => {
  test('is shown whole when it is short', () => {
    expect(explain('Say hello to Ann', 'Say hello to Anna')).toEqual(['- Say hello to Ann', '+ Say hello to Anna'])
  })

  test('is shown around the change when it is long', () => {
    expect(explain(`${words(100)} old ${words(100)}`, `${words(100)} new ${words(100)}`)).toEqual([
      '- …5 word96 word97 word98 word99 old word0 word1 word2 word3 word4…',
      '+ …5 word96 word97 word98 word99 new word0 word1 word2 word3 word4…',
    ])
  })

  test('is shown around each change when they are far apart', () => {
    expect(explain(between('a', 'b'), between('c', 'd'))).toEqual([
      '- a word0 word1 word2 word3 word4…',
      '+ c word0 word1 word2 word3 word4…',
      '- …5 word96 word97 word98 word99 b',
      '+ …5 word96 word97 word98 word99 d',
    ])
  })

  test('that is new has no recorded line', () => {
    expect(explain('', 'new')).toEqual(['+ new'])
  })

  test('that is gone has no received line', () => {
    expect(explain('old', '')).toEqual(['- old'])
  })

  test('that is new and long is cut', () => {
    expect(explain('', 'x'.repeat(9000))[0]?.length).toBeLessThan(200)
  })

  test('is escaped where only white space differs', () => {
    expect(explain('a b', 'a \tb\n')).toEqual([String.raw`- "a b"`, String.raw`+ "a \tb\n"`])
  })
})

describe('a text of several lines', () => {
  test('is shown around its changes', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`)
    expect(explain(lines.join('\n'), lines.with(10, 'changed').join('\n'))).toEqual([
      '…',
      '  line 8',
      '  line 9',
      '- line 10',
      '+ changed',
      '  line 11',
      '  line 12',
      '…',
    ])
  })

  test('shows added and removed lines', () => {
    expect(explain('a\nb\nc\n', 'b\nc\nd\n')).toEqual(['- a', '  b', '  c', '+ d'])
  })

  test('shows a long line around its change', () => {
    expect(explain(`a\n${words(100)} old\n`, `a\n${words(100)} new\n`)).toEqual([
      '  a',
      '- …5 word96 word97 word98 word99 old',
      '+ …5 word96 word97 word98 word99 new',
    ])
  })

  test('says how many lines it left out', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`)
    expect(explain('first\n', `first\n${lines.join('\n')}\n`).at(-1)).toBe('… 77 more lines')
  })
})

test('equal texts have no difference', () => {
  expect(explain('a\nb', 'a\nb')).toEqual([])
})

test('different texts have one, and it stays small', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), fc.nat(40), (left, right, times) => {
      const recorded = left.repeat(times)
      const received = right.repeat(times)
      const lines = explain(recorded, received)
      expect(lines.length > 0).toBe(recorded !== received)
      expect(lines.join('').length).toBeLessThan(10_000)
    }),
  )
})

test.each(['a b ', 'a b\n'])('a megabyte of %j that differs throughout is done before the test times out', (text) => {
  expect(explain(text.repeat(250_000), text.replace('a', 'c').repeat(250_000)).length).toBeLessThan(30)
})
