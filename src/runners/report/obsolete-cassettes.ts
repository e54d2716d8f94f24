import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { listCassettes } from '../../cassette/disk/list-cassettes.ts'
import { isNamedLikeTestFile } from '../../cassette/file-name.ts'
import type { TestReport } from '../../report/test-report.ts'
import { isTestFile } from '../../text/is-test-file.ts'
import { withSlashes } from '../../text/relative-path.ts'

/** A project that a run covers. */
export interface CoveredProject {
  /** Its root folder. */
  readonly root: string
  /** Its cassette folder, relative to the root. */
  readonly cassettes: string
}

/**
 * Finds cassettes that belong to no test any more: those that test files of this run reported, and those of test files
 * that are gone.
 *
 * @param reports - the reports of a full run
 * @param projects - all projects that it covers
 * @returns absolute paths
 */
export function findObsoleteCassettes(
  reports: readonly TestReport[],
  projects: readonly CoveredProject[],
): readonly string[] {
  const reported = reports.flatMap((report) => report.obsolete ?? [])
  return [...new Set([...reported, ...projects.flatMap(findOrphans)])].toSorted()
}

/** Finds the cassettes of test files that are gone. */
export function findOrphans({ root, cassettes }: CoveredProject): readonly string[] {
  const folder = resolve(root, cassettes)
  const orphans = listCassettes(folder, 'deep').filter((path) => {
    const testFile = withSlashes(dirname(path))
    // Other runners may own other test files, and withCassette() has names of its own.
    return isTestFile(testFile) && isNamedLikeTestFile(testFile) && !existsSync(join(root, testFile))
  })
  return orphans.map((path) => join(folder, path))
}
