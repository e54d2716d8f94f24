import { now } from '../../process/clock.ts'
import type { Captured } from '../interceptor.ts'
import type { OriginEnd } from '../origins/announce.ts'

/**
 * Describes a live exchange that ended without a response.
 *
 * @param startedAt - `now()` of the request
 * @param end - how it ended for the client; one that was complete all the same was cut
 */
export function unanswered(startedAt: number, end: OriginEnd): Captured {
  return { kind: 'none', cause: end === 'aborted' ? 'aborted' : 'cut', duration: Math.round(now() - startedAt) }
}
