import type { Socket } from 'node:net'

/** How an exchange on the wire ended for the client that made it. */
export type OriginEnd = 'complete' | 'aborted' | 'cut'

/** A request that a client announces, before it is written. */
interface Announced {
  /** Where it leads: what the server reads, then what the client connects to. */
  readonly urls: readonly URL[]
  readonly method: string
  /** Adds a header; false where the client has serialized its headers already. */
  readonly tag: (name: string, value: string) => boolean
  /** Given where nobody answers its connection: ends it before the request is written. */
  readonly refuse?: ((error: Error) => void) | undefined
}

/** An announced request that is on its way. */
export interface Tracked {
  /** Called with the socket that it is about to be written on; says why it cannot be. */
  readonly refusalOn: (socket: Socket) => Error | undefined
  /** Called with its end. */
  readonly settle: (end: OriginEnd) => void
}

/** Takes an announced request; returns nothing when it is of no interest. */
export type Announce = (request: Announced) => Tracked | undefined

/** What undici ends an exchange with that its caller left. */
const CODES_OF_ABORTS: ReadonlySet<string> = new Set(['UND_ERR_ABORTED', 'UND_ERR_DESTROYED', 'ABORT_ERR'])
/** Of Node.js itself: failures of TLS and sockets that hang up have no `syscall`. */
const NAMES_OF_NODE: ReadonlySet<unknown> = new Set(['Error', 'AggregateError'])

/**
 * Says whether an error is a failure of the transport and no abort: such errors carry a string code and come from
 * Node.js or undici. Abort reasons are DOMExceptions or whatever the caller passed, such as the errors of axios and
 * got, which have codes too.
 *
 * @param error - what an exchange ended with
 */
export function isTransportError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  const { code } = error
  if (typeof code !== 'string' || CODES_OF_ABORTS.has(code)) return false
  return 'syscall' in error || /^(UND_ERR|HPE)_/.test(code) || NAMES_OF_NODE.has(Reflect.get(error, 'name'))
}
