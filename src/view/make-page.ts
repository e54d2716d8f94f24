import type { Price } from '../providers/prices/prices.ts'
import type { RunReport } from '../report/run-report.ts'
import type { PageIndex } from './data/page-index.ts'
import { describeRun } from './describe-run.ts'
import { packTest, type PackedTest } from './pack-test.ts'
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
  /** Called with how many tests are done. */
  readonly onProgress?: (done: number) => void
}

/** A page, and what is in it. */
interface MadePage {
  readonly text: string
  readonly calls: number
  /** Why calls of a test cannot be read, for each such test. */
  readonly problems: readonly string[]
}

/** Makes the page as one file that holds all of its data. */
export function makePage(input: PageInput): MadePage {
  const packed = input.tests.map((test, index) => {
    const result = packTest(test, { price: input.price, place: 'page' })
    input.onProgress?.(index + 1)
    return result
  })
  const calls = packed.reduce((sum, { indexed }) => sum + indexed.calls, 0)
  const problems = packed.flatMap(({ indexed: { problem } }) => (problem === null ? [] : [problem]))
  return { text: renderPage(readTemplate(), describePage(input, packed, 'page'), packed), calls, problems }
}

/** Describes a page by what it holds before anything is opened. */
export function describePage(
  { project, run, base }: PageInput,
  packed: readonly PackedTest[],
  place: 'page' | 'server',
): PageIndex {
  return {
    version: 1,
    project,
    madeAt: new Date().toISOString(),
    run: run === undefined ? null : describeRun(run),
    base: base ?? null,
    tests: packed.map(({ indexed }) => indexed),
    isServed: place === 'server',
  }
}
