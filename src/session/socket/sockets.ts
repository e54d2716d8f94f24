import type { CassetteEntry } from '../../cassette/cassette.ts'
import type { SessionPlayer } from './play-messages.ts'

/** A recorded WebSocket session that is being played. */
export interface PlayedSocket {
  readonly entry: CassetteEntry
  /** Of its handshake. */
  readonly key: string
  readonly player: SessionPlayer
}

/** The WebSocket sessions of one test. */
export interface Sockets {
  /** Adds a live session: `stage` keeps what was said so far; returns what ends it, once. */
  addLive(stage: () => void): { readonly end: (stage: () => void) => void }
  addPlayed(socket: PlayedSocket): void
  /** Keeps what was said in the sessions that are still open: their test is over. */
  stageOpen(): void
  played(): readonly PlayedSocket[]
}

/** Starts without any. */
export function createSockets(): Sockets {
  const live = new Set<() => void>()
  const played: PlayedSocket[] = []
  return {
    addLive(stage) {
      live.add(stage)
      return {
        // One that its test left open was kept as it was then.
        end(stageEnded) {
          if (live.delete(stage)) stageEnded()
        },
      }
    },
    addPlayed: (socket) => void played.push(socket),
    stageOpen() {
      for (const stage of live) stage()
      live.clear()
    },
    played: () => played,
  }
}
