import type { RewindError } from '../../errors.ts'
import { errorResponse } from '../../providers/error-response.ts'

const POINTER = "the test's own error says more"

/**
 * Makes the answer to a request that is refused: no SDK retries it, and each shows the message.
 *
 * @param provider - the provider of the request's host
 * @param message - what the client is told
 */
export function refusalResponse(provider: string, { code }: RewindError, message: string): Response {
  const { status, headers, body } = errorResponse(provider, code, message)
  return new Response(body, { status, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } })
}

/**
 * Says in one line what a test will fail with: clients repeat it in errors of their own.
 *
 * @param error - the error that the test fails with
 */
export function pointTo({ summary, code }: RewindError): string {
  return `${summary}  [${code}] (${POINTER})`
}

/** Says whether a message repeats what a refused client was told. */
export function isEcho(message: string): boolean {
  return message.includes(`] (${POINTER})`)
}
