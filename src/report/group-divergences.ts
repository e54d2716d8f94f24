import { changedWords } from '../text/changed-words.ts'
import { withoutControls } from './format.ts'
import type { DivergenceOfTest, ReportOfTest } from './run-report.ts'

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
export function groupDivergences(tests: readonly ReportOfTest[]): readonly DivergenceGroup[] {
  const members = tests.flatMap((test) => test.divergences.map((divergence) => ({ test, divergence })))
  return [...Map.groupBy(members, ({ divergence }) => kindOf(divergence))]
    .map(([kind, equal]) => ({ what: withCommonWords(kind, equal), members: equal }))
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

// Texts that differ in one place are of one kind; the same words of all of them say more than the place.
function withCommonWords(kind: string, members: readonly DivergenceMember[]): string {
  const changes = new Set(members.map(({ divergence }) => wordsOf(divergence, kind)))
  const [words] = changes
  return changes.size === 1 && words !== undefined ? `${kind} ${words}` : kind
}

function wordsOf({ differences: [first] }: DivergenceOfTest, kind: string): string | undefined {
  if (first === undefined || withoutControls(first.path) !== kind) return undefined
  const { before, after } = changedWords({ before: first.recorded ?? '', after: first.received ?? '' })
  if (before === after || Math.max(before.length, after.length) > LONGEST_VALUE) return undefined
  return withoutControls(`${before || 'nothing'} → ${after || 'nothing'}`)
}

function changeOf({ differences }: DivergenceOfTest): string {
  const [first] = differences
  if (first === undefined) return 'no recorded answer'
  const { path, recorded = '', received = '' } = first
  const isShort = Math.max(recorded.length, received.length) <= LONGEST_VALUE && !/\s/.test(recorded + received)
  return withoutControls(isShort ? `${path} ${recorded || 'nothing'} → ${received || 'nothing'}` : path)
}
