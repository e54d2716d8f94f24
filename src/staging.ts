import type { Call } from './cassette/call.ts'
import type { CassetteEntry } from './cassette/cassette.ts'
import { decideWrite, type Mode, type Outcome } from './decide.ts'

/** What one request of this run came to. */
export type Slot =
  | { readonly kind: 'replayed'; readonly entry: CassetteEntry }
  | { readonly kind: 'recorded'; readonly call: Call }
  /** Still under way, failed, passed, or not to be kept. */
  | { readonly kind: 'none' }

/** An attempt that ended. */
export interface EndedAttempt {
  readonly mode: Mode
  readonly outcome: Outcome
  /** What its requests came to, in the order they were made. */
  readonly slots: readonly Slot[]
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
  const { mode, outcome, slots } = attempt
  const recorded = slots.filter((slot) => slot.kind === 'recorded').length
  const action = decideWrite(mode, { outcome, recorded })
  switch (action) {
    case 'keep':
      return undefined
    case 'replace':
      return callsOfRun(slots)
    case 'merge':
      return mergeCalls(slots, attempt.old())
    default:
      return action satisfies never
  }
}

function callsOfRun(slots: readonly Slot[]): Call[] {
  return slots.flatMap((slot) => {
    switch (slot.kind) {
      case 'replayed':
        return [slot.entry.call()]
      case 'recorded':
        return [slot.call]
      case 'none':
        return []
      default:
        return slot satisfies never
    }
  })
}

// For a key that was recorded anew, the old answers that were not replayed go.
function mergeCalls(slots: readonly Slot[], old: readonly CassetteEntry[]): Call[] {
  const replayed = new Set(slots.flatMap((slot) => (slot.kind === 'replayed' ? [slot.entry] : [])))
  const recordedKeys = new Set(slots.flatMap((slot) => (slot.kind === 'recorded' ? [slot.call.key] : [])))
  const kept = old.filter((entry) => !replayed.has(entry)).map((entry) => entry.call())
  return [...callsOfRun(slots), ...kept.filter((call) => !recordedKeys.has(call.key))]
}
