import { describe, expect, test, vi } from 'vitest'

import { GAP_PRICES } from '../../src/providers/prices/gap-prices.ts'
import { loadPrices } from '../../src/providers/prices/prices.ts'

const price = await loadPrices({})

function isPriced(provider: string, model: string) {
  return price({ provider, model, input: 1000, output: 1000 }) !== undefined
}

function costOfMillion(model: string) {
  return price({ provider: 'mistral', model, input: 1_000_000 }, new Date('2026-09-30'))
}

describe('prices', () => {
  test('reasoning is part of the output and not paid twice', () => {
    const usage = { provider: 'openai', model: 'gpt-4.1-mini', input: 0, output: 1000 }

    expect(price({ ...usage, reasoning: 900 })).toBe(price(usage))
  })

  test('embeddings cost their input', () => {
    // text-embedding-3-small: $0.02 per million (OpenAI pricing page)
    expect(price({ provider: 'openai', model: 'text-embedding-3-small', input: 1_000_000 })).toBeCloseTo(0.02, 10)
  })

  test('are those of the time asked for', () => {
    const usage = { provider: 'openai', model: 'o3', input: 1_000_000, output: 0 }

    expect(price(usage, new Date('2025-05-01'))).toBeCloseTo(10, 10)
    expect(price(usage, new Date('2026-05-01'))).toBeCloseTo(2, 10)
  })
})

describe('models', () => {
  test("are found under rewind's names of their providers", () => {
    expect(isPriced('bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0')).toBe(true)
    expect(isPriced('bedrock', 'amazon.nova-micro-v1:0')).toBe(true)
    expect(isPriced('vertex', 'claude-3-7-sonnet@20250219')).toBe(true)
    expect(isPriced('google', 'gemini-2.5-flash')).toBe(true)
    expect(isPriced('xai', 'grok-4.3')).toBe(true)
    expect(isPriced('azure', 'gpt-4.1-mini-2025-04-14')).toBe(true)
    expect(isPriced('vercel', 'anthropic/claude-sonnet-4.5')).toBe(true)
  })

  test('whose id only starts like a known one do not get its price', () => {
    const strangers = [
      'claude-sonnet-4-5x',
      'claude-sonnet-4-5-mini',
      'claude-sonnet-5-1',
      'claude-sonnet-4-50',
      'claude-3-haiku-ultra',
    ]

    expect(strangers.filter((model) => isPriced('anthropic', model))).toEqual([])
    expect(isPriced('openai', 'gpt-4o-mini-next')).toBe(false)
    expect(isPriced('openai', 'gpt-4.1-mini-pro')).toBe(false)
    expect(isPriced('google', 'gemini-2.5-pro-lite')).toBe(false)
  })

  test('with a date, a revision or an alias are the same model', () => {
    const names = [
      'claude-sonnet-4-5',
      'claude-sonnet-4-5-20250929',
      'claude-sonnet-4-5-latest',
      'claude-3-haiku-20240307',
    ]

    expect(names.filter((model) => !isPriced('anthropic', model))).toEqual([])
  })

  test('that are fine-tuned have their own price, not the price of their base', () => {
    // $0.30 in, $1.20 out per million: https://openai.com/api/pricing/
    expect(
      price({
        provider: 'openai',
        model: 'ft:gpt-4o-mini-2024-07-18:my-org::abc123',
        input: 1_000_000,
        output: 1_000_000,
      }),
    ).toBeCloseTo(1.5, 10)
    expect(isPriced('openai', 'ft:o4-mini-2025-04-16:my-org::abc123')).toBe(false)
  })

  test('that a gateway or a router names with their maker have the price of the provider that is paid', () => {
    expect(isPriced('vertex', 'google/gemini-2.5-flash')).toBe(true)
    expect(isPriced('huggingface', 'openai/gpt-oss-120b:cerebras')).toBe(true)
  })

  test('of a provider with only a similar name are not priced', () => {
    expect(isPriced('my-openai-proxy', 'gpt-4o-mini')).toBe(false)
    expect(isPriced('unknown', 'gpt-4o-mini')).toBe(false)
  })
})

describe('what runs on your own machine', () => {
  test('costs nothing, whatever the model', () => {
    const local = ['ollama', 'lm-studio', 'llama.cpp', 'vllm']

    expect(local.map((provider) => price({ provider, model: 'llama3.2', input: 1000, output: 1000 }))).toEqual([
      0, 0, 0, 0,
    ])
  })

  test('is not free where it passes the call on', () => {
    expect(isPriced('ollama', 'gpt-oss:120b-cloud')).toBe(false)
    expect(isPriced('ollama', 'glm-4.6:cloud')).toBe(false)
    expect(isPriced('ollama-cloud', 'gpt-oss:120b')).toBe(false)
  })
})

