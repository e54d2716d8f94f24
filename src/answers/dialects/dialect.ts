import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import type { DraftAnswer } from '../parts/draft.ts'

/** The response format of one API and of the APIs compatible with it. */
export interface Dialect {
  /** Whether an event, or the body of a response that was not streamed, is of this dialect. */
  readonly recognizes: (event: UnknownRecord, url: string) => boolean
  /**
   * Assembles the answer.
   *
   * @param events - the JSON objects of the response, in order; a single one if it was not streamed
   */
  readonly read: (events: readonly UnknownRecord[], request: RequestContext) => DraftAnswer
}

/** The parts of the request that are needed to read its answer. */
export interface RequestContext {
  readonly url: string
  /** The JSON of its body; empty if it is none. */
  readonly body: UnknownRecord
}

/** Whether an event's type starts with one of these prefixes. */
export function hasTypePrefix(event: UnknownRecord, ...prefixes: readonly string[]): boolean {
  const type = event['type']
  return typeof type === 'string' && prefixes.some((prefix) => type.startsWith(prefix))
}
