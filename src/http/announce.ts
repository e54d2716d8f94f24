/** How an exchange on the wire ended for the client that made it. */
export type OriginEnd = 'complete' | 'aborted' | 'cut'

/** A request that a client announces, before it is written. */
interface Announced {
  readonly url: URL
  readonly method: string
  /** Adds a header; false where the client has serialized its headers already. */
  readonly tag: (name: string, value: string) => boolean
}

/** Takes an announced request; returns how its end is told, or nothing when it is of no interest. */
export type Announce = (request: Announced) => ((end: OriginEnd) => void) | undefined

/**
 * Tells failures of the transport from aborts: they carry a string code; abort reasons are DOMExceptions or whatever the
 * caller passed.
 *
 * @param error - what an exchange ended with
 * @returns whether the transport failed
 */
export function isTransportError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  const { code } = error
  return typeof code === 'string' && !['UND_ERR_ABORTED', 'UND_ERR_DESTROYED', 'ABORT_ERR'].includes(code)
}
