import type { CloseCode, SocketMessage } from '../../cassette/call.ts'
import type { RawResponse } from '../wire/capture-response.ts'
import type { Handshake } from './handshake.ts'

/** How a WebSocket session is handled. */
export type SocketHandling =
  | {
      readonly kind: 'replay'
      /** Answers the client before anything is said. */
      readonly handshake: Handshake
      /** Milliseconds until then, as recorded. */
      readonly latency: number
      readonly player: MessagePlayer
      readonly speed: number
    }
  /** Goes live, message by message. */
  | { readonly kind: 'capture'; readonly capture: SocketCapture }

/** Says what the server of a recorded session sends, and when. */
export interface MessagePlayer {
  /** What the server sends before its client has said anything. */
  begin(): PlayerStep
  /** What it sends once its client has said this. */
  receive(data: SocketMessage['data']): PlayerStep
  /** What it still sends, and what it closes with, once its client has closed the session with this. */
  leave(close: CloseCode): PlayerStep
  /** The session is over. */
  end(): void
}

/** What the server of a recorded session does next. */
export type PlayerStep =
  /** Sends messages, and closes the session where it did so then. */
  | { readonly kind: 'send'; readonly messages: readonly SocketMessage[]; readonly close: CloseCode | undefined }
  /** The client said what it did not say in the recording. */
  | { readonly kind: 'diverged'; readonly reason: string }

/** Called with what happens in a live session. */
export interface SocketCapture {
  /** Called once it is open. `snapshot` gives what was said so far. */
  onOpen(snapshot: () => RawResponse): void
  /** Called once, when it is over. */
  onClose(response: RawResponse): void
  /** Called where the server refused the handshake. */
  onRefused(response: RawResponse): void
  /** Called where nobody answered the handshake: the server could not be reached, or the client gave it up. */
  onUnanswered(cause: 'aborted' | 'cut'): void
}
