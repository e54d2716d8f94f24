import { statSync } from 'node:fs'
import { dirname, relative } from 'node:path'

import { readLastRun } from '../../cassette/disk/last-run.ts'
import type { Price } from '../../providers/prices/prices.ts'
import { readKeptReport } from '../../report/kept-report.ts'
import type { ReportOfTest, RunReport } from '../../report/run-report.ts'
import { compareTexts } from '../../text/compare-texts.ts'
import { withSlashes } from '../../text/relative-path.ts'
import { describeTestRun } from '../../view/describe-run.ts'
import { testsOfRun } from '../../view/tests-of-run.ts'
import type { ViewedTest } from '../../view/viewed-test.ts'
import type { Side } from '../diff/side.ts'
import { findCassettes, type NamedCassette } from '../names/find-cassettes.ts'
import { findTestName } from '../names/known-cassettes.ts'
import type { Project } from '../project.ts'
import { changesFrom } from './changes-from.ts'

/** What is shown: the tests, and the last run. */
export interface Viewed {
  readonly tests: readonly ViewedTest[]
  readonly run: RunReport | undefined
}

/**
 * Finds the tests that words name, all without words, with what the last run did with them.
 *
 * @param base - what the recordings are compared with
 * @throws {RewindUsageError} for a word that names nothing
 */
export function viewedTests(
  project: Project,
  words: readonly string[],
  { base, price }: { readonly base: Side | undefined; readonly price: Price },
): Viewed {
  const run = readKeptReport(readLastRun(project.root)?.report)
  const ran = new Map(run?.byTest.map((test) => [test.cassette, test]))
  const named = Map.groupBy(findCassettes(project, words), ({ cassette }) => cassette.file)
  const recorded = [...named.values()].map((calls) => viewedTest(project, calls, { base, price, ran }))
  // A test that found no cassette has diverged, and is to be seen.
  const all = run === undefined || words.length > 0 ? [] : testsOfRun(run, () => undefined)
  const tests = [...recorded, ...all.filter(({ cassette }) => !named.has(cassette))]
  return { run, tests: tests.toSorted((a, b) => compareTexts(a.file, b.file) || compareTexts(a.cassette, b.cassette)) }
}

function viewedTest(
  project: Project,
  named: readonly NamedCassette[],
  context: {
    readonly base: Side | undefined
    readonly price: Price
    readonly ran: ReadonlyMap<string, ReportOfTest>
  },
): ViewedTest {
  const [first] = named
  if (first === undefined) throw new Error('a group has members')
  const { cassette } = first
  const numbers = named.flatMap(({ call }) => call ?? [])
  const report = context.ran.get(cassette.file)
  const below = relative(project.cassettes(), cassette.path)
  const file = report?.file ?? withSlashes(dirname(below))
  const { base, price } = context
  return {
    name: report?.name ?? findTestName(first.cassette) ?? first.cassette.file,
    file: file === '.' ? '' : file,
    cassette: cassette.file,
    open: cassette.open,
    version: () => versionOf(cassette.path),
    calls: numbers.length === named.length ? new Set(numbers) : undefined,
    ...(report === undefined ? { run: null, received: [] } : describeTestRun(report)),
    changes: () =>
      base === undefined
        ? undefined
        : changesFrom(cassette.file, { before: base.read(withSlashes(below)), after: cassette.open() }, price),
  }
}

function versionOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined ? undefined : `${stats.ino} ${stats.mtimeMs} ${stats.size}`
}
