import type { RecordedRequest } from '../../cassette/call.ts'
import type { CassetteEntry } from '../../cassette/cassette.ts'
import { RewindError } from '../../errors.ts'
import { withUserStack } from './failures/user-stack.ts'
import type { SessionNames } from './session-names.ts'

/**
 * Explains a stream that is read further than its recording goes.
 *
 * @param names - the test and its cassette
 * @param overrun - the request, the recorded call, and where the request was made
 * @returns the error that the test fails with
 */
export function explainOverrun(
  names: SessionNames,
  overrun: { readonly request: RecordedRequest; readonly entry: CassetteEntry; readonly origin: Error },
): RewindError {
  const { request, entry, origin } = overrun
  const error = new RewindError('REWIND_DIVERGENCE', {
    summary: `${request.method} ${request.url} is read further than it was recorded`,
    details: [
      `  cassette  ${names.cassette}:${entry.line} (call ${entry.number})`,
      '  cause     when this was recorded, the caller stopped the answer here; now it waits for more',
    ],
    remedy: names.rerecord,
  })
  return withUserStack(error, origin)
}
