import type { Captured } from '../http/interceptor.ts'
import type { KeyedExchange } from './exchange.ts'
import type { Ledger } from './ledger.ts'
import { recordCall } from './record-call.ts'

/**
 * Puts a live exchange that is over among the calls of its session, or notes why it is not recorded.
 *
 * @param exchange - the request
 * @param captured - what came back
 * @param session - where it is noted, and the clock
 */
export function stageCall(
  exchange: KeyedExchange,
  captured: Captured,
  session: { readonly ledger: Ledger; readonly now: () => Date },
): void {
  const { ledger, now } = session
  const { provider, request, record, intercepted, options } = exchange
  const recording = recordCall({
    ...exchange,
    captured,
    recordErrors: options.recordErrors,
    recordedAt: now().toISOString(),
  })
  if (recording.kind === 'not-recorded') {
    const { cause, response } = recording
    ledger.noteNotRecorded({ cause, host: intercepted.url.host })
    return response === undefined
      ? ledger.noteUnread(provider)
      : ledger.noteCall('live', { provider, usage: undefined, request, response })
  }
  const { call } = recording
  record.result = { kind: 'recorded', call: record.isLate ? { ...call, late: true } : call }
  ledger.noteCall('recorded', { provider, usage: call.usage, request: call.request, response: call.response })
}
