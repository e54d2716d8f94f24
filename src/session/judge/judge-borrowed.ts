import { mayGoLive } from '../../decide.ts'
import type { BorrowedCall } from '../answer/exchange.ts'
import { explainPlayedTwice } from '../explain/explain-played-twice.ts'
import type { SessionState } from '../session-state.ts'

/**
 * Judges the calls that a test was answered with from cassettes of other tests: where their own tests made them as
 * well, it made a request more often than it was recorded.
 *
 * @returns whether there were some
 */
export function judgeBorrowed(session: SessionState): boolean {
  const { lookUp, borrowed } = session
  const isTwice = ({ call, exchange }: BorrowedCall): boolean =>
    exchange.options.repeats === 'error' && lookUp.isPlayedTwice(call)
  const twice = borrowed.filter(isTwice)
  session.borrowed = borrowed.filter((call) => !twice.includes(call))
  for (const call of twice) judge(session, call)
  return twice.length > 0
}

function judge({ input, lookUp, ledger, failures, closedAs }: SessionState, borrowed: BorrowedCall): void {
  const { exchange, call } = borrowed
  if (mayGoLive(exchange.options.mode, { hasRecordings: lookUp.hasCassette() })) {
    // A new test: its call would have been recorded, had the other test asked first. Its answer is as good.
    if (closedAs === 'passed') exchange.record.result = { kind: 'recorded', call: call.entry.call() }
    return
  }
  const error = explainPlayedTwice(input.names, borrowed)
  ledger.noteDiverged(error, { usage: call.entry.usage() })
  failures.add(error)
}
