import type { WebSocket } from 'ws'

import type { CloseCode } from '../../cassette/call.ts'
import { WITHOUT_CODE } from './close-socket.ts'
import { loadWs } from './load-ws.ts'

/** Of `ws`: pings and sizes are the business of the real ends. */
export const WITHOUT_LIMITS = { autoPong: false, maxPayload: 0, maxFragments: 0, maxBufferedChunks: 0 } as const

type OnClose = (close: CloseCode) => void

/** Called with the close of the other end. */
interface Holder {
  readonly onClosing: OnClose
  readonly onAnswered: OnClose | undefined
}

const holders = new WeakMap<WebSocket, Holder>()
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
 * @param onAnswered - called when the other end answers the close of this one. The connection is then still open, until
 *   `terminate()`: it may be that of a proxy, which carries the other session as well
 */
export function holdClose(socket: WebSocket, onClosing: OnClose, onAnswered?: OnClose): void {
  holders.set(socket, { onClosing, onAnswered })
}

function createClass(): typeof WebSocket {
  const { WebSocket: Socket } = loadWs()
  return class extends Socket {
    // `ws` itself calls it with the close frame that it was sent.
    override close(code?: number, reason?: string | Buffer): void {
      const holder = holders.get(this)
      const onClose = this.readyState === this.OPEN ? holder?.onClosing : holder?.onAnswered
      if (onClose === undefined || Reflect.get(this, '_closeFrameReceived') !== true) return super.close(code, reason)
      holders.delete(this)
      onClose({ code: code ?? WITHOUT_CODE, reason: reason?.toString() ?? '' })
    }
  }
}
