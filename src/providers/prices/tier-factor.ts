import type { Usage } from '../../cassette/call.ts'
import { findProvider } from '../name-provider.ts'

/** What a call of a tier costs, as a part of the list price, where that is the same for every model. */
interface TierFactors {
  readonly provider: string
  readonly tiers: Readonly<Record<string, number>>
  /** Where that is published. */
  readonly source: string
}

const TIERS: readonly TierFactors[] = [
  {
    provider: 'openai',
    tiers: { flex: 0.5, batch: 0.5 },
    source: 'https://platform.openai.com/docs/guides/flex-processing',
  },
  {
    provider: 'anthropic',
    tiers: { batch: 0.5 },
    source: 'https://docs.claude.com/en/docs/build-with-claude/batch-processing',
  },
  { provider: 'google', tiers: { flex: 0.5, batch: 0.5 }, source: 'https://ai.google.dev/gemini-api/docs/pricing' },
  { provider: 'vertex', tiers: { flex: 0.5 }, source: 'https://cloud.google.com/vertex-ai/generative-ai/pricing' },
  { provider: 'bedrock', tiers: { flex: 0.5 }, source: 'https://aws.amazon.com/bedrock/pricing/' },
  { provider: 'groq', tiers: { flex: 1 }, source: 'https://console.groq.com/docs/flex-processing' },
]

/**
 * Finds what the list price of a call is multiplied by for the tier that served it.
 *
 * @returns 1 for the usual tier; undefined where the price of the tier is not known
 */
export function tierFactor({ provider, tier, webSearches = 0 }: Usage): number | undefined {
  if (tier === undefined) return 1
  const id = findProvider(provider)?.id
  const factor = TIERS.find((entry) => entry.provider === id)?.tiers[tier]
  // Searches cost the same in every tier.
  return webSearches > 0 && factor !== 1 ? undefined : factor
}
