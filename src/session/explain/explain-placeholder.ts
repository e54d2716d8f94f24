import type { RecordedRequest } from '../../cassette/call.ts'
import { RewindError } from '../../errors.ts'
import { withUserStack } from './failures/user-stack.ts'
import type { SessionNames } from './session-names.ts'

/**
 * Explains a call that has to go live without a key.
 *
 * @param names - the test and its cassette
 * @param call - the request, where it was made, and the environment variable that holds a placeholder
 * @returns the error that the request is answered with, and the test fails with
 */
export function explainPlaceholder(
  names: SessionNames,
  call: { readonly request: RecordedRequest; readonly variable: string; readonly origin: Error },
): RewindError {
  const { request, variable, origin } = call
  const error = new RewindError('REWIND_PLACEHOLDER_KEY', {
    summary: `${request.method} ${request.url} is not on the cassette, and ${variable} is not set to make it live`,
    details: [`  cassette  ${names.cassette}`],
    remedy: `set ${variable}, then ${names.rerecord}`,
  })
  return withUserStack(error, origin)
}
