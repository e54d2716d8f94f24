import { join } from 'node:path'

import { beforeAll, expect, test } from 'vitest'

import { listOf, parseJson } from '../helpers/json-value.ts'
import { runProcess } from '../helpers/run-process.ts'

let measured: unknown

beforeAll(async () => {
  const { output } = await runProcess(process.execPath, [join(import.meta.dirname, 'ends.mjs')], {
    cwd: import.meta.dirname,
    variables: {},
  })
  measured = parseJson(/^RESULTS (.*)$/m.exec(output)?.[1] ?? '{}')
})

test('a call that is stopped, times out or is cut ends the same without rewind, recorded and replayed, and so does the next one', () => {
  const results = listOf(measured, 'results').map((result) => Object(result))
  expect(results.length).toBeGreaterThan(100)
  expect(new Set(results.map(({ bare }) => bare.next.text)).size).toBe(1)
  expect(results.map(({ name, live, replayed }) => ({ name, live, replayed }))).toEqual(
    results.map(({ name, bare }) => ({ name, live: bare, replayed: bare })),
  )
})

test('none of it connects in a replay', () => {
  expect(measured).toMatchObject({ connections: 0 })
})
