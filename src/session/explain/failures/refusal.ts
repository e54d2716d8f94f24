import type { RewindError } from '../../../errors.ts'
import { errorResponse } from '../../../providers/error-response.ts'

/**
 * Makes the answer to a request that is refused: no SDK retries it, and each shows the message.
 *
 * @param provider - the provider of the request's host
 * @param message - what the client gets to read
 */
export function refusalResponse(provider: string, { code }: RewindError, message: string): Response {
  const { status, headers, body } = errorResponse(provider, code, message)
  return new Response(body, { status, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } })
}
