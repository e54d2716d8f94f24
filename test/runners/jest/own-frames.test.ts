import { expect, test } from 'vitest'

import { createJestProject } from '../../helpers/projects/jest-project.ts'

test('what a test or hook fails with shows no frame of rewind', async () => {
  await using project = createJestProject({
    'test/a.test.js': `const assert = require('node:assert')
test('expects', () => { expect(1).toBe(2) })
test('asserts', () => { assert.equal(1, 2) })
test('throws with a cause', () => { throw new Error('outer', { cause: new Error('inner') }) })
test('throws several', () => { throw new AggregateError([new Error('first of several')], 'several') })
test('calls back', (done) => { throw new Error('of a callback') })
describe('hooks', () => {
  beforeEach(() => { throw new Error('of a hook') })
  test('run before', () => {})
})
describe('all', () => {
  afterAll(() => { throw new Error('of the last hook') })
  test('run before', () => {})
})`,
  })
  const { output } = await project.jest()
  for (const text of ['outer', 'inner', 'first of several', 'of a callback', 'of a hook', 'of the last hook'])
    expect(output).toContain(text)
  expect(output).toMatch(/at Object\.toBe \(test\/a\.test\.js:2:\d+\)/)
  expect(output).not.toContain('rewind/dist')
})
