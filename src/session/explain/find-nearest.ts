import type { RecordedRequest } from '../../cassette/call.ts'
import type { CassetteEntry } from '../../cassette/cassette.ts'
import type { PooledCall } from '../../cassette/disk/import-pool.ts'
import { findNearestCall } from '../../difference/nearest-call.ts'
import type { RequestDifference } from '../../errors.ts'
import type { KeyRules } from '../../key/key-rules.ts'

/** The recorded call that is most like a request. */
interface Nearest {
  /** Its number on the cassette of the test; undefined where it is another tool's. */
  readonly number: number | undefined
  /** What it is called in messages. */
  readonly label: string
  readonly request: RecordedRequest
  readonly differences: readonly RequestDifference[]
}

/** Where a request is looked for. */
interface Recordings {
  readonly entries: readonly CassetteEntry[]
  readonly unplayed: readonly CassetteEntry[]
  /** Of other tools. */
  readonly imported: readonly PooledCall[]
  readonly rules: KeyRules
}

/**
 * Finds the recorded call that is most like a request: on the cassette of its test, and among imported ones where that
 * has none.
 *
 * @returns undefined where nothing is recorded
 */
export function findNearest(incoming: RecordedRequest, recordings: Recordings): Nearest | undefined {
  const { entries, unplayed, imported, rules } = recordings
  if (entries.length === 0) return findNearestImported(incoming, imported, rules)
  // A call that was played already is rarely the one that was meant.
  const candidates = (unplayed.length > 0 ? unplayed : entries).map((entry) => ({
    number: entry.number,
    request: entry.call().request,
  }))
  const { nearest, differences } = findNearestCall({ incoming, candidates, rules })
  const request = candidates.find(({ number }) => number === nearest)?.request
  if (nearest === undefined || request === undefined) return undefined
  return { number: nearest, label: `call ${nearest}`, request, differences }
}

// There may be thousands: those whose bodies have about the same length are compared.
function findNearestImported(
  incoming: RecordedRequest,
  calls: readonly PooledCall[],
  rules: KeyRules,
): Nearest | undefined {
  const candidates = calls
    .map(({ entry }, index) => ({ number: index, request: entry.call().request }))
    .toSorted((left, right) => distanceOf(left.request, incoming) - distanceOf(right.request, incoming))
  const { nearest, differences } = findNearestCall({ incoming, candidates, rules })
  const call = nearest === undefined ? undefined : calls[nearest]
  if (call === undefined) return undefined
  return {
    number: undefined,
    label: `imported call ${call.entry.number} of ${call.source}`,
    request: call.entry.call().request,
    differences,
  }
}

function distanceOf(left: RecordedRequest, right: RecordedRequest): number {
  return Math.abs(left.body.length - right.body.length)
}
