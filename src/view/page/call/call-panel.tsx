import type { IndexedTest } from '../../data/page-index.ts'
import type { CallDetail, TestDetail } from '../../data/test-detail.ts'
import { loadWire } from '../data/packed.ts'
import { useLoaded } from '../data/use-loaded.ts'
import type { Panel } from '../route.ts'
import { StreamPanel } from '../stream/stream-panel.tsx'
import type { OpenedWire } from './opened-wire.ts'
import { RequestPanel } from './request-panel.tsx'
import { SocketPanel } from './socket-panel.tsx'
import { WirePanel } from './wire-panel.tsx'

/** What is opened beside a call: its whole request, its stream over time, or its exact bytes. */
export function CallPanel(props: {
  readonly test: IndexedTest
  readonly call: CallDetail
  /** Among the calls that are shown. */
  readonly place: number
  readonly detail: TestDetail
  readonly panel: Panel
}) {
  const { call, detail, panel } = props
  return (
    <section class="panel" aria-label={`${panel} of call ${call.number}`}>
      {panel === 'request' ? <RequestPanel call={call} detail={detail} /> : null}
      {panel === 'messages' && call.socket !== null ? <SocketPanel socket={call.socket} /> : null}
      {panel === 'stream' || panel === 'wire' ? <WithWire {...props} panel={panel} /> : null}
    </section>
  )
}

function WithWire({
  test,
  call,
  place,
  panel,
}: {
  readonly test: IndexedTest
  readonly call: CallDetail
  readonly place: number
  readonly panel: 'stream' | 'wire'
}) {
  const loaded = useLoaded(test.id, loadWire)
  if (loaded.state === 'loading') return <p class="loading">Loading …</p>
  const wire = loaded.state === 'loaded' ? loaded.value.calls[place] : undefined
  if (loaded.state === 'failed' || wire === undefined) return <p class="notice">The exchange cannot be shown.</p>
  return <Opened panel={panel} call={call} wire={wire} all={loaded.value} />
}

function Opened({ panel, ...opened }: OpenedWire & { readonly panel: 'stream' | 'wire' }) {
  return panel === 'stream' ? <StreamPanel {...opened} /> : <WirePanel {...opened} />
}
