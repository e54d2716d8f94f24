import { RewindError } from '../../errors.ts'
import type { SessionNames } from './session-names.ts'

/** How long the end of a test waits for answers that are still arriving, in milliseconds. */
export const SETTLE_MS = 5000

const WHEN = `still under way ${SETTLE_MS / 1000} s after the test ended`

/** Why a call is not recorded that took longer. */
export const UNSETTLED = `${WHEN}: await every call, or give the test more time`

/**
 * Explains requests or answers that were still under way long after the end of a test.
 *
 * @param names - the test and its cassette
 * @returns the error that the test fails with in strict, where nobody can say what they would have been
 */
export function explainUnsettled(names: SessionNames, count: number): RewindError {
  const calls = count === 1 ? 'a call was' : `${count} calls were`
  return new RewindError('REWIND_DIVERGENCE', {
    summary: `${names.test}: ${calls} ${WHEN}, and neither recorded nor replayed to the end`,
    remedy: 'await every call in the test, or abort it',
  })
}
