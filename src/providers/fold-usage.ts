import { isRecord, type UnknownRecord } from '../text/is-record.ts'
import { at } from './value-at.ts'

// Every place where a provider puts its counts: the body itself, or an event of its stream.
const USAGE_PATHS = [
  ['message', 'usage'],
  ['delta', 'usage'],
  ['response', 'usage'],
  ['x_groq', 'usage'],
  ['interaction', 'usage'],
  ['metadata', 'usage'],
  ['metadata', 'total_usage'],
  ['usageMetadata'],
  ['response', 'usageMetadata'],
  ['response', 'meta'],
  ['meta'],
  ['amazon-bedrock-invocationMetrics'],
  ['usage_info'],
  ['usage'],
] as const

const TOP_LEVEL_COUNTS = [
  'prompt_eval_count',
  'eval_count',
  'inputTextTokenCount',
  'totalOutputTextTokenCount',
  'results',
  'prompt_token_count',
  'generation_token_count',
  'predictions',
] as const

/** What an event with counts has at its top. */
const ROOTS: ReadonlySet<string> = new Set([...TOP_LEVEL_COUNTS, ...USAGE_PATHS.map(([root]) => root)])

/**
 * Gathers the usage of a response from all of its events. Counts of a stream are cumulative, so the last one given
 * wins, field by field: Anthropic gives input tokens at the start and output tokens at the end.
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
    TOP_LEVEL_COUNTS.filter((name) => Object.hasOwn(event, name)).map((name) => [name, event[name]]),
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
