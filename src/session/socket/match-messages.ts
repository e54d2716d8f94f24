import type { SocketMessage } from '../../cassette/call.ts'
import type { EchoedIds } from './echoed-ids.ts'
import { createMessageForm, type MessageForm, type MessageRules } from './message-form.ts'

/** The messages of a client in a recorded session, as they are sent again. */
export interface ClientMessages {
  /**
   * Takes the next one of its kind.
   *
   * @returns whether it is what was received
   */
  take(received: SocketMessage['data'], form: MessageForm): boolean
  /** Says whether the message at an index of the session was sent again. */
  isTaken(index: number): boolean
  /** Finds the index of the next one of a kind, else of any. */
  next(kind: string): number | undefined
  /** Those that were not sent so far. */
  left(): readonly SocketMessage[]
}

/**
 * Matches the messages of a client in order within their kind, since a microphone and a tool result interleave
 * differently each time.
 *
 * @param messages - of both sides
 * @param rules - what counts in a message
 * @param ids - learns those of the messages that were taken
 */
export function matchMessages(messages: readonly SocketMessage[], rules: MessageRules, ids: EchoedIds): ClientMessages {
  const formOf = createMessageForm(rules)
  const sent = messages.flatMap(({ from, data }, index) =>
    from === 'client' ? [{ data, index, form: formOf(data) }] : [],
  )
  const kinds = Map.groupBy(sent, ({ form }) => form.kind)
  const taken = new Map<string, number>()
  const taking = new Set<number>()
  const nextOf = (kind: string) => kinds.get(kind)?.[taken.get(kind) ?? 0]
  const left = () =>
    [...kinds]
      .flatMap(([kind, group]) => group.slice(taken.get(kind) ?? 0))
      .toSorted((one, other) => one.index - other.index)
  const isSame = (recorded: (typeof sent)[number], form: MessageForm): boolean => {
    if (recorded.form.key === form.key) return true
    // It may name something by an id that the client made up this time.
    return typeof recorded.data === 'string' && formOf(ids.apply(recorded.data)).key === form.key
  }
  return {
    take(received, form) {
      const recorded = nextOf(form.kind)
      if (recorded === undefined || !isSame(recorded, form)) return false
      taken.set(form.kind, (taken.get(form.kind) ?? 0) + 1)
      taking.add(recorded.index)
      if (typeof received === 'string' && typeof recorded.data === 'string') ids.learn(recorded.data, received)
      return true
    },
    isTaken: (index) => taking.has(index),
    next: (kind) => (nextOf(kind) ?? left()[0])?.index,
    left: () => left().flatMap(({ index }) => messages[index] ?? []),
  }
}
