import type * as PriceLibrary from '@pydantic/genai-prices'
import type { Usage } from '../cassette/call.ts'
import { isPricedModel } from './priced-model.ts'

/**
 * Prices one call.
 *
 * @param usage - its tokens
 * @param at - the time whose prices count; the time of the run where it is left out
 * @returns US dollars, or undefined where the price is not known
 */
export type Price = (usage: Usage, at?: Date) => number | undefined

/** US dollars per million tokens; cached input costs as much as input where it has no price of its own. */
export interface CustomPrice {
  readonly input: number
  readonly output: number
  readonly cachedInput?: number | undefined
}

/**
 * Loads the price table, which costs some 40 ms: for the reporter's process, once.
 *
 * @param custom - the option `prices`: by exact model id, over the built-in table
 * @returns the price of a usage
 */
export async function loadPrices(custom: Readonly<Record<string, CustomPrice>>): Promise<Price> {
  const own = new Map(Object.entries(custom))
  const library = await import('@pydantic/genai-prices')
  return (usage, at) => {
    const price = own.get(usage.model)
    return price === undefined ? tablePrice(library, usage, at) : customPrice(price, usage)
  }
}

function customPrice(price: CustomPrice, usage: Usage): number | undefined {
  if (usage.input === undefined && usage.output === undefined) return undefined
  const { input = 0, output = 0, cachedInput = 0 } = usage
  const cached = Math.min(cachedInput, input)
  return ((input - cached) * price.input + cached * (price.cachedInput ?? price.input) + output * price.output) / 1_000_000
}

function tablePrice(library: typeof PriceLibrary, usage: Usage, at: Date | undefined): number | undefined {
  // Without its input tokens only a part of the call could be priced, and a part is not its price.
  if (usage.input === undefined) return undefined
  try {
    const { provider, model } = tableIds(usage)
    // The table also finds providers by likeness; a user's 'my-openai-proxy' has prices of its own.
    if (library.findProvider({ providerId: provider })?.id !== provider) return undefined
    const priced = library.calcPrice(tableUsage(usage), model, { providerId: provider, ...(at === undefined ? {} : { timestamp: at }) })
    return priced !== null && isPricedModel(priced.model.match, model) ? priced.total_price : undefined
  } catch {
    // It throws on usage that contradicts itself, which real responses have (more cached tokens than input): the price is not known.
    return undefined
  }
}

const TABLE_PROVIDERS = new Map([
  ['bedrock', 'aws'],
  ['vertex', 'google'],
  ['xai', 'x-ai'],
  ['voyage', 'voyageai'],
])

// Vercel's gateway passes on the prices of the maker, whom its model ids name: `anthropic/claude-sonnet-4.5`.
function tableIds({ provider, model }: Usage): { readonly provider: string; readonly model: string } {
  const [maker = '', ...name] = model.split('/')
  const ids = provider === 'vercel' && name.length > 0 ? { provider: maker, model: name.join('/') } : { provider, model }
  return { provider: TABLE_PROVIDERS.get(ids.provider) ?? ids.provider, model: ids.model.toLowerCase() }
}

// Only keys that the table knows: it writes to the console about any other.
function tableUsage(usage: Usage): Record<string, number> {
  return {
    input_tokens: usage.input ?? 0,
    output_tokens: usage.output ?? 0,
    ...(usage.cachedInput === undefined ? {} : { cache_read_tokens: usage.cachedInput }),
    ...(usage.cacheWriteInput === undefined ? {} : { cache_write_tokens: usage.cacheWriteInput }),
    ...(usage.reasoning === undefined ? {} : { output_reasoning_tokens: usage.reasoning }),
  }
}
