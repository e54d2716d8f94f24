import type { Socket } from 'node:net'

import { noteOwnConnection } from '../gate/dial.ts'
import { connectAsController } from '../internals.ts'

/** Makes the connection that was taken over, as its client would have: also through its proxy. */
export type ConnectLive = (isTls: boolean) => Socket

/** Gets the server's end of a connection, and what makes it for real. */
type OnClaim = (serverSocket: Socket, connect: ConnectLive) => void

/** The parts of a socket controller of the interceptors that are used. */
export interface ClaimableController {
  claim(): void
  uncorkReads(): void
  /** Gives the tunnel that the client has opened, or makes the connection without TLS. */
  createTransport(): Socket
}

let claiming: OnClaim | undefined

/**
 * Takes the connection of an upgrade request over. A request that passes through leads to its connection at once, and
 * to nothing else of it: so it is passed through, and claimed there.
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
 * @returns a socket in place of the real connection, which is not made; undefined where the request is to pass
 */
export function claimIfAsked(controller: ClaimableController, serverSocket: Socket): Socket | undefined {
  if (claiming === undefined) return undefined
  controller.claim()
  claiming(serverSocket, (isTls) =>
    // Each in the tunnel that the client has opened, if any.
    noteOwnConnection(isTls ? connectAsController(controller) : controller.createTransport()),
  )
  // Where somebody listens for responses, the client's reads wait for one that the interceptor has parsed.
  process.nextTick(() => controller.uncorkReads())
  return new (process.getBuiltinModule('node:net').Socket)()
}
