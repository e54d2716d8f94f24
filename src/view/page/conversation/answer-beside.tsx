import type { CallDetail, TestDetail } from '../../data/test-detail.ts'
import { AnswerView } from './answer-view.tsx'
import type { Ties } from './tie-results.ts'

/** The answer of a call; beside the one before where the recording is compared with another, and they differ. */
export function AnswerBeside({
  call,
  detail,
  ties,
  base,
}: {
  readonly call: CallDetail
  readonly detail: TestDetail
  readonly ties: Ties
  readonly base: string | null
}) {
  const { change } = call
  const now = <AnswerView answer={call.answer} media={detail.media} call={call} ties={ties} />
  if (change === null || change.before === null || change.answer.length === 0) return now
  return (
    <section class="beside" aria-label={`Answer of call ${call.number}, then and now`}>
      <div class="beside-half">
        <h3>{base}</h3>
        <AnswerView answer={change.before} media={detail.media} />
      </div>
      <div class="beside-half">
        <h3>now</h3>
        {now}
      </div>
    </section>
  )
}
