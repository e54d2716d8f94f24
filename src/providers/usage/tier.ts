import type { Headers } from '../../cassette/call.ts'
import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { headerText } from './stream-events.ts'
import { at } from './value-at.ts'

/** OpenAI and its kin, Anthropic, Gemini and its Interactions API, Vertex, Bedrock. */
const PATHS = [
  ['service_tier'],
  ['response', 'service_tier'],
  ['interaction', 'service_tier'],
  ['usage', 'service_tier'],
  ['message', 'usage', 'service_tier'],
  ['usageMetadata', 'serviceTier'],
  ['usageMetadata', 'trafficType'],
  ['serviceTier', 'type'],
] as const
const HEADERS = ['x-gemini-service-tier', 'x-amzn-bedrock-service-tier'] as const
/** What a provider calls the tier that its list of prices is for; `auto` is what was asked, before one is chosen. */
const USUAL: ReadonlySet<string> = new Set(['default', 'standard', 'auto', 'on_demand'])

/**
 * Finds the tier that a call was served in: those that wait cost less, those that are served first cost more.
 *
 * @param events - the JSON objects of the response; the last one that says it counts
 * @returns its name in lower case, such as `flex`; undefined for the usual one
 */
export function findTier(headers: Headers, events: readonly UnknownRecord[]): string | undefined {
  const said = events.flatMap((event) =>
    PATHS.map((path) => at(event, path)).filter((tier) => typeof tier === 'string'),
  )
  const named = said.at(-1) ?? HEADERS.map((name) => headerText(headers, name)).find((tier) => tier !== '')
  // Vertex: ON_DEMAND_FLEX.
  const tier = named?.toLowerCase().replace(/^on_demand_/u, '')
  return tier === undefined || tier === '' || USUAL.has(tier) ? undefined : tier
}
