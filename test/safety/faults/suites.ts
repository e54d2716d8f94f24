import { join } from 'node:path'

import { runProcess } from '../../helpers/run-process.ts'
import { assertThat, type Fault } from './fault.ts'

const REPOSITORY = join(import.meta.dirname, '../../..')

/** Runs test files of this repository whose tests are faults themselves. */
async function runTests(files: readonly string[]): Promise<string> {
  const { exitCode, output } = await runProcess(
    process.execPath,
    [join(REPOSITORY, 'node_modules/vitest/vitest.mjs'), 'run', ...files],
    { cwd: REPOSITORY, variables: {} },
  )
  const passed = /Tests +(\d+) passed \(\d+\)/.exec(output)?.[1]
  assertThat(exitCode === 0 && passed !== undefined, output)
  return `${passed} tests, none failed or left out`
}

export const SUITES: readonly Fault[] = [
  {
    fault: 'a cassette is broken, edited or hostile',
    injected:
      'conflict markers, cuts at every byte, lost lines, stray text, wrong types, bombs of aliases, names that lead out of the folder, BOM, CRLF, Prettier (test/cassette)',
    checked: 'it is read exactly, or is an error with file and line; never a shorter answer, never code that runs',
    run: () =>
      runTests([
        'test/cassette/broken.test.ts',
        'test/cassette/broken-document.test.ts',
        'test/cassette/damage.test.ts',
        'test/cassette/edited-answers.test.ts',
        'test/cassette/hand-edits.test.ts',
        'test/cassette/moved-calls.test.ts',
        'test/cassette/open-cassette.test.ts',
        'test/cassette/store.test.ts',
      ]),
  },
  {
    fault: 'secrets are planted',
    injected:
      '130 tokens, variables in 36 spellings, headers and fields, in URLs, headers, JSON, nested JSON, forms, multipart, compressed bodies, split streams and errors (test/safety/planted-secrets.ts)',
    checked: 'none stands in a cassette, a report or a message; strict passes after every one was rotated',
    run: () =>
      runTests([
        'test/safety/planted-tokens.matrix.test.ts',
        'test/safety/planted-credentials.matrix.test.ts',
        'test/safety/spelled-secrets.test.ts',
        'test/safety/refused-write.matrix.test.ts',
        'test/session/assert-no-secrets.test.ts',
      ]),
  },
]
