import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { openCassette } from '../../../src/session/open-cassette.ts'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rewind-open-'))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

function errorOf(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}

test('a cassette that cannot be read is one error, however many calls of the test meet it', () => {
  mkdirSync(join(root, 'a.yaml'))
  const cassette = openCassette(root, () => 'a.yaml')
  const first = errorOf(() => cassette.base())
  expect(first).toMatchObject({ code: 'REWIND_CASSETTE', file: 'a.yaml' })
  expect(errorOf(() => cassette.base())).toBe(first)
})
