import { withoutControls } from './format.ts'
import type { DivergenceOfTest, ReportOfTest, RunReport } from './run-report.ts'

/** Divergences that are alike, such as those of 400 tests whose model was changed. */
export interface DivergenceGroup {
  /** Such as `$.model gpt-4o-mini → gpt-4.1-mini`. */
  readonly what: string
  readonly members: readonly DivergenceMember[]
}

interface DivergenceMember {
  readonly test: ReportOfTest
  readonly divergence: DivergenceOfTest
}

const LONGEST_VALUE = 30

/** Groups the divergences of a run by what differs, the largest group first. */
export function groupDivergences(byTest: RunReport['byTest']): readonly DivergenceGroup[] {
  const members = byTest.flatMap((test) => test.divergences.map((divergence) => ({ test, divergence })))
  return [...Map.groupBy(members, ({ divergence }) => kindOf(divergence))]
    .map(([what, equal]) => ({ what, members: equal }))
    .toSorted((a, b) => b.members.length - a.members.length)
}

function kindOf(divergence: DivergenceOfTest): string {
  const { reason, differences } = divergence
  switch (reason) {
    case 'never-recorded':
      return 'never recorded, or the cassette is not committed'
    case 'renamed':
      return 'recorded under another name'
    case 'used-up':
      return 'asked more often than it was recorded'
    case 'read-further':
      return 'read further than it was recorded'
    case 'volatile':
      return `${withoutControls(differences[0]?.path ?? '')} differs on every run`
    case 'changed':
      return changeOf(divergence)
    default:
      return reason satisfies never
  }
}

function changeOf({ differences }: DivergenceOfTest): string {
  const [first] = differences
  if (first === undefined) return 'no recorded answer'
  const { path, recorded = '', received = '' } = first
  const isShort = Math.max(recorded.length, received.length) <= LONGEST_VALUE && !/\s/.test(recorded + received)
  return withoutControls(isShort ? `${path} ${recorded || 'nothing'} → ${received || 'nothing'}` : path)
}
