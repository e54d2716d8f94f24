import { USAGE_COUNTS, type TokenCounts } from '../../cassette/call.ts'
import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import type { Counts } from '../dialects/dialect.ts'
import { DIALECTS } from '../dialects/dialects.ts'
import { firstNumber, number, positive } from './counts.ts'

const SHAPES = DIALECTS.flatMap(({ shapes }) => shapes)

/**
 * Reads a usage object in any provider's dialect; which one it is shows in its field names.
 *
 * @param usage - the usage object, of a stream already folded into one
 * @returns the counts, none of them where the call is billed by something that is not counted; undefined where the
 *   object counts nothing
 */
export function readUsage(usage: UnknownRecord): TokenCounts | undefined {
  const shape = SHAPES.find(({ marks }) => marks.some((mark) => number(usage, mark) !== undefined))
  if (shape === undefined) return undefined
  const counts: Counts = { ...shape.read(usage), statedUsd: readStatedUsd(usage) }
  return Object.fromEntries(
    USAGE_COUNTS.flatMap((name) => (counts[name] === undefined ? [] : [[name, counts[name]] as const])),
  )
}

// Gateways, Perplexity and Hugging Face say dollars, xAI ten thousand millionths of one. A zero may mean that another
// account pays.
function readStatedUsd(usage: UnknownRecord): number | undefined {
  const ticks = number(usage, ['cost_in_usd_ticks'])
  return positive(
    firstNumber(usage, [['cost'], ['cost', 'total_cost'], ['estimated_cost']]) ??
      (ticks === undefined ? undefined : ticks / 10_000_000_000),
  )
}