describe('snapshots of a month', () => {
  test('cost what the model does, where the table does not name its snapshots', () => {
    // https://mistral.ai/pricing, per million in: saba $0.20, ministral 3B $0.04, embed $0.10
    expect(['mistral-saba-2502', 'ministral-3b-2410', 'mistral-embed-2312'].map(costOfMillion)).toEqual([
      0.2, 0.04, 0.1,
    ])
    expect(costOfMillion('mistral-large-2411')).toBe(2)
    expect(costOfMillion('mistral-large-2402')).toBeUndefined()
    expect(costOfMillion('mistral-small-2613')).toBeUndefined()
  })

  test('have a published price where the table has none', () => {
    const million = { provider: 'mistral', model: 'mistral-small-2506', input: 1_000_000, output: 1_000_000 }

    expect(price(million)).toBeCloseTo(0.1 + 0.3, 10)
  })
})

describe('what is not billed by the token', () => {
  test('costs by the search, the second or the page', () => {
    // https://cohere.com/pricing: $2 a thousand searches
    expect(price({ provider: 'cohere', model: 'rerank-v3.5', searches: 500 })).toBeCloseTo(1, 10)
    // https://openai.com/api/pricing/: $0.006 a minute
    expect(price({ provider: 'openai', model: 'whisper-1', audioSeconds: 600 })).toBeCloseTo(0.06, 10)
    // https://mistral.ai/pricing: $1 a thousand pages
    expect(price({ provider: 'mistral', model: 'mistral-ocr-2503', pages: 2000 })).toBeCloseTo(2, 10)
  })

  test('is unknown where the model has no such price', () => {
    expect(price({ provider: 'openai', model: 'gpt-4o-mini', audioSeconds: 600 })).toBeUndefined()
    expect(price({ provider: 'cohere', model: 'command-a-03-2025', searches: 1 })).toBeUndefined()
    expect(price({ provider: 'cohere', model: 'rerank-v3.5', input: 10 })).toBeUndefined()
  })
})

describe('models that the table lacks', () => {
  test('have the price that their provider publishes', () => {
    // https://docs.z.ai/guides/overview/pricing: $0.60 in, $0.11 cached, $2.20 out per million
    const usage = { provider: 'zai', model: 'GLM-4.7', input: 1_000_000, cachedInput: 400_000, output: 1_000_000 }

    expect(price(usage)).toBeCloseTo(0.36 + 0.044 + 2.2, 10)
    expect(price({ provider: 'zai', model: 'glm-4.7-flash', input: 5, output: 5 })).toBe(0)
    expect(price({ provider: 'zai', model: 'glm-4.7x', input: 5, output: 5 })).toBeUndefined()
  })

  test('lose that price once the table has one', async () => {
    const { calcPrice } = await import('@pydantic/genai-prices')
    const covered = GAP_PRICES.flatMap(({ provider, models, searches }) =>
      models.filter(
        (model) =>
          searches === undefined &&
          calcPrice({ input_tokens: 1 }, model, { providerId: provider === 'voyage' ? 'voyageai' : provider }) !== null,
      ),
    )

    expect(covered).toEqual([])
    expect(GAP_PRICES.filter(({ source }) => !source.startsWith('https://'))).toEqual([])
  })
})

describe('the option prices', () => {
  test('comes before the table, by exact id', async () => {
    const custom = await loadPrices({
      'my-model': { input: 1, output: 2, cachedInput: 0.5 },
      'gpt-4o-mini': { input: 0, output: 0 },
    })

    expect(
      custom({ provider: 'corp', model: 'my-model', input: 1_000_000, cachedInput: 400_000, output: 500_000 }),
    ).toBeCloseTo(0.6 + 0.2 + 1, 10)
    expect(custom({ provider: 'openai', model: 'gpt-4o-mini', input: 5, output: 5 })).toBe(0)
    expect(custom({ provider: 'corp', model: 'my-model-2', input: 1, output: 1 })).toBeUndefined()
  })

  test('charges cached input as input where it says nothing else', async () => {
    const custom = await loadPrices({ m: { input: 1, output: 2 } })

    expect(custom({ provider: 'corp', model: 'm', input: 1_000_000, cachedInput: 1_000_000 })).toBeCloseTo(1, 10)
  })
})

describe('usage without a price', () => {
  test('contradicts itself', () => {
    expect(price({ provider: 'openai', model: 'gpt-4o-mini', input: 7, cachedInput: 161, output: 1 })).toBeUndefined()
  })

  test('lacks its input', () => {
    expect(price({ provider: 'openai', model: 'gpt-4o-mini', output: 1 })).toBeUndefined()
  })

  test('is never reported on the console', () => {
    const warn = vi.spyOn(console, 'warn')
    price({
      provider: 'openai',
      model: 'gpt-4o-mini',
      input: 7,
      cachedInput: 1,
      cacheWriteInput: 1,
      reasoning: 1,
      output: 1,
    })
    price({ provider: 'nobody', model: 'nothing', input: 1, output: 1 })

    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })
})
