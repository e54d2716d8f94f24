import { findNearestCall } from '../../difference/nearest-call.ts'
import type { SessionState } from '../session-state.ts'

/**
 * Says why an attempt recorded calls, for the summary.
 *
 * @returns `new` for a test without a cassette, `again` in record mode, else the path that differs from the
 *   nearest call that was not made, or that a WebSocket session went on otherwise; undefined where nothing was recorded
 */
export function whyRecorded({ input, lookUp, requests }: SessionState): string | undefined {
  const recorded = requests.flatMap(({ result }) => (result.kind === 'recorded' ? [result.call] : []))
  const [first] = recorded
  if (first === undefined) return undefined
  if (!lookUp.hasCassette()) return 'new'
  const options = input.options()
  if (options.mode === 'record') return 'again'
  const unplayed = lookUp.playback().unplayed()
  if (first.response.socket !== undefined && unplayed.some(({ key }) => key === first.key))
    return 'what its client said'
  const { differences } = findNearestCall({
    incoming: first.request,
    candidates: unplayed.map((entry) => ({ number: entry.number, request: entry.call().request })),
    rules: options,
  })
  return differences[0]?.path ?? 'one more call'
}
