import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { pointAtTest } from '../../../src/runners/point-at-test.ts'

let folder: string
let file: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewind-point-'))
  file = join(folder, 'a.test.ts')
  writeFileSync(
    file,
    `import { test } from 'vitest'\n\ndescribe('chat', () => {\n  test("it's greeted", () => {})\n  test.each([1])('has %i', () => {})\n})\n`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

function framesAt(stack: string, names: readonly string[]): string {
  const error = new Error('message')
  error.stack = `Error: message\n${stack}`
  return (pointAtTest(error, file, names).stack ?? '').replace('Error: message\n', '')
}

test('an error keeps the lines of the user, and no other', () => {
  const stack = [
    '    at ask (/project/src/ask.ts:7:3)',
    '    at OpenAI.post (/project/node_modules/openai/client.js:1:1)',
    '    at fetch (node:internal/deps/undici/undici:1:1)',
  ]
  expect(framesAt(stack.join('\n'), ['chat', "it's greeted"])).toBe('    at ask (/project/src/ask.ts:7:3)')
})

test('an error without a line of the user points at the test', () => {
  expect(framesAt('    at fetch (node:internal:1:1)', ['chat', "it's greeted"])).toBe(`    at ${file}:4:3`)
})

test('an error of a server that was built points at the test', () => {
  const stack = [
    '    at ask (/project/.next/server/chunks/a.js:1:12)',
    '    at ask (/project/dist/server.js:10:9518)',
    '    at file:///project/dist/server.js:1:200',
  ]
  expect(framesAt(stack.join('\n'), ['chat', "it's greeted"])).toBe(`    at ${file}:4:3`)
})

test('an error of a test whose name is made of parameters points at its suite', () => {
  expect(framesAt('', ['chat', 'has 1'])).toBe(`    at ${file}:3:1`)
})

test('an error outside of tests points at the file', () => {
  expect(framesAt('', [])).toBe(`    at ${file}:1:1`)
})
