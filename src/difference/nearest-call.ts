import type { RecordedRequest } from '../cassette/call.ts'
import type { RequestDifference } from '../errors.ts'
import { canonicalRequest } from '../key/canonical-request.ts'
import type { CanonicalRequest } from '../key/canonical-request.ts'
import type { KeyRules } from '../key/key-rules.ts'
import { compareRequests } from './compare-requests.ts'
import type { Comparison } from './comparison.ts'

/** A recorded request that may be the one that was meant. */
export interface Candidate {
  /** 1-based number of its call on the cassette. */
  readonly number: number
  readonly request: RecordedRequest
}

/** The recorded call whose request is most like one that came. */
export interface NearestCall {
  /** Number of its call; undefined when there are no candidates. */
  readonly nearest: number | undefined
  readonly differences: readonly RequestDifference[]
}

const MAXIMAL_CANDIDATES = 50
const MAXIMAL_DIFFERENCES = 20

/**
 * Finds the recorded call whose request is most like one that was not found, and where the two differ. Never throws,
 * since it only ever runs while another failure is being reported.
 *
 * @param input - the redacted request that came, those to compare it with, and the rules of the key
 * @returns the nearest call, the first in case of a draw, and up to 20 differences with whole values as text
 */
export function findNearestCall(input: {
  readonly incoming: RecordedRequest
  readonly candidates: readonly Candidate[]
  readonly rules: KeyRules
}): NearestCall {
  const { incoming, candidates, rules } = input
  const received = tryCanonical(incoming, rules)
  let nearest: { readonly number: number; readonly comparison: Comparison } | undefined
  for (const { number, request } of preferSameAddress(candidates, incoming)) {
    const recorded = received === undefined ? undefined : tryCanonical(request, rules)
    if (recorded === undefined || received === undefined) continue
    const comparison = compareRequests(recorded, received)
    if (nearest === undefined || comparison.distance < nearest.comparison.distance) nearest = { number, comparison }
  }
  return {
    nearest: nearest?.number,
    differences: nearest?.comparison.differences.slice(0, MAXIMAL_DIFFERENCES) ?? [],
  }
}

function tryCanonical(request: RecordedRequest, rules: KeyRules): CanonicalRequest | undefined {
  try {
    return canonicalRequest(request, rules)
  } catch {
    // A rule that is wrong was reported when the key was made; here it must not hide the divergence.
    return undefined
  }
}

function preferSameAddress(candidates: readonly Candidate[], incoming: RecordedRequest): readonly Candidate[] {
  const address = addressOf(incoming)
  const same = candidates.filter(({ request }) => addressOf(request) === address)
  const others = candidates.filter(({ request }) => addressOf(request) !== address)
  return [...same, ...others].slice(0, MAXIMAL_CANDIDATES)
}

function addressOf({ method, url }: RecordedRequest): string {
  return `${method.toUpperCase()} ${url.replace(/[?#].*$/s, '')}`
}
