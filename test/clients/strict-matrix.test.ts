import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { runProcess } from '../helpers/run-process.ts'

interface Matrix {
  /** By the name of the cell: what is expected of it, and what it did under each runner. */
  readonly rows: readonly (readonly [name: string, cell: Readonly<Record<string, string>>])[]
  /** Exit codes of the runs in strict, and what is wrong with them. */
  readonly exits: Readonly<Record<string, number | null>>
}

async function measure(part: string): Promise<Matrix> {
  const folder = mkdtempSync(join(tmpdir(), 'rewind-strict-matrix-'))
  const file = join(folder, 'matrix.json')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { output } = await runProcess(process.execPath, [join(import.meta.dirname, 'strict-matrix.mjs'), file, part], {
    cwd: import.meta.dirname,
    variables: {},
  })
  onTestFinished(({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(output)
  })
  const { rows, exits } = Object(parseJson(readFileSync(file, 'utf8')))
  return { rows: Object.entries(rows), exits }
}

function cellsOf({ rows }: Matrix, column: string) {
  const judged = rows.filter(([, cell]) => cell[column] !== undefined)
  return {
    seen: judged.map(([name, cell]) => [name, cell[column]]),
    expected: judged.map(([name, { is }]) => [name, is]),
  }
}

test('under Vitest every way to an LLM host is replayed without a connection or refused before a byte of it leaves', async () => {
  const matrix = await measure('vitest')
  const { seen, expected } = cellsOf(matrix, 'vitest')
  expect(seen.length).toBeGreaterThan(50)
  expect(seen).toEqual(expected)
  const changed = cellsOf(matrix, 'another prompt').seen
  expect(changed).toEqual(changed.map(([name]) => [name, 'refused']))
  expect(Object.values(matrix.exits)).toEqual([0, 1, 1])
})

test('the same holds under Jest, which exits without help', async () => {
  const matrix = await measure('jest')
  const { seen, expected } = cellsOf(matrix, 'jest')
  expect(seen.length).toBeGreaterThan(50)
  expect(seen).toEqual(expected)
  expect(Object.values(matrix.exits)).toEqual([0, 1])
})

test('the same holds in a script, which nothing keeps open', async () => {
  const matrix = await measure('node')
  const { seen, expected } = cellsOf(matrix, 'node')
  expect(seen.length).toBeGreaterThan(50)
  expect(seen).toEqual(expected)
  expect(Object.values(matrix.exits)).toEqual([0, 1])
})

test('the same holds with a proxy that the environment names', async () => {
  const matrix = await measure('environment')
  for (const column of ['vitest', 'jest', 'node']) {
    const { seen, expected } = cellsOf(matrix, column)
    expect(seen.length).toBeGreaterThan(2)
    expect(seen).toEqual(expected)
  }
  expect(Object.values(matrix.exits)).toEqual([0, 0, 1, 0])
})
