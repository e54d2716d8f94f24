import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { listCassettes } from '../cassette/store.ts'
import type { TestReport } from '../report/test-report.ts'

/** What a folder for the cassettes of a test file is called like. */
const TEST_FILE = /\.[cm]?[jt]sx?$/

/**
 * Finds cassettes that belong to no test any more: those that test files of this run reported, and those of test files
 * that are gone.
 *
 * @param reports - the reports of a full run
 * @param cassettes - the cassette folder, relative to the root
 */
export function findObsoleteCassettes(
  reports: readonly TestReport[],
  root: string,
  cassettes: string,
): readonly string[] {
  const folder = resolve(root, cassettes)
  const orphans = listCassettes(folder, 'deep').filter((path) => {
    const testFile = dirname(path)
    // Other runners may own other test files, and withCassette() has names of its own.
    return TEST_FILE.test(testFile) && !testFile.startsWith('__') && !existsSync(join(root, testFile))
  })
  return [
    ...new Set([...reports.flatMap((report) => report.obsolete ?? []), ...orphans.map((path) => join(folder, path))]),
  ].toSorted()
}
