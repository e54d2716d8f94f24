import type { RecordedSocket, SocketMessage } from '../../cassette/call.ts'
import type { MessagePlayer, PlayerStep } from '../../http/websocket/socket-handling.ts'
import { createEchoedIds, type EchoedIds } from './echoed-ids.ts'
import { matchMessages, type ClientMessages } from './match-messages.ts'
import { CLIENT_IDS, createMessageForm, type MessageForm, type MessageRules } from './message-form.ts'

/** A message that its client did not send in the recording. */
export interface DivergedMessage {
  readonly received: SocketMessage['data']
  /** What it sent then: the next of the same kind, else the next of any kind. */
  readonly expected: SocketMessage['data'] | undefined
  readonly form: MessageForm
  /** 1-based number of `expected` among all messages of the session. */
  readonly number: number | undefined
}

/** A recorded session being played. */
export interface SessionPlayer extends MessagePlayer {
  /** Messages of the client that it has not sent so far. */
  unsent(): readonly SocketMessage[]
  /** Finds the message of the client that what the server says next waits for; undefined where it waits for none. */
  awaited(): SocketMessage | undefined
}

/**
 * Plays a recorded session. A message of the server is sent once every message that the client sent before it was
 * matched.
 *
 * @param socket - the recording
 * @param rules - what counts in a message
 * @param diverge - called with the first message that does not match; returns the reason that the client gets
 */
export function playMessages(
  socket: RecordedSocket,
  rules: MessageRules,
  diverge: (message: DivergedMessage) => string,
): SessionPlayer {
  const { messages, close } = socket
  const { redact = (data) => data } = rules
  const ids = createEchoedIds([...CLIENT_IDS, ...rules.ignore.body])
  const formOf = createMessageForm(rules)
  const client = matchMessages(messages, rules, ids)
  const server = createServerSide(socket, client, ids)
  let isOver = false

  const stop = (received: SocketMessage['data'], form: MessageForm): PlayerStep => {
    isOver = true
    const index = client.next(form.kind)
    const expected = index === undefined ? undefined : messages[index]?.data
    const number = index === undefined ? undefined : index + 1
    return { kind: 'diverged', reason: diverge({ received, expected, form, number }) }
  }

  return {
    begin: () => server.goOn(),
    receive(data) {
      // What comes after a divergence, or after the end of the recorded session, is not looked at.
      if (isOver) return { kind: 'send', messages: [], close: undefined }
      const redacted = redact(data)
      const form = formOf(redacted)
      return client.take(data, form) ? server.goOn() : stop(redacted, form)
    },
    leave(given) {
      const reply = close?.by === 'client' ? close.reply : undefined
      return { kind: 'send', messages: isOver ? [] : server.lastWords(), close: reply ?? given }
    },
    end() {
      isOver = true
    },
    awaited: () => (isOver ? undefined : server.awaited()),
    unsent: () => client.left(),
  }
}

/** What the server of a recorded session says. */
interface ServerSide {
  /** What it says now, and how it closes the session where it does so next. */
  goOn(): PlayerStep
  /** What it says once its client has closed the session. */
  lastWords(): readonly SocketMessage[]
  /** The message of the client that it waits for; undefined where it has nothing more to say. */
  awaited(): SocketMessage | undefined
}

function createServerSide({ messages, close }: RecordedSocket, client: ClientMessages, ids: EchoedIds): ServerSide {
  let next = 0
  // What it said after its client had closed waits for that.
  let until = messages.length - (close?.messagesAfter ?? 0)
  const release = (): readonly SocketMessage[] => {
    const released: SocketMessage[] = []
    for (; next < until; next += 1) {
      const message = messages[next]
      if (message === undefined || (message.from === 'client' && !client.isTaken(next))) break
      if (message.from === 'server') released.push(withData(message, (text) => ids.apply(text)))
    }
    return released
  }
  return {
    goOn() {
      const released = release()
      const isClosed = next === messages.length && close?.by === 'server'
      return { kind: 'send', messages: released, close: isClosed ? close : undefined }
    },
    lastWords() {
      until = messages.length
      return release()
    },
    awaited() {
      const hasMore = messages.slice(next, until).some(({ from }) => from === 'server') || close?.by === 'server'
      return hasMore ? messages[next] : undefined
    },
  }
}

function withData(message: SocketMessage, change: (text: string) => string): SocketMessage {
  return typeof message.data === 'string' ? { ...message, data: change(message.data) } : message
}
