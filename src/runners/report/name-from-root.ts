import { resolve } from 'node:path'

import { showPath } from '../../cassette/disk/store.ts'
import type { ReportedTest, TestReport } from '../../report/test-report.ts'

/**
 * Names the files of a report from the root of the run: projects of a monorepo that runs from its root may have files of
 * the same names.
 *
 * @param root - absolute path
 * @param report - its paths are relative to the root of its own project
 */
export function nameFromRoot(root: string, report: TestReport): TestReport {
  const { project, test, divergences, moved, outsideTests } = report
  if (project === undefined || project === root) return report
  const at = (file: string): string => showPath(root, resolve(project, file))
  return {
    ...report,
    ...(test === undefined ? {} : { test: nameTest(at, test, { isFile: outsideTests === true }) }),
    divergences: divergences.map((divergence) => {
      const { place } = divergence
      return place === undefined ? divergence : { ...divergence, place: { ...place, file: at(place.file) } }
    }),
    moved: moved.map(({ from, to }) => ({ from: at(from), to: at(to) })),
  }
}

function nameTest(
  at: (file: string) => string,
  test: ReportedTest,
  { isFile }: { readonly isFile: boolean },
): ReportedTest {
  const file = at(test.file)
  return { name: isFile ? file : test.name, file, cassette: at(test.cassette) }
}
