import type { Call } from './cassette/call.ts'
import type { CassetteEntry } from './cassette/scan.ts'

/** What one request of this run came to. */
export type Slot =
  | { readonly kind: 'replayed'; readonly entry: CassetteEntry }
  | { readonly kind: 'recorded'; readonly call: Call }
  /** Still under way, failed, passed, or not to be kept. */
  | { readonly kind: 'none' }

/**
 * Puts together what a cassette holds after a run that passed: exactly its calls, in the order they were made.
 *
 * @param slots - the requests of the run
 * @returns the calls
 */
export function callsOfRun(slots: readonly Slot[]): Call[] {
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

/**
 * Puts together what a cassette holds after a run that did not pass: the calls of the run, and the old ones it did not
 * come to. For a key that was recorded anew, the old answers that were not replayed go.
 *
 * @param slots - the requests of the run
 * @param old - the calls of the cassette before it
 * @returns the calls
 */
export function mergeCalls(slots: readonly Slot[], old: readonly CassetteEntry[]): Call[] {
  const replayed = new Set(slots.flatMap((slot) => (slot.kind === 'replayed' ? [slot.entry] : [])))
  const recordedKeys = new Set(slots.flatMap((slot) => (slot.kind === 'recorded' ? [slot.call.key] : [])))
  const kept = old.filter((entry) => !replayed.has(entry)).map((entry) => entry.call()).filter((call) => !recordedKeys.has(call.key))
  return [...callsOfRun(slots), ...kept]
}
