import { join } from 'node:path'

import { expect, test } from 'vitest'

import { listOf, parseJson } from '../helpers/json-value.ts'
import { runProcess } from '../helpers/run-process.ts'

test('forms, uploads, redirects and the rest of what clients send give the same without rewind, recorded, and replayed twice', async () => {
  const { output } = await runProcess(process.execPath, [join(import.meta.dirname, 'requests.mjs')], {
    cwd: import.meta.dirname,
    variables: {},
  })
  const results = listOf({ results: parseJson(/^RESULTS (.*)$/m.exec(output)?.[1] ?? '[]') }, 'results').map((result) =>
    Object(result),
  )
  expect(results.length).toBeGreaterThan(40)
  expect(results.map(({ name, bare }) => ({ name, failed: /no recorded|nothing after|REWIND/.test(bare) }))).toEqual(
    results.map(({ name }) => ({ name, failed: false })),
  )
  expect(results).toEqual(results.map(({ name, bare }) => ({ name, bare, live: bare, replayed: bare, again: bare })))
})
