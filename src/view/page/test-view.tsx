import { formatCount, formatDollars, formatDuration, formatThings, joinFacts } from '../../report/format.ts'
import type { IndexedTest } from '../data/page-index.ts'
import type { TestDetail } from '../data/test-detail.ts'
import { CopyButton } from './call/copy-button.tsx'
import { Changes } from './compare/changes.tsx'
import { Divergences } from './compare/divergences.tsx'
import { Conversation } from './conversation/conversation.tsx'
import { CostByTurn } from './cost-by-turn.tsx'
import { loadDetail } from './data/packed.ts'
import { useLoaded } from './data/use-loaded.ts'
import { Badge, StateBadge } from './list/badge.tsx'
import { linkTo, type Route, type View } from './route.ts'
import { statesOf } from './test-state.ts'

/** One test: what happened to it, and its calls. */
export function TestView({
  test,
  route,
  base,
}: {
  readonly test: IndexedTest
  readonly route: Route
  readonly base: string | null
}) {
  const names = test.name.split(' › ')
  return (
    <article class="test">
      <a class="back" href="#/">
        ← All tests
      </a>
      <header class="test-head">
        <p class="crumbs">
          {[test.file, ...names.slice(0, -1)]
            .filter((name) => name !== '')
            .map((name, index) => (
              <span key={name}>
                {index === 0 ? '' : ' › '}
                <bdi>{name}</bdi>
              </span>
            ))}
        </p>
        <h1>
          <bdi>{names.at(-1)}</bdi>
        </h1>
        <p class="test-facts">
          {statesOf(test).map((state) => (
            <StateBadge key={state} state={state} count={test.run?.calls[state] ?? 0} />
          ))}
          {test.changed > 0 ? <Badge tone="recorded">{formatThings(test.changed, 'call')} changed</Badge> : null}
          <span class="facts">{factsOf(test)}</span>
        </p>
        <p class="cassette">
          <code>{test.cassette}</code>
          <CopyButton text={test.cassette} name="Copy the path" />
        </p>
      </header>
      {test.run === null ? null : <Divergences test={test} run={test.run} />}
      {test.problem === null ? null : <pre class="problem">{test.problem}</pre>}
      {test.calls > 0 || test.changed > 0 ? <Loaded test={test} route={route} base={base} /> : <NoCalls test={test} />}
    </article>
  )
}

function factsOf({ calls, tokens, usd, ms, recordedAt, run }: IndexedTest): string {
  const facts = [
    formatThings(calls, 'call'),
    tokens === null ? undefined : `${formatCount(tokens.input)} + ${formatCount(tokens.output)} tokens`,
    usd === null ? undefined : formatDollars(usd),
    calls === 0 ? undefined : `${formatDuration(ms)} of waiting`,
    recordedAt === null ? undefined : `recorded ${recordedAt.slice(0, 10)}`,
    run?.recorded === undefined || run.recorded === null ? undefined : `why: ${run.recorded}`,
  ]
  return joinFacts(facts)
}

function NoCalls({ test }: { readonly test: IndexedTest }) {
  if (test.problem !== null) return null
  return <p class="nothing">This test has no cassette: nothing was recorded for it yet.</p>
}

function Loaded({ test, route, base }: Parameters<typeof TestView>[0]) {
  const detail = useLoaded(test.id, loadDetail)
  if (detail.state === 'loading') return <p class="loading">Loading …</p>
  if (detail.state === 'failed') return <p class="notice">The calls cannot be shown: {detail.message}.</p>
  return (
    <>
      <Views test={test} view={route.view} hasBase={base !== null} />
      <Shown test={test} route={route} base={base} detail={detail.value} />
    </>
  )
}

function Shown({ test, route, base, detail }: Parameters<typeof TestView>[0] & { readonly detail: TestDetail }) {
  switch (route.view) {
    case 'conversation':
      return <Conversation test={test} detail={detail} route={route} base={base} />
    case 'cost':
      return <CostByTurn test={test} detail={detail} />
    case 'changes':
      return <Changes test={test} detail={detail} base={base} />
    default:
      return route.view satisfies never
  }
}

const TITLES: Readonly<Record<View, string>> = {
  conversation: 'Conversation',
  cost: 'Cost by turn',
  changes: 'Changes',
}

function Views({
  test,
  view,
  hasBase,
}: {
  readonly test: IndexedTest
  readonly view: View
  readonly hasBase: boolean
}) {
  const views: readonly View[] = hasBase ? ['conversation', 'cost', 'changes'] : ['conversation', 'cost']
  return (
    <nav class="views" aria-label="Views of the test">
      {views.map((name) => (
        <a
          key={name}
          href={name === 'conversation' ? linkTo(test.id) : linkTo(test.id, name)}
          aria-current={name === view ? 'page' : undefined}
        >
          {TITLES[name]}
          {name === 'changes' && test.changed > 0 ? (
            <span class="filter-count">{formatCount(test.changed)}</span>
          ) : null}
        </a>
      ))}
    </nav>
  )
}
