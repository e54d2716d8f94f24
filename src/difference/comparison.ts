import type { RequestDifference } from '../errors.ts'
import { commonEnds } from '../text/common-ends.ts'

/** Where two requests, or parts of them, differ, and how much. */
export interface Comparison {
  readonly differences: readonly RequestDifference[]
  /** 0 for equal ones; every differing leaf adds up to 1, less the more its texts have in common. */
  readonly distance: number
  /**
   * Notes one difference.
   *
   * @param leaves - values that differ there; 1 unless whole subtrees do
   */
  add(difference: RequestDifference, leaves?: number): void
  /** Takes over what another comparison found. */
  include(other: Comparison): void
}

/** Starts to compare. */
export function createComparison(): Comparison {
  const differences: RequestDifference[] = []
  let distance = 0
  return {
    differences,
    get distance() {
      return distance
    },
    add(difference, leaves = 1) {
      differences.push(difference)
      distance += leaves * unlikeness(difference.recorded, difference.received)
    },
    include(other) {
      differences.push(...other.differences)
      distance += other.distance
    },
  }
}

// 1 for texts that neither begin nor end alike; never 0, so that many small differences count for more than none.
function unlikeness(recorded: string | undefined, received: string | undefined): number {
  if (recorded === undefined || received === undefined) return 1
  const { head, tail } = commonEnds(recorded, received)
  return Math.max(0.01, 1 - (head + tail) / Math.max(recorded.length, received.length, 1))
}
