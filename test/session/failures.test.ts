import { expect, test } from 'vitest'

import { combineFailures } from '../../src/session/explain/failures/failures.ts'

test('no failure makes no error', () => {
  expect(combineFailures([])).toBeUndefined()
})

test('one failure is itself', () => {
  const error = new Error('one')
  expect(combineFailures([error])).toBe(error)
  expect(error.message).toBe('one')
})

test('of several, the first names the others, in its message and its stack', () => {
  const first = new TypeError('one costs $& more')
  const combined = combineFailures([first, new Error('two'), new Error('three')])
  expect(combined).toBe(first)
  expect(combined?.message).toBe('one costs $& more\n\nand 2 more:\ntwo\nthree')
  expect(combined?.stack).toContain(combined?.message)
  expect(combined?.stack).toContain('failures.test.ts')
})
