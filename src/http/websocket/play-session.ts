import type { WebSocket } from 'ws'

import { turn, waitAtMost } from '../../process/clock.ts'
import { closeSocket } from './close-socket.ts'
import { holdClose } from './held-socket.ts'
import { messageData } from './message-data.ts'
import type { MessagePlayer, PlayerStep } from './socket-handling.ts'

/** Close code of a client that said what it must not (RFC 6455, section 7.4.1: policy violation). */
const POLICY_VIOLATION = 1008

/**
 * Speaks for the server of a recorded session.
 *
 * @param client - the server's end of the session with the client
 * @param player - what it says
 * @param speed - how much faster than recorded; `Infinity` for at once
 */
export function playSession(client: WebSocket, player: MessagePlayer, speed: number): void {
  const leaving = Promise.withResolvers<void>()
  let playing = Promise.resolve()
  let playedUntil = 0
  let isLeft = false
  let isEnding = false
  const play = async (step: PlayerStep): Promise<void> => {
    if (step.kind === 'diverged') return client.close(POLICY_VIOLATION, step.reason)
    for (const { data, at } of step.messages) {
      // One turn of the event loop between messages, as there is on a wire. A client that leaves gets the rest at once.
      await (speed === Infinity ? turn() : waitAtMost((at - playedUntil) / speed, leaving.promise))
      playedUntil = at
      if (client.readyState !== client.OPEN) return
      client.send(data, { binary: typeof data !== 'string' })
    }
    if (step.close !== undefined) {
      isEnding = true
      // The close of a client is answered at once.
      if (!isLeft) await turn()
      closeSocket(client, step.close)
    }
  }
  const follow = (step: PlayerStep): void => {
    playing = playing.then(() => play(step))
  }
  holdClose(client, (close) => {
    isLeft = true
    leaving.resolve()
    follow(player.leave(close))
  })
  client
    .on('message', (data, isBinary) => {
      // What comes once the server has said all and closes is not looked at, as it was not when it was recorded.
      if (!isEnding) follow(player.receive(messageData(data, isBinary)))
    })
    .on('ping', (data) => client.pong(data))
    .on('close', () => player.end())
    .on('error', () => {})
  follow(player.begin())
}
