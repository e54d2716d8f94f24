import type { Call } from '../../cassette/call.ts'
import type { CassetteEntry } from '../../cassette/cassette.ts'
import { decideWrite, type Mode, type Outcome } from '../../decide.ts'

/** What one request of this run came to. */
export type RequestResult =
  | { readonly kind: 'replayed'; readonly entry: CassetteEntry }
  | { readonly kind: 'recorded'; readonly call: Call }
  /** Still under way, failed, passed, or not to be kept. */
  | { readonly kind: 'none' }

/** An attempt that ended. */
export interface EndedAttempt {
  readonly mode: Mode
  readonly outcome: Outcome
  /** What its requests came to, in the order they were made. */
  readonly results: readonly RequestResult[]
  /** Gives the calls of the cassette before it. */
  readonly old: () => readonly CassetteEntry[]
}

/**
 * Puts together what a cassette holds after an attempt.
 *
 * @param attempt - how it ended, and its calls
 * @returns the calls; undefined when the cassette stays as it is
 */
export function callsToWrite(attempt: EndedAttempt): Call[] | undefined {
  const { mode, outcome, results } = attempt
  const recorded = results.filter((result) => result.kind === 'recorded').length
  const action = decideWrite(mode, { outcome, recorded })
  switch (action) {
    case 'keep':
      return undefined
    case 'replace':
      return callsOfRun(results)
    case 'merge':
      return mergeCalls(results, attempt.old())
    default:
      return action satisfies never
  }
}

function callsOfRun(results: readonly RequestResult[]): Call[] {
  return results.flatMap((result) => {
    switch (result.kind) {
      case 'replayed':
        return [result.entry.call()]
      case 'recorded':
        return [result.call]
      case 'none':
        return []
      default:
        return result satisfies never
    }
  })
}

// For a key that was recorded anew, the old answers that were not replayed go.
function mergeCalls(results: readonly RequestResult[], old: readonly CassetteEntry[]): Call[] {
  const replayed = new Set(results.flatMap((result) => (result.kind === 'replayed' ? [result.entry] : [])))
  const recordedKeys = new Set(results.flatMap((result) => (result.kind === 'recorded' ? [result.call.key] : [])))
  const kept = old.filter((entry) => !replayed.has(entry)).map((entry) => entry.call())
  return [...callsOfRun(results), ...kept.filter((call) => !recordedKeys.has(call.key))]
}
