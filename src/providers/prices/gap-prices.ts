import type { Usage } from '../../cassette/call.ts'

/** Prices that the table lacks, for as long as it does: US dollars, as published by the provider. */
interface GapPrice {
  readonly provider: string
  /** Whole ids, in lower case. */
  readonly models: readonly string[]
  /** A million tokens. */
  readonly input?: number
  readonly cachedInput?: number
  readonly output?: number
  /** A thousand searches of a reranker. */
  readonly searches?: number
  /** Where that is published. */
  readonly source: string
}

const COHERE = 'https://cohere.com/pricing'
const MISTRAL = 'https://mistral.ai/pricing'
const VOYAGE = 'https://docs.voyageai.com/docs/pricing'
const ZAI = 'https://docs.z.ai/guides/overview/pricing'

/** Every price that the table lacks. */
export const GAP_PRICES: readonly GapPrice[] = [
  {
    provider: 'cohere',
    models: ['rerank-v4.0-fast', 'rerank-v3.5', 'rerank-english-v3.0', 'rerank-multilingual-v3.0'],
    searches: 2,
    source: COHERE,
  },
  { provider: 'cohere', models: ['rerank-v4.0-pro'], searches: 2.5, source: COHERE },
  {
    provider: 'cohere',
    models: [
      'embed-english-v3.0',
      'embed-multilingual-v3.0',
      'embed-english-light-v3.0',
      'embed-multilingual-light-v3.0',
    ],
    input: 0.1,
    source: COHERE,
  },
  {
    provider: 'mistral',
    models: ['mistral-small-2501', 'mistral-small-2503', 'mistral-small-2506'],
    input: 0.1,
    output: 0.3,
    source: MISTRAL,
  },
  {
    provider: 'mistral',
    models: ['devstral-medium-2507', 'devstral-medium-latest'],
    input: 0.4,
    output: 2,
    source: MISTRAL,
  },
  { provider: 'voyage', models: ['rerank-2.5', 'rerank-2'], input: 0.05, source: VOYAGE },
  { provider: 'voyage', models: ['rerank-2.5-lite', 'rerank-2-lite'], input: 0.02, source: VOYAGE },
  {
    provider: 'zai',
    models: ['glm-4.7', 'glm-4.6', 'glm-4.5'],
    input: 0.6,
    cachedInput: 0.11,
    output: 2.2,
    source: ZAI,
  },
  { provider: 'zai', models: ['glm-5'], input: 1, cachedInput: 0.2, output: 3.2, source: ZAI },
  { provider: 'zai', models: ['glm-4.5-air'], input: 0.2, cachedInput: 0.03, output: 1.1, source: ZAI },
  { provider: 'zai', models: ['glm-4.7-flash', 'glm-4.5-flash'], input: 0, output: 0, source: ZAI },
]

/**
 * Prices a call of a model that the table lacks.
 *
 * @param provider - an id of the catalogue
 * @param model - in lower case
 * @returns US dollars; undefined where the model, or what was counted, has no price here
 */
export function gapPrice(provider: string, model: string, usage: Usage): number | undefined {
  const prices = GAP_PRICES.find((entry) => entry.provider === provider && entry.models.includes(model))
  if (prices === undefined) return undefined
  const cached = Math.min(usage.cachedInput ?? 0, usage.input ?? 0)
  const parts = [
    cost((usage.input ?? 0) - cached, prices.input, 1_000_000),
    cost(cached, prices.cachedInput ?? prices.input, 1_000_000),
    cost(usage.output ?? 0, prices.output, 1_000_000),
    cost(usage.searches ?? 0, prices.searches, 1000),
  ]
  const isCounted = usage.input !== undefined || usage.searches !== undefined
  return isCounted && parts.every(isKnown) ? parts.reduce((total, part) => total + part, 0) : undefined
}

function isKnown(part: number | undefined): part is number {
  return part !== undefined
}

function cost(count: number, price: number | undefined, unit: number): number | undefined {
  if (count === 0) return 0
  return price === undefined ? undefined : (count * price) / unit
}
