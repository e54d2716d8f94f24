import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { fillTemporaryFolder } from '../../src/cli/fill-temporary-folder.ts'

function fill(folder: string): { readonly folder: string } {
  writeFileSync(join(folder, 'a.yaml'), '')
  return { folder }
}

test('a temporary folder goes with what was made of it', () => {
  const made = fillTemporaryFolder('test', fill)
  expect(existsSync(join(made.folder, 'a.yaml'))).toBe(true)
  made[Symbol.dispose]()
  expect(existsSync(made.folder)).toBe(false)
})

test('a temporary folder that cannot be filled is removed at once', () => {
  let folder = ''
  const fails = (made: string): never => {
    folder = fill(made).folder
    throw new Error('git has failed')
  }
  expect(() => fillTemporaryFolder('test', fails)).toThrow('git has failed')
  expect(folder).toContain('rewind-test-')
  expect(existsSync(folder)).toBe(false)
})
