import { useState } from 'preact/hooks'

import { formatCount } from '../../../report/format.ts'
import type { IndexedTest } from '../../data/page-index.ts'
import { AnswerView } from '../conversation/answer-view.tsx'
import { loadDetail } from '../data/packed.ts'
import { useLoaded } from '../data/use-loaded.ts'
import { TextChange } from './text-change.tsx'

interface Whole {
  readonly test: IndexedTest
  /** 0-based place of the divergence among those of the test. */
  readonly place: number
  /** Number of the nearest recorded call. */
  readonly nearest: number
}

/** What of a divergence is shown when it is asked for: the whole request, and what the nearest call was answered. */
export function DivergedWhole(whole: Whole) {
  const call = formatCount(whole.nearest)
  return (
    <>
      <Fold summary={`The whole request beside call ${call}`} of={whole} Shown={WholeRequest} />
      <Fold summary={`What call ${call} was answered`} of={whole} Shown={NearestAnswer} />
    </>
  )
}

function Fold({
  summary,
  of,
  Shown,
}: {
  readonly summary: string
  readonly of: Whole
  readonly Shown: typeof WholeRequest
}) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details class="fold is-lazy" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen ? <Shown {...of} /> : null}
    </details>
  )
}

function WholeRequest({ test, place }: Whole) {
  const detail = useLoaded(test.id, loadDetail)
  if (detail.state === 'loading') return <p class="loading">Loading …</p>
  if (detail.state === 'failed') return <p class="notice">The request cannot be shown: {detail.message}.</p>
  const texts = detail.value.diverged[place]
  if (texts === undefined || texts === null)
    return <p class="absent">not kept: it is not text, or longer than 200,000 bytes</p>
  return (
    <div class="whole-request">
      <TextChange before={texts.recorded} after={texts.received} names={['recorded', 'received']} isWholeAtFirst />
    </div>
  )
}

function NearestAnswer({ test, nearest }: Whole) {
  const detail = useLoaded(test.id, loadDetail)
  if (detail.state === 'loading') return <p class="loading">Loading …</p>
  if (detail.state === 'failed') return <p class="notice">The answer cannot be shown: {detail.message}.</p>
  const call = detail.value.calls.find(({ number }) => number === nearest)
  if (call === undefined) return <p class="absent">this page does not hold it</p>
  return <AnswerView answer={call.answer} media={detail.value.media} call={call} />
}
