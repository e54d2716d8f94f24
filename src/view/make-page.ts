import type { Price } from '../providers/prices/prices.ts'
import type { RunReport } from '../report/run-report.ts'
import { describeRun } from './describe-run.ts'
import { packTest } from './pack-test.ts'
import { readTemplate, renderPage } from './render-page.ts'
import type { ViewedTest } from './viewed-test.ts'

/** What a page shows. */
export interface PageInput {
  /** Name of the project's folder. */
  readonly project: string
  readonly tests: readonly ViewedTest[]
  readonly run: RunReport | undefined
  /** What the recordings are compared with. */
  readonly base: string | undefined
  readonly price: Price
  /** Is told how many tests are done. */
  readonly onProgress?: (done: number) => void
}

/** Makes the page as one file that holds all of its data. */
export function makePage({ project, tests, run, base, price, onProgress }: PageInput): {
  readonly text: string
  readonly calls: number
} {
  const packed = tests.map((test, index) => {
    const result = packTest(test, { price, place: 'page' })
    onProgress?.(index + 1)
    return result
  })
  const index = {
    version: 1,
    project,
    madeAt: new Date().toISOString(),
    run: run === undefined ? null : describeRun(run),
    base: base ?? null,
    tests: packed.map(({ indexed }) => indexed),
    isServed: false,
  } as const
  const calls = packed.reduce((sum, { indexed }) => sum + indexed.calls, 0)
  return { text: renderPage(readTemplate(), index, packed), calls }
}
