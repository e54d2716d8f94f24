import type { CassetteEntry } from '../../cassette/cassette.ts'

/** A call in both states, or in one of them. */
export interface CallPair {
  readonly before: CassetteEntry | undefined
  readonly after: CassetteEntry | undefined
}

/**
 * Pairs the calls of two states of a cassette: first those with the same key, in order; then the others, by their
 * order. What is left was added or removed.
 *
 * @returns in the order of the newer state; what was removed is listed where it was
 */
export function pairCalls(before: readonly CassetteEntry[], after: readonly CassetteEntry[]): readonly CallPair[] {
  const byKey = new Map<string, CassetteEntry[]>()
  for (const entry of before) {
    const key = entry.key ?? ''
    byKey.set(key, [...(byKey.get(key) ?? []), entry])
  }
  const partners = new Map(after.map((entry) => [entry, byKey.get(entry.key ?? '')?.shift()]))
  const taken = new Set(partners.values())
  const left = before.filter((entry) => !taken.has(entry))
  const pairs = after.map((entry): CallPair => ({ before: partners.get(entry) ?? left.shift(), after: entry }))
  return [...pairs, ...left.map((entry): CallPair => ({ before: entry, after: undefined }))].toSorted(
    (one, other) => placeOf(one) - placeOf(other),
  )
}

function placeOf({ before, after }: CallPair): number {
  return after?.number ?? (before?.number ?? 0) + 0.5
}
