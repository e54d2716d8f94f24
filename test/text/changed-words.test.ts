import { expect, test } from 'vitest'

import { changedWords } from '../../src/text/changed-words.ts'

test.each([
  ['Answer in three sentences.', 'Answer in two sentences.', 'three', 'two'],
  ['Say hello to Ann, please', 'Say hello to Anna, please', 'Ann', 'Anna'],
  ['one two', 'one two three', '', 'three'],
  ['a b a', 'a', 'b a', ''],
  ['over\nlines  and blanks', 'over lines and  tabs', 'blanks', 'tabs'],
  ['Really?', 'Really!', 'Really?', 'Really!'],
  ['', 'new', '', 'new'],
])('between %j and %j, %j became %j', (...texts) => {
  const [older, newer, before, after] = texts
  expect(changedWords({ before: older, after: newer })).toEqual({ before, after })
})
