import type { PlainValue } from '../form/write-yaml.ts'
import type { Filling } from './fill/filling.ts'

/** How the JSON of a body is spelled: on one line, with blanks, or over many lines. */
export type JsonSpelling = 'compact' | 'spaced' | number

/** A body without what is written elsewhere: in the answer, in files, among the values of its call. */
export type BodyTemplate =
  | {
      readonly kind: 'json'
      readonly value: PlainValue
      readonly spelling: JsonSpelling
      /** White space before it, by which a provider kept the connection open, and behind it. */
      readonly beginning: string
      readonly ending: string
      readonly escapes: string | undefined
    }
  | {
      /** Text that is what the answer says. */
      readonly kind: 'said'
      /** Name of the part, such as `answer.0.text`. */
      readonly part: string
      /** White space before and behind it. */
      readonly beginning: string
      readonly ending: string
    }
  | {
      readonly kind: 'events'
      /** Each kind of event, once. */
      readonly events: readonly string[]
      /** What follows each event of the body. */
      readonly separator: string
      readonly escapes: string | undefined
    }

/** A body in parts. */
export interface TemplatedBody {
  readonly template: BodyTemplate
  readonly filling: Filling
  /** The kinds of the events of a stream, in their order. */
  readonly order: readonly number[]
  /**
   * Blanks before the last brace of each event, by which some providers hide how long it is; none where there are none.
   */
  readonly padding: readonly number[]
  /** Whether the last event has nothing behind it. */
  readonly isOpen: boolean
}
