import { useEffect, useMemo } from 'preact/hooks'

import type { IndexedTest } from '../../data/page-index.ts'
import type { TestDetail } from '../../data/test-detail.ts'
import type { Route } from '../route.ts'
import { tieResults } from './tie-results.ts'
import { Turn } from './turn.tsx'

/** The calls of a test as the conversation that they are. */
export function Conversation({
  test,
  detail,
  route,
  base,
}: {
  readonly test: IndexedTest
  readonly detail: TestDetail
  readonly route: Route
  readonly base: string | null
}) {
  const ties = useMemo(() => tieResults(detail), [detail])
  useEffect(() => {
    if (route.call !== undefined) showCall(route.call)
  }, [route.call, detail])
  return (
    <ol class="turns">
      {detail.calls.map((call, index) => (
        <Turn
          key={call.number}
          test={test}
          call={call}
          place={index}
          detail={detail}
          ties={ties}
          panel={route.call === call.number ? route.panel : undefined}
          isNamed={route.call === call.number}
          base={base}
        />
      ))}
    </ol>
  )
}

// What is in sight already stays where it is.
function showCall(number: number): void {
  const turn = document.getElementById(`call-${number}`)
  const top = turn?.getBoundingClientRect().top ?? 0
  if (turn !== null && (top < 0 || top > innerHeight * 0.3)) turn.scrollIntoView()
}
