import { formatDollars, formatThings } from '../../report/format.ts'
import { sumOfKnown } from '../../report/sums.ts'
import type { BeforeAfter, DiffedCall } from '../json-reports.ts'

const CHANGES = ['changed', 'added', 'removed', 'moved'] as const

/** Counts what happened to calls: `2 calls changed, 1 added`. */
export function countChanges(calls: readonly DiffedCall[]): string {
  const counted = CHANGES.flatMap((change) => {
    const count = calls.filter((call) => call.change === change).length
    return count === 0 ? [] : [{ change, count }]
  })
  return counted
    .map(({ change, count }, index) => `${index === 0 ? formatThings(count, 'call') : count} ${change}`)
    .join(', ')
}

/** Adds up what calls cost before and after; null where no price is known. */
export function costOf(calls: readonly DiffedCall[]): BeforeAfter<number | null> {
  return {
    before: sumOfKnown(calls.map(({ usd }) => usd.before)),
    after: sumOfKnown(calls.map(({ usd }) => usd.after)),
  }
}

/** Spells a change of cost: `$0.0021 → $0.0034`; empty where neither is known. */
export function explainCost({ before, after }: BeforeAfter<number | null>): string {
  if (before === null && after === null) return ''
  const [older, newer] = [before ?? 0, after ?? 0].map(formatDollars)
  return older === newer ? `${newer}` : `${older} → ${newer}`
}
