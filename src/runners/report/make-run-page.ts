import { basename, resolve } from 'node:path'

import { createDiskStore } from '../../cassette/disk/store.ts'
import { findProjectRoot } from '../../options/config/config-file.ts'
import type { CustomPrice } from '../../providers/prices/prices.ts'
import type { RunReport } from '../../report/run-report.ts'

/**
 * Makes the page of a run: its tests, with the cassettes as the run has left them.
 *
 * @param root - folder of the run
 * @param prices - the option `prices`
 */
export async function makeRunPage(
  report: RunReport,
  root: string,
  prices: Readonly<Record<string, CustomPrice>>,
): Promise<string> {
  // Most runs make no page.
  const { makePage } = await import('../../view/make-page.ts')
  const { testsOfRun } = await import('../../view/tests-of-run.ts')
  const { loadPrices } = await import('../../providers/prices/prices.ts')
  const project = findProjectRoot(root)
  const store = createDiskStore(project)
  const page = makePage({
    project: basename(project),
    tests: testsOfRun(report, (cassette) => store.read(resolve(project, cassette))),
    run: report,
    base: undefined,
    price: await loadPrices(prices),
  })
  return page.text
}
