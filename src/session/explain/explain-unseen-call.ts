import { RewindError } from '../../errors.ts'
import type { SessionNames } from './session-names.ts'
import { withUserStack } from './user-stack.ts'

/**
 * Explains a call that went live without being seen.
 *
 * @param names - the test and its cassette
 * @returns the error that the test fails with in strict
 */
export function explainUnseenCall(names: SessionNames, url: URL, origin: Error): RewindError {
  const error = new RewindError('REWIND_BYPASSED', {
    summary: `a call to ${url.origin}${url.pathname} in "${names.test}" went live without being recorded or replayed`,
    details: ['  cause     its connection was opened before rewind was set up, or goes through its own proxy'],
    remedy:
      "list rewind's set-up file first, make clients, agents and dispatchers after it, and name proxies in HTTP_PROXY and HTTPS_PROXY",
  })
  return withUserStack(error, origin)
}
