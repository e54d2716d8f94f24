import type { Cassette, CassetteEntry } from '../cassette/cassette.ts'
import type { Borrower, PlaybackRules } from './playback.ts'
import type { CassetteHandle } from './session-input.ts'

/** A call of the cassette of another test. */
export interface SiblingCall {
  readonly entry: CassetteEntry
  readonly cassette: CassetteHandle
}

/**
 * Finds a request among the calls of other cassettes that nobody has asked for: what a fixture, a queue or a cache did
 * in another test when it was recorded.
 *
 * @param siblings - the other cassettes of the file
 * @param search - how keys are computed, and who asks: what an earlier attempt of its test was answered with is free
 */
export function findInSiblings(
  siblings: readonly CassetteHandle[],
  key: string,
  { rules, borrower }: { readonly rules: PlaybackRules; readonly borrower: Borrower },
): SiblingCall | undefined {
  for (const cassette of siblings) {
    const recorded = baseOf(cassette)
    const isIndexed = recorded?.header.rules === rules.fingerprint
    // A key that is stored beside a request that was edited since, or under other rules, says nothing.
    const keyOf = (entry: CassetteEntry): string | undefined =>
      isIndexed && entry.key !== undefined && entry.hasIntactRequest() ? entry.key : rules.keyOf(entry.call().request)
    const isFree = isFreeFor(borrower, cassette)
    const entry = recorded?.entries.find((candidate) => isFree(candidate) && keyOf(candidate) === key)
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

function isFreeFor(borrower: Borrower, { claims }: CassetteHandle): (entry: CassetteEntry) => boolean {
  return (entry) => {
    const last = claims.byOthers.get(entry)
    const isLent = last !== undefined && (last === borrower || last.cassette !== borrower.cassette)
    return !isLent && claims.byOwner?.has(entry) !== true
  }
}
