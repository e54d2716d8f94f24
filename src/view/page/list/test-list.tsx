import { useState } from 'preact/hooks'

import { formatCount, formatDollars, formatDuration, formatThings, joinFacts } from '../../../report/format.ts'
import type { IndexedTest } from '../../data/page-index.ts'
import { linkTo } from '../route.ts'
import { statesOf, type State } from '../test-state.ts'
import { Badge, StateBadge } from './badge.tsx'
import type { Snippet } from './search.ts'

/** Tests that are drawn at first: thousands would take longer than a look at them. */
const FIRST = 400

/** The tests, under their files or in another order. */
export function TestList({
  tests,
  open,
  sort,
  found,
}: {
  readonly tests: readonly IndexedTest[]
  readonly open: string | undefined
  readonly sort: string
  readonly found: ReadonlyMap<string, Snippet | undefined> | undefined
}) {
  const [limit, setLimit] = useState(FIRST)
  if (tests.length === 0) return <p class="empty-list">{found === undefined ? 'No tests.' : 'Nothing found.'}</p>
  const drawn = sorted(tests, sort).slice(0, limit)
  const groups = sort === 'file' ? [...Map.groupBy(drawn, ({ file }) => file)] : [['', drawn] as const]
  return (
    <div class="list" onKeyDown={moveByArrow}>
      {groups.map(([file, members]) => (
        <section key={file} class="group">
          {file === '' ? null : (
            <h2 class="group-name" title={file}>
              <bdi>{file}</bdi>
            </h2>
          )}
          <ul>
            {members.map((test) => (
              <Row key={test.id} test={test} isOpen={test.id === open} snippet={found?.get(test.id)} sort={sort} />
            ))}
          </ul>
        </section>
      ))}
      {tests.length > limit ? (
        <button type="button" class="more" onClick={() => setLimit(limit + FIRST * 5)}>
          Show {formatCount(Math.min(tests.length - limit, FIRST * 5))} more of {formatThings(tests.length, 'test')}
        </button>
      ) : null}
    </div>
  )
}

function Row({
  test,
  isOpen,
  snippet,
  sort,
}: {
  readonly test: IndexedTest
  readonly isOpen: boolean
  readonly snippet: Snippet | undefined
  readonly sort: string
}) {
  const names = test.name.split(' › ')
  const states = statesOf(test)
  // The usual case is a sign only: a list of equal words says nothing.
  const loud = states.filter((state) => state !== 'replayed')
  return (
    <li>
      <a class="row" href={linkTo(test.id)} aria-current={isOpen ? 'page' : undefined}>
        <Dot states={states} />
        <span class="row-name">
          {names.length > 1 ? <span class="suite">{names.slice(0, -1).join(' › ')} › </span> : null}
          <bdi>{names.at(-1)}</bdi>
        </span>
        <span class="row-facts">
          {loud.map((state) => (
            <StateBadge key={state} state={state} count={test.run?.calls[state] ?? 0} />
          ))}
          {test.problem === null ? null : <Badge tone="diverged">unreadable</Badge>}
          {test.changed > 0 ? <Badge tone="recorded">changed</Badge> : null}
          <span class="facts">{factsOf(test, sort)}</span>
        </span>
        {snippet === undefined ? null : (
          <span class="snippet">
            …{snippet.before}
            <mark>{snippet.match}</mark>
            {snippet.after}…
          </span>
        )}
      </a>
    </li>
  )
}

// The badge below says the rest.
function Dot({ states }: { readonly states: readonly State[] }) {
  const [worst] = states
  if (worst === undefined) return null
  return worst === 'replayed' ? (
    <span class="dot is-replayed" role="img" aria-label="replayed" title="replayed" />
  ) : (
    <span class={`dot is-${worst}`} aria-hidden="true" />
  )
}

function factsOf({ calls, models, media, usd, ms }: IndexedTest, sort: string): string {
  const [model, ...others] = models
  const facts = [
    calls === 0 ? undefined : formatThings(calls, 'call'),
    sort === 'time' ? formatDuration(ms) : usd === null ? undefined : formatDollars(usd),
    ...media,
    model === undefined ? undefined : others.length === 0 ? model : `${model} +${others.length}`,
  ]
  return joinFacts(facts)
}

function sorted(tests: readonly IndexedTest[], sort: string): readonly IndexedTest[] {
  switch (sort) {
    case 'cost':
      return tests.toSorted((left, right) => (right.usd ?? 0) - (left.usd ?? 0))
    case 'time':
      return tests.toSorted((left, right) => right.ms - left.ms)
    case 'calls':
      return tests.toSorted((left, right) => right.calls - left.calls)
    default:
      return tests
  }
}

function moveByArrow(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 || !(event.currentTarget instanceof HTMLElement)) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('a.row')]
  const next = rows[rows.findIndex((row) => row === document.activeElement) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
