import type { RecordedRequest } from './cassette/call.ts'
import type { Cassette, CassetteEntry } from './cassette/scan.ts'

/** A cassette being played: which calls were asked for, which are left. */
export interface Playback {
  /** Number of calls on the cassette. */
  readonly size: number
  /** Finds the call that answers a request next; it stays unplayed until it is taken. */
  find(key: string, repeats: 'error' | 'last'): CassetteEntry | undefined
  take(entry: CassetteEntry): void
  /** Calls nobody asked for, in recorded order. */
  unplayed(): readonly CassetteEntry[]
  entries(): readonly CassetteEntry[]
}

/**
 * Starts to play a cassette from the beginning.
 *
 * The stored keys are an index: when one is not found, its request was edited since, or other rules are in force by now, the keys of
 * all recorded requests are computed anew, so that changed rules and hand-edited requests find their answers, and no others.
 *
 * @param cassette - the cassette, or undefined where there is none
 * @param keyOf - computes the key of a recorded request
 * @param rules - fingerprint of the rules it does that by
 * @returns the playback
 */
export function startPlayback(cassette: Cassette | undefined, keyOf: (request: RecordedRequest) => string, rules?: string): Playback {
  const entries = cassette?.entries ?? []
  const played = new Set<CassetteEntry>()
  const byStoredKey = cassette?.header.rules === rules ? Map.groupBy(entries, (entry) => entry.key) : new Map<string, CassetteEntry[]>()
  let byComputedKey: ReadonlyMap<string, readonly CassetteEntry[]> | undefined

  const findUnplayed = (candidates: readonly CassetteEntry[] | undefined): CassetteEntry | undefined =>
    candidates?.find((entry) => !played.has(entry))

  return {
    size: entries.length,
    find(key, repeats) {
      const indexed = byStoredKey.get(key)
      const stored = indexed?.every((entry) => entry.hasIntactRequest()) === true ? indexed : undefined
      const hit = findUnplayed(stored)
      if (hit !== undefined || (repeats === 'error' && played.size === entries.length)) return hit
      byComputedKey ??= Map.groupBy(entries, (entry) => keyOf(entry.call().request))
      const computed = byComputedKey.get(key)
      return findUnplayed(computed) ?? (repeats === 'last' ? (computed ?? stored)?.at(-1) : undefined)
    },
    take: (entry) => void played.add(entry),
    unplayed: () => entries.filter((entry) => !played.has(entry)),
    entries: () => entries,
  }
}
