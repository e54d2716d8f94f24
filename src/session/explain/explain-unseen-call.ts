import { RewindError } from '../../errors.ts'
import { withUserStack } from './failures/user-stack.ts'
import type { SessionNames } from './session-names.ts'

/**
 * Explains a call over a connection that nobody sees: it went live, or was refused.
 *
 * @param names - the test and its cassette
 * @param call - what it asks, where it was made, and what came of it
 * @returns the error that the test fails with in strict
 */
export function explainUnseenCall(
  names: SessionNames,
  { url, origin, came }: { readonly url: URL; readonly origin: Error; readonly came: 'went live' | 'was refused' },
): RewindError {
  const became =
    came === 'went live' ? 'went live without being recorded or replayed' : 'was not sent: rewind cannot answer it'
  const error = new RewindError('REWIND_BYPASSED', {
    summary: `a call to ${url.origin}${url.pathname} in "${names.test}" ${became}`,
    details: ['  cause     its connection was opened before rewind was set up, or goes through its own proxy'],
    remedy:
      "list rewind's set-up file first, make clients, agents and dispatchers after it, and name proxies in HTTP_PROXY and HTTPS_PROXY",
  })
  return withUserStack(error, origin)
}
