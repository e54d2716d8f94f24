import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

const REPOSITORY = join(import.meta.dirname, '../..')
const ROW = /^\| ([A-E]\d+) \| .+ \| `([^`]+)` (.+) \|$/gm
/** Kinds that came to light, by the number of their letter. */
const KINDS = { A: 11, B: 8, C: 8, D: 7, E: 6 } as const

const rows = [...readFileSync(join(import.meta.dirname, 'held.md'), 'utf8').matchAll(ROW)].map(
  ([, kind = '', file = '', title = '']) => ({ kind, file, title }),
)

test('every kind of fault has a test', () => {
  const kinds = Object.entries(KINDS).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
  )
  expect([...new Set(rows.map(({ kind }) => kind))]).toEqual(kinds)
})

test('every test that is named is there', () => {
  const missing = rows.filter(({ file, title }) => {
    const path = join(REPOSITORY, file)
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(title.replaceAll("'", ''))
  })
  expect(missing).toEqual([])
})
