import type { WebSocket } from 'ws'

import type { SocketClose, SocketMessage } from '../../cassette/call.ts'
import { turn, wait } from '../../process/clock.ts'
import type { MessagePlayer, PlayerStep } from './socket-handling.ts'

/** Close code of a client that said what it must not (RFC 6455, section 7.4.1: policy violation). */
const POLICY_VIOLATION = 1008
/** Code of a session that ended without a close (RFC 6455, section 7.4.1): it is never sent. */
export const ABNORMAL = 1006
const WITHOUT_CODE = 1005

/**
 * Speaks for the server of a recorded session.
 *
 * @param client - the server's end of the session with the client
 * @param player - what it says
 * @param speed - how much faster than recorded; `Infinity` for at once
 */
export function playSession(client: WebSocket, player: MessagePlayer, speed: number): void {
  let playing = Promise.resolve()
  let playedUntil = 0
  const play = async (step: PlayerStep): Promise<void> => {
    if (step.kind === 'diverged') return client.close(POLICY_VIOLATION, step.reason)
    for (const { data, at } of step.messages) {
      // One turn of the event loop between messages, as there is on a wire.
      await (speed === Infinity ? turn() : wait((at - playedUntil) / speed))
      playedUntil = at
      if (client.readyState !== client.OPEN) return
      client.send(data, { binary: typeof data !== 'string' })
    }
    if (step.close !== undefined) {
      await turn()
      closeSocket(client, step.close)
    }
  }
  const follow = (step: PlayerStep): void => {
    playing = playing.then(() => play(step))
  }
  client.on('message', (data, isBinary) => follow(player.receive(messageData(data, isBinary))))
  client.on('close', () => player.end())
  client.on('error', () => {})
  follow(player.begin())
}

/** Reads what `ws` hands over. */
export function messageData(data: unknown, isBinary: boolean): SocketMessage['data'] {
  const bytes = Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.alloc(0)])
  return isBinary ? new Uint8Array(bytes) : bytes.toString()
}

/** Closes one end of a session as the other was closed. */
export function closeSocket(socket: WebSocket, { code, reason }: Pick<SocketClose, 'code' | 'reason'>): void {
  if (socket.readyState === socket.CLOSED || socket.readyState === socket.CLOSING) return
  if (code === ABNORMAL) socket.terminate()
  else if (code === WITHOUT_CODE) socket.close()
  else socket.close(code, reason)
}
