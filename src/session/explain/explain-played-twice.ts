import { RewindReplayDivergenceError } from '../../errors.ts'
import type { BorrowedCall } from '../answer/exchange.ts'
import { withUserStack } from './failures/user-stack.ts'
import type { SessionNames } from './session-names.ts'

/**
 * Explains a request that was answered from the cassette of another test, which has made it too.
 *
 * @param names - the test that borrowed the answer, and its cassette
 * @returns the error that this test fails with
 */
export function explainPlayedTwice(
  names: SessionNames,
  { exchange, call: { entry, cassette } }: BorrowedCall,
): RewindReplayDivergenceError {
  const { request, record, key, intercepted } = exchange
  return withUserStack(
    new RewindReplayDivergenceError({
      summary: `${request.method} ${request.url}: one recorded answer was given to two calls`,
      details: [
        `  cassette  ${names.cassette}`,
        `  cause     "${names.test}" makes this request more often than it was recorded; it was answered with call`,
        `            ${entry.number} of ${cassette.shownPath}:${entry.line}, whose own test makes it too`,
      ],
      remedy: names.rerecord,
      reason: 'used-up',
      test: names.test,
      cassette: names.cassette,
      call: record.number,
      incomingKey: key,
      nearest: undefined,
      differences: [],
    }),
    intercepted.origin.stack,
  )
}
