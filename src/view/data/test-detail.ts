import type { Answer } from '../../answers/answer.ts'
import type { CallFacts } from '../../answers/call-facts.ts'
import type { Message, ToolOffer } from '../../answers/conversation.ts'

/**
 * The calls of one test as they are read: decoded when the test is opened. Agents send the same again and again, so
 * messages, tools and settings are in lists, each once, and calls name them by their place.
 */
export interface TestDetail {
  readonly messages: readonly Message[]
  readonly tools: readonly (readonly ToolOffer[])[]
  readonly settings: readonly Readonly<Record<string, unknown>>[]
  readonly calls: readonly CallDetail[]
  /** Calls of the base that are gone. */
  readonly removed: readonly RemovedCall[]
  /** Of each divergence of the run; null where its request was not kept. */
  readonly diverged: readonly (DivergedTexts | null)[]
  /** By digest. */
  readonly media: Readonly<Record<string, MediaFact>>
}

/** A request that diverged, as a cassette would show it, and the nearest recorded one. */
interface DivergedTexts {
  readonly recorded: string
  readonly received: string
}

/** One call. */
export interface CallDetail extends CallFacts {
  /** 1-based number in the cassette. */
  readonly number: number
  /** Number of the call whose conversation it continues; null where it begins one. */
  readonly continues: number | null
  /** Its messages in order; those after the messages of the call that it continues. */
  readonly messages: readonly number[]
  /** Where those begin that no earlier call has shown: 1 after the answer of that call, sent back. */
  readonly firstNew: number
  readonly tools: number
  readonly settings: number
  readonly answer: Answer
  readonly usage: readonly UsageCount[]
  /** Milliseconds from the request to the response headers, and to the last byte. */
  readonly latency: number
  readonly duration: number
  /** Made after its test had ended. */
  readonly isLate: boolean
  /** Whether its answer was edited by hand since it was recorded. */
  readonly isEdited: boolean
  /** Pieces that the body came in; 0 where it came whole. */
  readonly chunks: number
  readonly socket: SocketDetail | null
  /** How it differs from the base; null where it does not. */
  readonly change: CallChange | null
}

/** One count of a usage, under the name that the cassette has. */
export interface UsageCount {
  readonly name: string
  readonly count: number
}

/** What was said over a WebSocket. */
export interface SocketDetail {
  readonly protocol: string
  readonly messages: readonly SocketLine[]
  readonly close: { readonly by: 'client' | 'server'; readonly code: number; readonly reason: string } | null
}

/** One message of a WebSocket session. */
export interface SocketLine {
  readonly from: 'client' | 'server'
  /** Milliseconds since the connection opened. */
  readonly at: number
  readonly data: Bytes
}

/** Bytes: as text where they are UTF-8. */
export type Bytes =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'base64'; readonly base64: string }

/** How a call differs from the one at its place in the base. */
export interface CallChange {
  readonly kind: 'added' | 'changed' | 'moved'
  readonly request: readonly ValueDifference[]
  readonly answer: readonly ValueDifference[]
  /** The previous answer; null where there was none. */
  readonly before: Answer | null
}

/** One place where two values differ. */
export interface ValueDifference {
  readonly path: string
  /** Left out where it was not there. */
  readonly before?: unknown
  /** Left out where it is gone. */
  readonly after?: unknown
}

/** A call of the base that is gone. */
export interface RemovedCall {
  readonly number: number
  readonly request: readonly ValueDifference[]
  readonly answer: Answer
}

/** A picture, sound, video or document. */
export interface MediaFact {
  readonly mimeType: string
  readonly size: number
  /** Whether the page holds its bytes, or the server gives them, or it is too large for a page. */
  readonly place: 'page' | 'server' | 'left-out'
}
