import { readFileSync } from 'node:fs'

import type { RunnerTestFile } from 'vitest'

import { memberOf } from '../../text/unknown/member-of.ts'

/** What leaves out the other tests of a file. Vitest gives them the mode of skipped ones, and keeps no trace of it. */
const ONLY = /\.only\b|\bonly\s*:\s*true\b/

/**
 * Says whether a filter may have left tests of a file out: `-t`, a line, an id, a tag, or `only`.
 *
 * @param sandbox - the `globalThis` of the tests, which has the state of the worker
 */
export function isFiltered(file: RunnerTestFile, sandbox: object): boolean {
  const worker: unknown = Reflect.get(sandbox, '__vitest_worker__')
  const config = memberOf(worker, 'config')
  const files = memberOf(memberOf(worker, 'ctx'), 'files')
  return (
    memberOf(config, 'testNamePattern') !== undefined ||
    isFilled(memberOf(config, 'tagsFilter')) ||
    (Array.isArray(files) &&
      files.some((entry) => isFilled(memberOf(entry, 'testLocations')) || isFilled(memberOf(entry, 'testIds')))) ||
    ONLY.test(readFileSync(file.filepath, 'utf8'))
  )
}

function isFilled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0
}
