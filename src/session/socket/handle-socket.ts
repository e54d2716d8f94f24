import type { RecordedResponse, RecordedSocket, SocketMessage } from '../../cassette/call.ts'
import { mayResume } from '../../decide.ts'
import type { Captured, Handling } from '../../http/interceptor.ts'
import { replayHandshake } from '../../http/websocket/handshake.ts'
import type { RawResponse } from '../../http/wire/capture-response.ts'
import { redactData } from '../../redact/redact-session.ts'
import { secretsOfBody } from '../../redact/secrets.ts'
import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
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
  const { options } = exchange
  const diverge = (message: DivergedMessage): string => {
    const explained = session.inFlight.begin(exchange.intercepted.url.host)
    if (mayResume(options.mode)) session.input.cassette.unfinished.noteOutdated(exchange.key)
    void session.failures
      .attempt(async () => {
        const error = await explainMessage(session, { exchange, call, message })
        session.ledger.noteDiverged(error, { usage: call.entry.usage() })
        session.failures.add(error)
      })
      .finally(explained)
    return 'rewind: this message has no recorded answer'
  }
  const rules = { ...options, redact: createMessageRedaction(exchange) }
  const player = playMessages(socket, rules, diverge)
  session.sockets.addPlayed({ entry: call.entry, key: exchange.key, player })
  const handshake = replayHandshake(offeredProtocol(exchange, socket.protocol), response.headers)
  const { latency } = response
  return { kind: 'socket', socket: { kind: 'replay', handshake, latency, player, speed: options.timing } }
}

// As the recording was redacted: by what the session has said so far.
function createMessageRedaction({
  redactor,
  redactorAfter,
}: KeyedExchange): (data: SocketMessage['data']) => SocketMessage['data'] {
  const withCredentials: string[] = []
  let current = redactor
  return (data) => {
    const text = typeof data === 'string' ? data : decodeUtf8(data)
    if (text !== undefined && secretsOfBody(text).length > 0) {
      withCredentials.push(text)
      current = redactorAfter(withCredentials)
    }
    return redactData(data, current)
  }
}

// A client takes only one that it offers, and of a key the recording has a placeholder.
function offeredProtocol({ intercepted, redactor }: KeyedExchange, recorded: string): string {
  const offered = [intercepted.headers['sec-websocket-protocol'] ?? []]
    .flat()
    .flatMap((header) => header.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (recorded === '' || offered.includes(recorded)) return recorded
  const names = redactor.headers({ 'sec-websocket-protocol': offered.join(',') })['sec-websocket-protocol'] ?? []
  const index = [names].flat().join(', ').split(', ').indexOf(recorded)
  return offered[index] ?? recorded
}

/**
 * Records a WebSocket session that goes live.
 *
 * @param exchange - its handshake
 */
export function recordSocket(session: SessionState, exchange: KeyedExchange): Handling {
  // Until it is open: a session that stays open is not waited for.
  const opened = session.inFlight.begin(exchange.intercepted.url.host)
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
          stage({ kind: 'response', response })
          opened()
        },
        onUnanswered(cause) {
          stage({ kind: 'none', cause, duration: 0 })
          opened()
        },
      },
    },
  }
}
