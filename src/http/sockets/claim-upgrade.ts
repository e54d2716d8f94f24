import type { Socket } from 'node:net'

import type { ConnectOptions } from './connection-target.ts'

/** Gets the server's end of a connection, and what it was to be made with. */
type OnClaim = (serverSocket: Socket, options: ConnectOptions) => void

/** The parts of a socket controller of the interceptors that are used. */
export interface ClaimableController {
  claim(): void
  uncorkReads(): void
}

let claiming: OnClaim | undefined

/**
 * Takes the connection of an upgrade request over. A request that passes through leads to its connection at once, and to
 * nothing else of it: so it is passed through, and claimed there.
 *
 * @param passThrough - lets the request pass
 * @param onClaim - called before this returns
 */
export function claimUpgrade(passThrough: () => Promise<void>, onClaim: OnClaim): Promise<void> {
  claiming = onClaim
  try {
    return passThrough()
  } finally {
    claiming = undefined
  }
}

/**
 * Claims a connection whose request passes through, where that is asked for.
 *
 * @returns what stands for the real connection, which there is none of; undefined where the request is to pass
 */
export function claimIfAsked(
  controller: ClaimableController,
  serverSocket: Socket,
  options: ConnectOptions,
): Socket | undefined {
  if (claiming === undefined) return undefined
  controller.claim()
  claiming(serverSocket, options)
  // Where somebody listens for responses, the client's reads wait for one that the interceptor has parsed.
  process.nextTick(() => controller.uncorkReads())
  return new (process.getBuiltinModule('node:net').Socket)()
}
