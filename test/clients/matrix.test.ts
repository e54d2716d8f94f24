import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { beforeAll, expect, onTestFinished, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { runProcess } from '../helpers/run-process.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/reference/clients.md'), 'utf8')
let output = ''
let measured: unknown

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rewind-matrix-'))
  const file = join(folder, 'matrix.json')
  const finished = await runProcess(process.execPath, [join(import.meta.dirname, 'matrix.mjs'), file], {
    cwd: import.meta.dirname,
    variables: {},
  })
  ;({ output } = finished)
  measured = parseJson(readFileSync(file, 'utf8'))
  rmSync(folder, { recursive: true, force: true })
})

test('every client gets the same live and in a replay, buffered, streamed and stopped early, and is refused once', () => {
  onTestFinished(({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(output)
  })
  const rows: Record<string, unknown> = Object(Object(measured).rows)
  expect(Object.keys(rows).length).toBeGreaterThan(20)
  expect(Object.values(rows)).toEqual(
    Object.keys(rows).map(() => ({ buffered: 'yes', stream: 'yes', abort: 'yes', error: 'yes', replay: 'yes' })),
  )
})

test('the docs list each of them', () => {
  const listed = /\| client \| [^\n]*\n\|[-|]+\n((?:\|.*\n)+)/.exec(PAGE)?.[1] ?? ''
  const names = listed
    .trim()
    .split('\n')
    .flatMap((line) => (line.split('|')[1] ?? '').split(';'))
    .map((name) => name.replaceAll('`', '').trim())
  expect(names.toSorted()).toEqual(Object.keys(Object(Object(measured).rows)).toSorted())
})
