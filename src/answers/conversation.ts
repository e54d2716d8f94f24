import type { AnswerPart } from './answer.ts'

/** What a request asks, whatever its dialect. Plain JSON data. */
export interface Conversation {
  /** The conversation so far, system prompt first. */
  readonly messages: readonly Message[]
  /** The tools that it offers. */
  readonly tools: readonly ToolOffer[]
  /** Everything else at the top of its body, such as `model` and `temperature`. */
  readonly settings: Readonly<Record<string, unknown>>
}

/** A message of a conversation. */
export interface Message {
  /** `system`, `user`, `assistant` or `tool`; any other as the provider spells it. */
  readonly role: string
  /** Who speaks, where several have the same role. */
  readonly name?: string | undefined
  /** Results of tools have the name of their call, where the conversation holds it. */
  readonly parts: readonly AnswerPart[]
  /** Why the model stopped, where the message is an answer in a WebSocket session. */
  readonly finish?: string | undefined
}

/** A tool that a request offers to the model. */
export interface ToolOffer {
  readonly name: string
  readonly description?: string | undefined
}
