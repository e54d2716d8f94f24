import type { Call } from '../../cassette/call.ts'
import type { CassetteEntry } from '../../cassette/cassette.ts'
import { decideWrite, type Mode, type Outcome } from '../../decide.ts'

/** What one request of this run came to. */
export type RequestResult =
  | { readonly kind: 'replayed'; readonly entry: CassetteEntry }
  | { readonly kind: 'recorded'; readonly call: Call }
  /** Answered with a recording that was on no test's cassette: it is to be on this one. */
  | { readonly kind: 'adopted'; readonly call: Call }
  /** Still under way, failed, passed, or not to be kept. */
  | { readonly kind: 'none' }

/** An attempt that ended. */
export interface EndedAttempt {
  readonly mode: Mode
  readonly outcome: Outcome
  /** What its requests came to, in the order they were made. */
  readonly results: readonly RequestResult[]
  /** Counts the calls of the cassette that it did not make. */
  readonly unplayed: () => number
}

/**
 * Puts together what a cassette holds after an attempt.
 *
 * @param attempt - how it ended, and its calls
 * @returns the calls of the attempt, in the order they were made; undefined when the cassette stays as it is
 */
export function callsToWrite({ mode, outcome, results, unplayed }: EndedAttempt): Call[] | undefined {
  // The cassette of a test that did not pass is not even looked at.
  if (outcome !== 'passed') return undefined
  const recorded = results.filter(({ kind }) => kind === 'recorded' || kind === 'adopted').length
  const action = decideWrite(mode, { outcome, recorded, unplayed: recorded > 0 ? 0 : unplayed() })
  return action === 'keep' ? undefined : callsOf(results)
}

/** Lists the calls of some results, in their order. */
export function callsOf(results: readonly RequestResult[]): Call[] {
  return results.flatMap((result) => {
    switch (result.kind) {
      case 'replayed':
        return [result.entry.call()]
      case 'recorded':
      case 'adopted':
        return [result.call]
      case 'none':
        return []
      default:
        return result satisfies never
    }
  })
}
