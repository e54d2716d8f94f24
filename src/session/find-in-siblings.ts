import type { Cassette, CassetteEntry } from '../cassette/cassette.ts'
import type { PlaybackRules } from './playback.ts'
import type { CassetteHandle } from './session-input.ts'

/** A call of the cassette of another test. */
export interface SiblingCall {
  readonly entry: CassetteEntry
  readonly cassette: CassetteHandle
}

/**
 * Finds a request among the calls of other cassettes that nobody has asked for: what a fixture, a queue or a cache did in
 * another test when it was recorded.
 *
 * @param siblings - the other cassettes of the file
 * @param rules - how keys are computed, and the fingerprint of the rules
 */
export function findInSiblings(
  siblings: readonly CassetteHandle[],
  key: string,
  rules: PlaybackRules,
): SiblingCall | undefined {
  for (const cassette of siblings) {
    const recorded = baseOf(cassette)
    const isIndexed = recorded?.header.rules === rules.fingerprint
    // A key that is stored beside a request that was edited since, or under other rules, says nothing.
    const keyOf = (entry: CassetteEntry): string | undefined =>
      isIndexed && entry.key !== undefined && entry.hasIntactRequest() ? entry.key : rules.keyOf(entry.call().request)
    const entry = recorded?.entries.find((candidate) => isFree(cassette, candidate) && keyOf(candidate) === key)
    if (entry !== undefined) return { entry, cassette }
  }
  return undefined
}

function baseOf(cassette: CassetteHandle): Cassette | undefined {
  try {
    return cassette.base()
  } catch {
    // Its own test fails with what is wrong with it.
    return undefined
  }
}

function isFree({ claims }: CassetteHandle, entry: CassetteEntry): boolean {
  return !claims.byOthers.has(entry) && claims.byOwner?.has(entry) !== true
}
