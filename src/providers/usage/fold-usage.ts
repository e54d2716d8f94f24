import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import type { Path } from '../dialects/dialect.ts'
import { DIALECTS } from '../dialects/dialects.ts'
import { at } from './value-at.ts'

const USAGE_PATHS = distinctPaths(DIALECTS.flatMap(({ usageAt }) => usageAt))
const TOP_COUNTS = DIALECTS.flatMap(({ topCounts = [] }) => topCounts)

/** What an event with counts has at its top. */
const ROOTS: ReadonlySet<string> = new Set([...TOP_COUNTS, ...USAGE_PATHS.flatMap(([root]) => root ?? [])])

/**
 * Gathers the usage of a response from all of its events. Counts of a stream are cumulative, so the last one given
 * wins, field by field: Anthropic reports input tokens at the start and output tokens at the end.
 *
 * @param events - the JSON objects of the response, in order
 * @returns the provider's own usage fields; empty where no event has any
 */
export function foldUsage(events: readonly UnknownRecord[]): UnknownRecord {
  let folded: UnknownRecord = {}
  for (const event of events) {
    for (const usage of usagesOf(event)) folded = merge(folded, usage)
  }
  return folded
}

function usagesOf(event: UnknownRecord): readonly UnknownRecord[] {
  // Most events of a stream count nothing.
  if (!Object.keys(event).some((name) => ROOTS.has(name))) return []
  const topLevel = Object.fromEntries(
    TOP_COUNTS.filter((name) => Object.hasOwn(event, name)).map((name) => [name, event[name]]),
  )
  return [topLevel, ...USAGE_PATHS.map((path) => at(event, path))].filter(isRecord)
}

function merge(older: UnknownRecord, newer: UnknownRecord): UnknownRecord {
  const given = Object.entries(newer).filter(([, value]) => value !== null && value !== undefined)
  return { ...older, ...Object.fromEntries(given.map(([name, value]) => [name, mergeValue(older[name], value)])) }
}

// Details are one level deep; anything deeper is taken as it comes, so that no body can make this recurse.
function mergeValue(older: unknown, newer: unknown): unknown {
  if (!isRecord(older) || !isRecord(newer)) return newer
  const given = Object.entries(newer).filter(([, value]) => value !== null)
  return { ...older, ...Object.fromEntries(given) }
}

// Several dialects have it at `usage`, which is read last: there it is whole.
function distinctPaths(paths: readonly Path[]): readonly Path[] {
  const byName = new Map(paths.map((path) => [path.join('.'), path]))
  const plain = byName.get('usage')
  return [...[...byName.values()].filter((path) => path !== plain), ...(plain === undefined ? [] : [plain])]
}
