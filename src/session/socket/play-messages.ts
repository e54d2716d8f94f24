import type { RecordedSocket, SocketMessage } from '../../cassette/call.ts'
import type { MessagePlayer, PlayerStep } from '../../http/websocket/socket-handling.ts'
import type { KeyRules } from '../../key/key-rules.ts'
import { createEchoedIds } from './echoed-ids.ts'
import { CLIENT_IDS, messageForm, type MessageForm, type MessageRules } from './message-form.ts'

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
 * Plays a recorded session. The messages of its client are matched in order within their kind, since a microphone and a
 * tool result interleave differently each time; a message of the server is sent once every message that the client sent
 * before it was matched.
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
  const { messages } = socket
  const { redact = (data) => data } = rules
  const ids = createEchoedIds([...CLIENT_IDS, ...rules.ignore.body])
  const waiting = waitingByKind(messages, rules)
  const matched = new Set<number>()
  let next = 0
  let isOver = false

  const release = (): PlayerStep => {
    const released: SocketMessage[] = []
    for (let message = messages[next]; message !== undefined; message = messages[next]) {
      if (message.from === 'client' && !matched.has(next)) break
      if (message.from === 'server') released.push(withData(message, (text) => ids.apply(text)))
      next += 1
    }
    const close = next === messages.length && socket.close?.by === 'server' ? socket.close : undefined
    return { kind: 'send', messages: released, close }
  }
  const isSame = (recorded: SocketMessage['data'], form: MessageForm): boolean => {
    if (messageForm(recorded, rules).key === form.key) return true
    // It may name something by an id that the client made up this time.
    return typeof recorded === 'string' && messageForm(ids.apply(recorded), rules).key === form.key
  }
  const stop = (received: SocketMessage['data'], form: MessageForm): PlayerStep => {
    isOver = true
    const index = waiting.get(form.kind)?.[0] ?? inOrder(waiting)[0]
    const expected = index === undefined ? undefined : messages[index]?.data
    const number = index === undefined ? undefined : index + 1
    return { kind: 'diverged', reason: diverge({ received, expected, form, number }) }
  }

  return {
    begin: release,
    receive(data) {
      // What comes after a divergence, or after the end of the recorded session, is not looked at.
      if (isOver) return { kind: 'send', messages: [], close: undefined }
      const redacted = redact(data)
      const form = messageForm(redacted, rules)
      const index = waiting.get(form.kind)?.[0]
      const expected = index === undefined ? undefined : messages[index]?.data
      if (index === undefined || expected === undefined || !isSame(expected, form)) return stop(redacted, form)
      waiting.get(form.kind)?.shift()
      matched.add(index)
      if (typeof data === 'string' && typeof expected === 'string') ids.learn(expected, data)
      return release()
    },
    end() {
      isOver = true
    },
    awaited() {
      const isServerNext = messages.slice(next).some(({ from }) => from === 'server') || socket.close?.by === 'server'
      return isOver || !isServerNext ? undefined : messages[next]
    },
    unsent: () => inOrder(waiting).flatMap((index) => messages[index] ?? []),
  }
}

function waitingByKind(messages: readonly SocketMessage[], rules: KeyRules): ReadonlyMap<string, number[]> {
  const sent = messages.flatMap(({ from, data }, index) => (from === 'client' ? [{ data, index }] : []))
  const groups = Map.groupBy(sent, ({ data }) => messageForm(data, rules).kind)
  return new Map([...groups].map(([kind, group]) => [kind, group.map(({ index }) => index)]))
}

function inOrder(waiting: ReadonlyMap<string, readonly number[]>): readonly number[] {
  return [...waiting.values()].flat().toSorted((one, other) => one - other)
}

function withData(message: SocketMessage, change: (text: string) => string): SocketMessage {
  return typeof message.data === 'string' ? { ...message, data: change(message.data) } : message
}
