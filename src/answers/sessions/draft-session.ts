import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import type { AnswerError } from '../answer.ts'
import type { ToolOffer } from '../conversation.ts'
import type { DraftPart } from '../parts/draft.ts'

/** What one side said in a session before the other did. */
export interface DraftTurn {
  readonly role: string
  readonly parts: readonly DraftPart[]
  /** Why the model stopped, in the provider's own word. */
  readonly finish?: string | undefined
}

/** All that a dialect finds in a session. */
export interface DraftSession {
  readonly turns: readonly DraftTurn[]
  readonly tools: readonly ToolOffer[]
  readonly settings: UnknownRecord
  /** The last one. */
  readonly error?: AnswerError | undefined
}
