import type { RecordedResponse, RecordedSocket } from '../../cassette/call.ts'
import { mayResume } from '../../decide.ts'
import type { Captured, Handling } from '../../http/interceptor.ts'
import type { RawResponse } from '../../http/wire/capture-response.ts'
import type { KeyedExchange } from '../answer/exchange.ts'
import { stageCall } from '../answer/stage-call.ts'
import type { FoundCall } from '../look-up.ts'
import type { SessionState } from '../session-state.ts'
import { explainMessage } from './explain-message.ts'
import { playMessages, type DivergedMessage } from './play-messages.ts'

/**
 * Plays a recorded WebSocket session.
 *
 * @param exchange - its handshake
 * @param found - the recording, which opened a session
 */
export function playSocket(
  session: SessionState,
  exchange: KeyedExchange,
  found: { readonly call: FoundCall; readonly response: RecordedResponse; readonly socket: RecordedSocket },
): Handling {
  const { call, response, socket } = found
  const { options, redactor } = exchange
  const diverge = (message: DivergedMessage): string => {
    const explained = session.inFlight.begin()
    if (mayResume(options.mode)) session.input.cassette.unfinished.noteOutdated(exchange.key)
    void session.failures
      .attempt(async () => {
        const error = await explainMessage(session, { exchange, call, message })
        session.ledger.noteDiverged(error, call.entry.usage())
        session.failures.add(error)
      })
      .finally(explained)
    return 'rewind: this message has no recorded answer'
  }
  const rules = { ...options, redact: (text: string) => redactor.text(text) }
  const player = playMessages(socket, rules, diverge)
  session.sockets.addPlayed({ entry: call.entry, unsent: () => player.unsent() })
  return { kind: 'socket', socket: { kind: 'replay', response, player, speed: options.timing } }
}

/**
 * Records a WebSocket session that goes live.
 *
 * @param exchange - its handshake
 */
export function recordSocket(session: SessionState, exchange: KeyedExchange): Handling {
  // Until it is open: a session that stays open is not waited for.
  const opened = session.inFlight.begin()
  const stage = (captured: Captured): void => {
    void session.failures.attempt(() => stageCall(exchange, captured, session))
  }
  const staged = (response: RawResponse) => (): void => stage({ kind: 'response', response })
  let live: ReturnType<SessionState['sockets']['addLive']> | undefined
  return {
    kind: 'socket',
    socket: {
      kind: 'capture',
      capture: {
        onOpen(snapshot) {
          live = session.sockets.addLive(() => staged(snapshot())())
          opened()
        },
        onClose: (response) => live?.end(staged(response)),
        onRefused(response) {
          stage(response === undefined ? { kind: 'none', cause: 'cut', duration: 0 } : { kind: 'response', response })
          opened()
        },
      },
    },
  }
}
