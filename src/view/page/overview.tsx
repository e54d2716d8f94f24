import { formatCount, formatDollars, formatDuration, formatThings, joinFacts } from '../../report/format.ts'
import type { IndexedTest, PageIndex, RunNote, RunTotals } from '../data/page-index.ts'
import { Badge } from './list/badge.tsx'
import { Costliest, Recorded, Section, Slowest } from './overview-tables.tsx'
import { STATES, wordOf } from './test-state.ts'
import { Troubles } from './troubles.tsx'

/** What is seen before a test is opened: the run in numbers, what went wrong, what costs most. */
export function Overview({ index, isUnknown }: { readonly index: PageIndex; readonly isUnknown: boolean }) {
  const { run, tests } = index
  return (
    <div class="overview">
      {isUnknown ? <p class="notice">The test of this address is not on this page.</p> : null}
      <h1>{run === null ? 'Recordings' : 'Run'}</h1>
      <p class="lead">{explain(index)}</p>
      {tests.length === 0 ? <NothingYet /> : <Tiles run={run} tests={tests} />}
      {run === null ? null : <Notes notes={run.notes} />}
      <Troubles tests={tests} />
      <Recorded tests={tests} />
      <Costliest tests={tests} />
      <Slowest tests={tests} />
      <Models tests={tests} />
    </div>
  )
}

function explain({ run, tests, madeAt, base }: PageIndex): string {
  const facts = [
    run === null ? 'no run known' : `mode ${run.mode}`,
    formatThings(tests.length, 'test'),
    base === null ? undefined : `compared with ${base}`,
    new Date(madeAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
  ]
  return joinFacts(facts)
}

function NothingYet() {
  return (
    <div class="nothing">
      <p>There are no recorded calls here.</p>
      <p>Run the tests once: every call to a model that they make is recorded, and shown on this page.</p>
    </div>
  )
}

function Tiles({ run, tests }: { readonly run: RunTotals | null; readonly tests: readonly IndexedTest[] }) {
  const sum = (of: (test: IndexedTest) => number): number => tests.reduce((total, test) => total + of(test), 0)
  const hasUnpriced = tests.some(({ calls, usd }) => calls > 0 && usd === null)
  const recorded = [
    ['calls', formatCount(sum(({ calls }) => calls))],
    ['input tokens', formatCount(sum(({ tokens }) => tokens?.input ?? 0))],
    ['output tokens', formatCount(sum(({ tokens }) => tokens?.output ?? 0))],
    [hasUnpriced ? 'to record it, at least' : 'to record all of it', formatDollars(sum(({ usd }) => usd ?? 0))],
  ] as const
  return (
    <>
      {run === null ? null : (
        <dl class="tiles">
          {STATES.toReversed()
            .filter((state) => ALWAYS.has(state) || run.calls[state] > 0)
            .map((state) => (
              <Tile
                key={state}
                name={wordOf(state)}
                value={formatCount(run.calls[state])}
                tone={run.calls[state] > 0 ? state : ''}
              />
            ))}
          <CostTile name="saved" usd={run.usd.saved} unknown={run.unknown.saved} />
          <Tile name="waiting saved" value={formatDuration(run.msSaved)} />
          {run.usd.spent + run.unknown.spent > 0 ? (
            <CostTile name="spent" usd={run.usd.spent} unknown={run.unknown.spent} tone="recorded" />
          ) : null}
        </dl>
      )}
      {run === null ? (
        <dl class="tiles">
          {recorded.map(([name, value]) => (
            <Tile key={name} name={name} value={value} />
          ))}
        </dl>
      ) : null}
    </>
  )
}

// What is not known is not nothing.
function CostTile({
  name,
  usd,
  unknown,
  tone = '',
}: {
  readonly name: string
  readonly usd: number
  /** Calls whose cost is not known. */
  readonly unknown: number
  readonly tone?: string
}) {
  if (unknown === 0) return <Tile name={name} value={formatDollars(usd)} tone={tone} />
  if (usd === 0) return <Tile name={`${name}: unknown`} value="?" tone={tone} />
  return <Tile name={`${name}, at least`} value={formatDollars(usd)} tone={tone} />
}

/** Shown where they are none, too: that is what one wants to know. */
const ALWAYS: ReadonlySet<string> = new Set(['replayed', 'recorded', 'diverged', 'unused'])

function Tile({ name, value, tone = '' }: { readonly name: string; readonly value: string; readonly tone?: string }) {
  return (
    <div class={tone === '' ? 'tile' : `tile is-${tone}`}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

/** Between the cells of a line that is one of a table. */
const COLUMNS = '   '

function Notes({ notes }: { readonly notes: readonly RunNote[] }) {
  if (notes.length === 0) return null
  return (
    <dl class="notes">
      {notes.map(({ label, tone, lines }, index) => (
        <div key={index} class={`note is-${tone}`}>
          <dt>{label}</dt>
          <dd>
            {lines.map((line) => (
              <p key={line} class={line.includes(COLUMNS) ? 'columns' : undefined}>
                {line}
              </p>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Models({ tests }: { readonly tests: readonly IndexedTest[] }) {
  const models = [...new Set(tests.flatMap((test) => test.models))].toSorted()
  if (models.length === 0) return null
  return (
    <Section title="Models" isExtra>
      <ul class="models">
        {models.map((model) => (
          <li key={model}>
            <code>{model}</code>
            <Badge>{formatThings(tests.filter((test) => test.models.includes(model)).length, 'test')}</Badge>
          </li>
        ))}
      </ul>
    </Section>
  )
}
