import { formatCount, formatThings } from '../../report/format.ts'
import { spellChange } from '../../text/changed-words.ts'
import type { IndexedTest } from '../data/page-index.ts'
import { StateBadge } from './list/badge.tsx'
import { Section } from './overview-tables.tsx'
import { linkTo } from './route.ts'
import { statesOf, type State } from './test-state.ts'

/** The worst first. */
const TROUBLES: readonly State[] = ['diverged', 'refused', 'unused', 'unfinished']
const SHOWN = 20
/** So many tests with the same trouble are one line. */
const FEWEST_ALIKE = 3
/** Characters of what was there before and after a change. */
const LONGEST_CHANGE = 48

/** What went wrong: a line a test, or one for all of which the same can be said. */
export function Troubles({ tests }: { readonly tests: readonly IndexedTest[] }) {
  const troubled = TROUBLES.flatMap((state) => tests.filter((test) => statesOf(test)[0] === state))
  if (troubled.length === 0) return null
  const lines = [...Map.groupBy(troubled, troubleOf).values()].flatMap((alike) =>
    alike.length < FEWEST_ALIKE ? alike.map((test) => [test]) : [alike],
  )
  return (
    <Section title="To look at">
      <ul class="troubles">
        {lines.slice(0, SHOWN).map((alike) => (
          <li key={alike[0]?.id}>{alike.length === 1 ? alike.map(TestLine) : <Alike tests={alike} />}</li>
        ))}
      </ul>
      {lines.length > SHOWN ? <p class="facts">and {formatCount(lines.length - SHOWN)} more</p> : null}
    </Section>
  )
}

// What is said of a test beside its name.
function troubleOf(test: IndexedTest): string {
  return JSON.stringify([troublesOf(test), firstDifference(test) ?? test.id])
}

function troublesOf(test: IndexedTest): readonly (readonly [State, number])[] {
  return statesOf(test)
    .filter((state) => TROUBLES.includes(state))
    .map((state) => [state, test.run?.calls[state] ?? 0])
}

function firstDifference(test: IndexedTest): readonly [path: string, change: string] | undefined {
  const difference = test.run?.divergences[0]?.differences[0]
  if (difference === undefined) return undefined
  const { path, recorded = '', received = '' } = difference
  return [path, spellChange({ before: recorded, after: received }, LONGEST_CHANGE)]
}

function TestLine(test: IndexedTest) {
  return (
    <>
      <a href={linkTo(test.id)}>{test.name}</a>
      <TroubleFacts test={test} />
    </>
  )
}

function Alike({ tests }: { readonly tests: readonly IndexedTest[] }) {
  return (
    <details class="fold alike">
      <summary>
        {formatThings(tests.length, 'test')} {tests.slice(0, 1).map((test) => TroubleFacts({ test }))}
      </summary>
      <ul>
        {tests.map((test) => (
          <li key={test.id}>
            <a href={linkTo(test.id)}>{test.name}</a>
          </li>
        ))}
      </ul>
    </details>
  )
}

function TroubleFacts({ test }: { readonly test: IndexedTest }) {
  const difference = firstDifference(test)
  return (
    <span class="trouble-facts">
      {troublesOf(test).map(([state, count]) => (
        <StateBadge key={state} state={state} count={count} />
      ))}
      {difference === undefined ? null : (
        <span class="facts">
          <code>{difference[0]}</code> <bdi>{difference[1]}</bdi>
        </span>
      )}
    </span>
  )
}
