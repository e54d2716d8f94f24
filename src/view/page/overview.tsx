import type { ComponentChildren } from 'preact'

import { formatCount, formatDollars, formatDuration, formatThings } from '../../report/format.ts'
import type { IndexedTest, PageIndex, RunNote, RunTotals } from '../data/page-index.ts'
import { Badge, StateBadge } from './list/badge.tsx'
import { linkTo } from './route.ts'
import { STATES, statesOf, type State } from './test-state.ts'

const SHOWN = 10

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
      <Costliest tests={tests} />
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
  return facts.filter((fact) => fact !== undefined).join(' · ')
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
  const recorded = [
    ['calls', formatCount(sum(({ calls }) => calls))],
    ['input tokens', formatCount(sum(({ tokens }) => tokens?.input ?? 0))],
    ['output tokens', formatCount(sum(({ tokens }) => tokens?.output ?? 0))],
    ['to record all of it', formatDollars(sum(({ usd }) => usd ?? 0))],
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
                name={state}
                value={formatCount(run.calls[state])}
                tone={run.calls[state] > 0 ? state : ''}
              />
            ))}
          <Tile name="saved" value={formatDollars(run.usd.saved)} />
          <Tile name="waiting saved" value={formatDuration(run.msSaved)} />
          {run.usd.spent > 0 ? <Tile name="spent" value={formatDollars(run.usd.spent)} tone="recorded" /> : null}
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

function Notes({ notes }: { readonly notes: readonly RunNote[] }) {
  if (notes.length === 0) return null
  return (
    <dl class="notes">
      {notes.map(({ label, tone, lines }, index) => (
        <div key={index} class={`note is-${tone}`}>
          <dt>{label}</dt>
          <dd>
            {lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Section({
  title,
  isExtra = false,
  children,
}: {
  readonly title: string
  /** Left out on a phone, where the list says it too. */
  readonly isExtra?: boolean
  readonly children: ComponentChildren
}) {
  return (
    <section class={isExtra ? 'section is-extra' : 'section'}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

const TROUBLES: readonly State[] = ['diverged', 'refused', 'unused', 'unfinished']

function Troubles({ tests }: { readonly tests: readonly IndexedTest[] }) {
  // The worst first.
  const troubled = TROUBLES.flatMap((state) => tests.filter((test) => statesOf(test)[0] === state))
  if (troubled.length === 0) return null
  return (
    <Section title="To look at">
      <ul class="troubles">
        {troubled.slice(0, SHOWN * 2).map((test) => (
          <li key={test.id}>
            <a href={linkTo(test.id)}>{test.name}</a>
            <span class="trouble-facts">
              {statesOf(test)
                .filter((state) => TROUBLES.includes(state))
                .map((state) => (
                  <StateBadge key={state} state={state} count={test.run?.calls[state] ?? 0} />
                ))}
              <FirstDifference test={test} />
            </span>
          </li>
        ))}
      </ul>
      {troubled.length > SHOWN * 2 ? <p class="facts">and {formatCount(troubled.length - SHOWN * 2)} more</p> : null}
    </Section>
  )
}

function FirstDifference({ test }: { readonly test: IndexedTest }) {
  const path = test.run?.divergences[0]?.differences[0]?.path
  if (path === undefined) return null
  return (
    <span class="facts">
      <code>{path}</code>
    </span>
  )
}

function Costliest({ tests }: { readonly tests: readonly IndexedTest[] }) {
  const priced = tests.filter(({ usd }) => (usd ?? 0) > 0).toSorted((left, right) => (right.usd ?? 0) - (left.usd ?? 0))
  const most = priced[0]?.usd ?? 0
  if (priced.length === 0) return null
  return (
    <Section title="What costs most to record" isExtra>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="What costs most to record">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">test</th>
              {['calls', 'input', 'output', 'waiting', 'cost'].map((name) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
              <td class="bar-column" />
            </tr>
          </thead>
          <tbody>
            {priced.slice(0, SHOWN).map((test) => (
              <tr key={test.id}>
                <td>
                  <a href={linkTo(test.id)}>{test.name}</a>
                </td>
                <td class="number">{formatCount(test.calls)}</td>
                <td class="number">{formatCount(test.tokens?.input ?? 0)}</td>
                <td class="number">{formatCount(test.tokens?.output ?? 0)}</td>
                <td class="number">{formatDuration(test.ms)}</td>
                <td class="number">{formatDollars(test.usd ?? 0)}</td>
                <td class="bar-column">
                  <Bar part={(test.usd ?? 0) / most} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

/** A length that can be compared with those above and below it. */
export function Bar({ part }: { readonly part: number }) {
  return (
    <span class="bar" aria-hidden="true">
      <span style={{ width: `${Math.max(1, part * 100)}%` }} />
    </span>
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
