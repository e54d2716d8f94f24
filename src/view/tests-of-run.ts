import type { Cassette } from '../cassette/cassette.ts'
import type { RunReport } from '../report/run-report.ts'
import { describeTestRun } from './describe-run.ts'
import type { ViewedTest } from './viewed-test.ts'

/**
 * Lists the tests of a run as a page shows them.
 *
 * @param open - reads a cassette by its path relative to the project root; undefined where there is none
 */
export function testsOfRun(
  { byTest }: RunReport,
  open: (cassette: string) => Cassette | undefined,
): readonly ViewedTest[] {
  return byTest.map((report) => ({
    name: report.name,
    file: report.file,
    cassette: report.cassette,
    open: () => open(report.cassette),
    version: () => undefined,
    calls: undefined,
    ...describeTestRun(report),
    changes: () => undefined,
  }))
}
