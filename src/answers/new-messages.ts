import type { Answer } from './answer.ts'
import type { Message } from './conversation.ts'

/** A call, as far as its conversation goes. */
export interface Turn {
  /** 1-based number in the cassette. */
  readonly call: number
  /** What its request holds. */
  readonly messages: readonly Message[]
  readonly answer: Answer
}

/** What of a call's conversation no earlier call has shown. */
export interface NewMessages {
  /** The call whose conversation it continues. */
  readonly continues: number | undefined
  readonly messages: readonly Message[]
}

/**
 * Finds what a call adds to the conversation of an earlier one: agents send all of it again with every call, the
 * model's own answers included.
 *
 * @param earlier - the calls before it, in order
 */
export function newMessages(call: Turn, earlier: readonly Turn[]): NewMessages {
  const bases = earlier.filter((base) => base.messages.length > 0 && base.messages.length < call.messages.length)
  const base = bases.findLast((candidate) => continues(call, candidate))
  if (base === undefined) return { continues: undefined, messages: call.messages }
  const rest = call.messages.slice(base.messages.length)
  return { continues: base.call, messages: saysTheSame(rest[0], base) ? rest.slice(1) : rest }
}

function continues(call: Turn, base: Turn): boolean {
  return base.messages.every((message, index) => isEqual(message, call.messages[index]))
}

function isEqual(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right)
}

// Clients leave reasoning and citations out when they send an answer back.
function saysTheSame(message: Message | undefined, { answer }: Turn): boolean {
  if (message?.role !== 'assistant') return false
  return isEqual(message.parts.flatMap(essence), answer.parts.flatMap(essence))
}

function essence(part: Message['parts'][number]): readonly unknown[] {
  if (part.kind === 'text') return [part.text]
  return part.kind === 'tool-call' ? [[part.name, part.arguments]] : []
}
