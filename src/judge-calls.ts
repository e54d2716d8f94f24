import type { CassetteEntry } from './cassette/scan.ts'
import type { Playback } from './playback.ts'

/**
 * Finds the recorded calls that a test did not make. Those that came after the end of their test may be missing.
 *
 * @param playback - its cassette
 * @returns the calls, in recorded order
 * @throws {RewindCassetteError} when one cannot be read
 */
export function findUnused(playback: Playback): readonly CassetteEntry[] {
  return playback.unplayed().filter((entry) => entry.call().late !== true)
}

/**
 * Tells whether a cassette is too old, by one of its calls: they are recorded together, and decoding each would cost more than
 * replaying it.
 *
 * @param entry - a call
 * @param limit - the oldest that is not too old, in milliseconds, and the date of today
 * @returns whether it is older
 * @throws {RewindCassetteError} when it cannot be read
 */
export function isStale(entry: CassetteEntry, limit: { readonly maxAge: number; readonly today: Date }): boolean {
  return limit.today.getTime() - Date.parse(entry.call().recordedAt) > limit.maxAge
}
