import { formatCount } from '../../../report/format.ts'
import type { IndexedTest } from '../../data/page-index.ts'
import type { CallChange, CallDetail, RemovedCall, TestDetail, ValueDifference } from '../../data/test-detail.ts'
import { AnswerView } from '../conversation/answer-view.tsx'
import { Badge } from '../list/badge.tsx'
import { linkTo } from '../route.ts'
import { TextChange } from './text-change.tsx'

/** What differs from the base: by call, requests and answers by path. */
export function Changes({
  test,
  detail,
  base,
}: {
  readonly test: IndexedTest
  readonly detail: TestDetail
  readonly base: string | null
}) {
  const changed = detail.calls.flatMap((call) => (call.change === null ? [] : [{ call, change: call.change }]))
  if (changed.length + detail.removed.length === 0) return <p class="nothing">No call differs from {base}.</p>
  const names = [base ?? 'before', 'now'] as const
  return (
    <div class="changes">
      {changed.map(({ call, change }) => (
        <Changed key={call.number} test={test} call={call} change={change} names={names} detail={detail} />
      ))}
      {detail.removed.map((call) => (
        <Removed key={call.number} call={call} names={names} detail={detail} />
      ))}
    </div>
  )
}

interface Named {
  readonly names: readonly [before: string, after: string]
  readonly detail: TestDetail
}

function Changed({
  test,
  call,
  change,
  names,
  detail,
}: Named & { readonly test: IndexedTest; readonly call: CallDetail; readonly change: CallChange }) {
  return (
    <section class="changed" aria-label={`Call ${call.number}`}>
      <h2>
        <a class="call-link" href={linkTo(test.id, call.number)}>
          call {formatCount(call.number)}
        </a>
        <Badge tone={change.kind === 'added' ? 'recorded' : 'plain'}>{change.kind}</Badge>
      </h2>
      {change.kind === 'added' ? (
        <AnswerView answer={call.answer} media={detail.media} />
      ) : (
        <>
          <Differences of="request" differences={change.request} names={names} />
          <Differences of="answer" differences={change.answer} names={names} />
        </>
      )}
    </section>
  )
}

function Removed({ call, names, detail }: Named & { readonly call: RemovedCall }) {
  return (
    <section class="changed" aria-label={`Call ${call.number} of ${names[0]}`}>
      <h2>
        call {formatCount(call.number)} of {names[0]} <Badge tone="diverged">removed</Badge>
      </h2>
      <AnswerView answer={call.answer} media={detail.media} />
    </section>
  )
}

// Where two requests or answers differ.
function Differences({
  of,
  differences,
  names,
}: {
  readonly of: 'request' | 'answer'
  readonly differences: readonly ValueDifference[]
  readonly names: readonly [before: string, after: string]
}) {
  return (
    <>
      {differences.map(({ path, before, after }) => (
        <section key={path} class="difference">
          <h3>
            {of} <code>{path}</code>
          </h3>
          <TextChange before={textOf(before)} after={textOf(after)} names={names} />
        </section>
      ))}
    </>
  )
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  return JSON.stringify(value, undefined, 2)
}
