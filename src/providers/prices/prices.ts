import type * as PriceLibrary from '@pydantic/genai-prices'

import type { Usage } from '../../cassette/call.ts'
import { findProvider } from '../name-provider.ts'
import { gapPrice } from './gap-prices.ts'
import { isPricedModel, namesSnapshots } from './priced-model.ts'
import { tableIds, type TableId } from './table-ids.ts'
import { tierFactor } from './tier-factor.ts'

/**
 * Prices one call.
 *
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
 * @returns the price of a usage: the user's, else the table's at that time, else a published one that the table lacks,
 *   else what the provider itself said when it was recorded
 */
export async function loadPrices(custom: Readonly<Record<string, CustomPrice>>): Promise<Price> {
  const own = new Map(Object.entries(custom))
  const library = await import('@pydantic/genai-prices')
  return (usage, at) => {
    const price = own.get(usage.model)
    if (price !== undefined) return customPrice(price, usage)
    if (isLocal(usage)) return 0
    return listPrice(library, usage, at) ?? usage.statedUsd
  }
}

function listPrice(library: typeof PriceLibrary, usage: Usage, at: Date | undefined): number | undefined {
  const factor = tierFactor(usage)
  if (factor === undefined) return undefined
  const price = tablePrice(library, usage, at) ?? gapPrice(usage.provider, usage.model.toLowerCase(), usage)
  return price === undefined ? undefined : price * factor
}

function customPrice(price: CustomPrice, usage: Usage): number | undefined {
  if (usage.input === undefined && usage.output === undefined) return undefined
  const { input = 0, output = 0, cachedInput = 0 } = usage
  const cached = Math.min(cachedInput, input)
  return (
    ((input - cached) * price.input + cached * (price.cachedInput ?? price.input) + output * price.output) / 1_000_000
  )
}

// Ollama on the user's machine also passes calls on to its cloud, which are paid.
function isLocal({ provider, model }: Usage): boolean {
  return findProvider(provider)?.local !== undefined && !/[-:]cloud$/u.test(model)
}

function tablePrice(library: typeof PriceLibrary, usage: Usage, at: Date | undefined): number | undefined {
  // Without its input only a part of the call could be priced, and a part is not its price.
  if (usage.input === undefined && usage.audioSeconds === undefined && usage.pages === undefined) return undefined
  // Jobs that have not run yet count nothing, under no model's name.
  if (usage.input === 0 && usage.output === 0) return 0
  for (const id of tableIds(usage)) {
    const price = lookUp(library, { id, usage, at })
    if (price !== undefined) return price
  }
  return undefined
}

interface Query {
  readonly id: TableId
  readonly usage: Usage
  readonly at: Date | undefined
}

function lookUp(library: typeof PriceLibrary, { id, usage, at }: Query): number | undefined {
  const { provider, model } = id
  try {
    // The table also finds providers by likeness; a user's 'my-openai-proxy' has prices of its own.
    if (library.findProvider({ providerId: provider })?.id !== provider) return undefined
    const priced = library.calcPrice(tableUsage(usage), model, {
      providerId: provider,
      ...(at === undefined ? {} : { timestamp: at }),
    })
    if (priced === null || !isPricedModel(priced.model.match, model)) return undefined
    if (id.isUndated === true && namesSnapshots(priced.model.match, model)) return undefined
    return hasPriceOf(priced.model_price, usage) || model.endsWith(':free') ? priced.total_price : undefined
  } catch {
    // It throws on usage that contradicts itself, which real responses have (more cached tokens than input): the price
    // is not known.
    return undefined
  }
}

// The table counts what it has no price for as free.
function hasPriceOf(prices: Readonly<Record<string, unknown>>, usage: Usage): boolean {
  return PRICED_BY.every(([count, price]) => (usage[count] ?? 0) === 0 || Object.hasOwn(prices, price))
}

const PRICED_BY = [
  ['input', 'input_mtok'],
  ['output', 'output_mtok'],
  ['audioSeconds', 'audio_hours'],
  ['pages', 'input_document_kpages'],
] as const

// Only keys that the table knows: it writes to the console about any other.
const TABLE_KEYS = [
  ['cachedInput', 'cache_read_tokens'],
  ['cacheWriteInput', 'cache_write_tokens'],
  ['hourCacheWriteInput', 'cache_write_1h_tokens'],
  ['reasoning', 'output_reasoning_tokens'],
  ['audioInput', 'input_audio_tokens'],
  ['cachedAudioInput', 'cache_audio_read_tokens'],
  ['audioOutput', 'output_audio_tokens'],
  ['imageInput', 'input_image_tokens'],
  ['imageOutput', 'output_image_tokens'],
  ['webSearches', 'web_searches'],
  ['audioSeconds', 'audio_seconds'],
  ['audioSeconds', 'input_audio_seconds'],
  ['pages', 'input_document_pages'],
] as const

function tableUsage(usage: Usage): Record<string, number> {
  const given = TABLE_KEYS.flatMap(([name, key]) => (usage[name] === undefined ? [] : [[key, usage[name]] as const]))
  return { input_tokens: usage.input ?? 0, output_tokens: usage.output ?? 0, ...Object.fromEntries(given) }
}
