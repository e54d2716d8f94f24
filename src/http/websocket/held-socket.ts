import type { WebSocket } from 'ws'

import type { CloseCode } from '../../cassette/call.ts'
import { WITHOUT_CODE } from './close-socket.ts'
import { loadWs } from './load-ws.ts'

/** Of `ws`: pings and sizes are the business of the real ends. */
export const WITHOUT_LIMITS = { autoPong: false, maxPayload: 0, maxFragments: 0, maxBufferedChunks: 0 } as const

type OnClosing = (close: CloseCode) => void

const holders = new WeakMap<WebSocket, OnClosing>()
let loaded: typeof WebSocket | undefined

/**
 * Loads a WebSocket of `ws` that may leave it to its user when the close of the other end is answered. `ws` answers it
 * at once, and what the real server says until its own answer would be lost.
 */
export function loadHeldSocket(): typeof WebSocket {
  return (loaded ??= createClass())
}

/**
 * Waits with the answer to the close of the other end.
 *
 * @param socket - of the class that {@link loadHeldSocket} gives
 * @param onClosing - called when the other end closes the session; it is answered by `close()`, and until then this end
 *   may still say something
 */
export function holdClose(socket: WebSocket, onClosing: OnClosing): void {
  holders.set(socket, onClosing)
}

function createClass(): typeof WebSocket {
  const { WebSocket: Socket } = loadWs()
  return class extends Socket {
    // `ws` itself calls it with the close frame that it was sent.
    override close(code?: number, reason?: string | Buffer): void {
      const onClosing = holders.get(this)
      const isAsked = this.readyState === this.OPEN && Reflect.get(this, '_closeFrameReceived') === true
      if (!isAsked || onClosing === undefined) return super.close(code, reason)
      holders.delete(this)
      onClosing({ code: code ?? WITHOUT_CODE, reason: reason?.toString() ?? '' })
    }
  }
}
