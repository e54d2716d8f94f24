import { describe, expect, test, vi } from 'vitest'
import { loadPrices } from '../../src/report/prices.ts'

const price = await loadPrices({})

function isPriced(provider: string, model: string) {
  return price({ provider, model, input: 1000, output: 1000 }) !== undefined
}

describe('prices by hand', () => {
  test('gpt-4o-mini: $0.15 in, $0.075 cached, $0.60 out per million (OpenAI pricing page)', () => {
    const usd = price({ provider: 'openai', model: 'gpt-4o-mini-2024-07-18', input: 100_000, cachedInput: 40_000, output: 10_000 })

    // 60,000 × 0.15 + 40,000 × 0.075 + 10,000 × 0.60, per million
    expect(usd).toBeCloseTo(0.009 + 0.003 + 0.006, 10)
  })

  test('gpt-4.1-mini: $0.40 in, $0.10 cached, $1.60 out per million (OpenAI pricing page)', () => {
    const usd = price({ provider: 'openai', model: 'gpt-4.1-mini', input: 50_000, cachedInput: 20_000, output: 5000, reasoning: 0 })

    // 30,000 × 0.40 + 20,000 × 0.10 + 5,000 × 1.60, per million
    expect(usd).toBeCloseTo(0.012 + 0.002 + 0.008, 10)
  })

  test('claude-sonnet-4-5: $3 in, $0.30 cache read, $3.75 cache write, $15 out per million (Anthropic pricing page)', () => {
    const usage = { provider: 'anthropic', model: 'claude-sonnet-4-5-20250929', input: 48_210, cachedInput: 40_000, cacheWriteInput: 2000, output: 6120 }

    // 6,210 × 3 + 40,000 × 0.30 + 2,000 × 3.75 + 6,120 × 15, per million
    expect(price(usage)).toBeCloseTo(0.018_63 + 0.012 + 0.0075 + 0.0918, 10)
  })

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
  test('are found under rewind\'s names of their providers', () => {
    expect(isPriced('bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0')).toBe(true)
    expect(isPriced('bedrock', 'amazon.nova-micro-v1:0')).toBe(true)
    expect(isPriced('vertex', 'claude-3-7-sonnet@20250219')).toBe(true)
    expect(isPriced('google', 'gemini-2.5-flash')).toBe(true)
    expect(isPriced('xai', 'grok-4.3')).toBe(true)
    expect(isPriced('azure', 'gpt-4.1-mini-2025-04-14')).toBe(true)
    expect(isPriced('vercel', 'anthropic/claude-sonnet-4.5')).toBe(true)
  })

  test('whose id only starts like a known one are not charged as it', () => {
    const strangers = ['claude-sonnet-4-5x', 'claude-sonnet-4-5-mini', 'claude-sonnet-5-1', 'claude-sonnet-4-50', 'claude-3-haiku-ultra']

    expect(strangers.filter((model) => isPriced('anthropic', model))).toEqual([])
    expect(isPriced('openai', 'gpt-4o-mini-next')).toBe(false)
    expect(isPriced('openai', 'gpt-4.1-mini-pro')).toBe(false)
    expect(isPriced('google', 'gemini-2.5-pro-lite')).toBe(false)
  })

  test('with a date, a revision or an alias are the same model', () => {
    const names = ['claude-sonnet-4-5', 'claude-sonnet-4-5-20250929', 'claude-sonnet-4-5-latest', 'claude-3-haiku-20240307']

    expect(names.filter((model) => !isPriced('anthropic', model))).toEqual([])
  })

  test('that are fine-tuned have the price of their base', () => {
    expect(isPriced('openai', 'ft:gpt-3.5-turbo-0125:my-org::abc123')).toBe(true)
    expect(isPriced('openai', 'ft:gpt-4o-mini-2024-07-18:my-org::abc123')).toBe(true)
  })

  test('of a provider that is only named alike are not priced', () => {
    expect(isPriced('my-openai-proxy', 'gpt-4o-mini')).toBe(false)
    expect(isPriced('ollama', 'llama3.2')).toBe(false)
    expect(isPriced('unknown', 'gpt-4o-mini')).toBe(false)
  })
})

describe('the option prices', () => {
  test('comes before the table, by exact id', async () => {
    const custom = await loadPrices({ 'my-model': { input: 1, output: 2, cachedInput: 0.5 }, 'gpt-4o-mini': { input: 0, output: 0 } })

    expect(custom({ provider: 'corp', model: 'my-model', input: 1_000_000, cachedInput: 400_000, output: 500_000 })).toBeCloseTo(0.6 + 0.2 + 1, 10)
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

  test('is never written about to the console', () => {
    const warn = vi.spyOn(console, 'warn')
    price({ provider: 'openai', model: 'gpt-4o-mini', input: 7, cachedInput: 1, cacheWriteInput: 1, reasoning: 1, output: 1 })
    price({ provider: 'nobody', model: 'nothing', input: 1, output: 1 })

    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })
})
