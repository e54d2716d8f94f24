import type { UnknownRecord } from '../../text/is-record.ts'
import type { DraftAnswer } from '../draft.ts'

/** A way to write answers: one API and all that copy it. */
export interface Dialect {
  /** Says whether an event, or a body that came whole, is of this dialect. */
  readonly recognizes: (event: UnknownRecord, url: string) => boolean
  /**
   * Puts the answer together.
   *
   * @param events - the JSON objects of the response, in order: one where it came whole
   */
  readonly read: (events: readonly UnknownRecord[], request: RequestContext) => DraftAnswer
}

/** What of the request is needed to read its answer. */
export interface RequestContext {
  readonly url: string
  /** The JSON of its body; empty where it is none. */
  readonly body: UnknownRecord
}

/** Says whether an event has one of these types. */
export function typeStarts(event: UnknownRecord, ...starts: readonly string[]): boolean {
  const type = event['type']
  return typeof type === 'string' && starts.some((start) => type.startsWith(start))
}
