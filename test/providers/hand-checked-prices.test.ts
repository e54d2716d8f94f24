import { expect, test } from 'vitest'

import type { Usage } from '../../src/cassette/call.ts'
import { loadPrices } from '../../src/providers/prices/prices.ts'

const price = await loadPrices({})

// Prices change, some of them with the hour. The amounts are worked out by hand from the prices in the names, which the
// page above each test publishes, for this moment.
const NOON = new Date('2026-09-30T12:00:00Z')

function cents(usage: Usage): number {
  return (price(usage, NOON) ?? NaN) * 100
}

// https://openai.com/api/pricing/
test('openai gpt-4o-mini: $0.15 in, $0.075 cached, $0.60 out per million', () => {
  const usage = {
    provider: 'openai',
    model: 'gpt-4o-mini-2024-07-18',
    input: 100_000,
    cachedInput: 40_000,
    output: 10_000,
  }

  // 60,000 × 0.15 = 0.9 ct, 40,000 × 0.075 = 0.3 ct, 10,000 × 0.60 = 0.6 ct
  expect(cents(usage)).toBeCloseTo(1.8, 8)
})

// https://openai.com/api/pricing/
test('openai gpt-4.1-mini: $0.40 in, $0.10 cached, $1.60 out per million', () => {
  const usage = {
    provider: 'openai',
    model: 'gpt-4.1-mini',
    input: 50_000,
    cachedInput: 20_000,
    output: 5000,
    reasoning: 0,
  }

  // 30,000 × 0.40 = 1.2 ct, 20,000 × 0.10 = 0.2 ct, 5,000 × 1.60 = 0.8 ct
  expect(cents(usage)).toBeCloseTo(2.2, 8)
})

// https://openai.com/api/pricing/
test('openai o3: $2 in, $0.50 cached, $8 out per million; reasoning is part of the output', () => {
  const usage = {
    provider: 'openai',
    model: 'o3-2025-04-16',
    input: 10_000,
    cachedInput: 4000,
    output: 5000,
    reasoning: 4500,
  }

  // 6,000 × 2 = 1.2 ct, 4,000 × 0.50 = 0.2 ct, 5,000 × 8 = 4 ct
  expect(cents(usage)).toBeCloseTo(5.4, 8)
})

// https://openai.com/api/pricing/
test('openai gpt-audio: $2.50 in, $32 in of sound, $10 out, $64 out of sound per million', () => {
  const usage = { provider: 'openai', model: 'gpt-audio', input: 1500, audioInput: 500, output: 300, audioOutput: 200 }

  // 1,000 × 2.50 = 0.25 ct, 500 × 32 = 1.6 ct, 100 × 10 = 0.1 ct, 200 × 64 = 1.28 ct
  expect(cents(usage)).toBeCloseTo(3.23, 8)
})

// https://developers.openai.com/api/docs/pricing: from 272,000 input tokens on, the whole request costs 2 × in and 1.5
// × out
test('openai gpt-5.4: $2.50 in, $0.25 cached, $15 out per million, and $5, $0.50, $22.50 for long prompts', () => {
  const usage = {
    provider: 'openai',
    model: 'gpt-5.4',
    input: 100_000,
    cachedInput: 20_000,
    output: 1000,
    reasoning: 800,
  }

  // 80,000 × 2.50 = 20 ct, 20,000 × 0.25 = 0.5 ct, 1,000 × 15 = 1.5 ct
  expect(cents(usage)).toBeCloseTo(22, 8)
  // 380,000 × 5 = 190 ct, 20,000 × 0.50 = 1 ct, 1,000 × 22.50 = 2.25 ct
  expect(cents({ ...usage, input: 400_000 })).toBeCloseTo(193.25, 8)
})

// https://www.anthropic.com/pricing#api
test('anthropic claude-sonnet-4-5: $3 in, $0.30 cache read, $3.75 cache write, $15 out per million', () => {
  const usage = {
    provider: 'anthropic',
    model: 'claude-sonnet-4-5-20250929',
    input: 48_210,
    cachedInput: 40_000,
    cacheWriteInput: 2000,
    output: 6120,
  }

  // 6,210 × 3 = 1.863 ct, 40,000 × 0.30 = 1.2 ct, 2,000 × 3.75 = 0.75 ct, 6,120 × 15 = 9.18 ct
  expect(cents(usage)).toBeCloseTo(12.993, 8)
})

// https://www.anthropic.com/pricing#api: a cache write for an hour costs 2 × in, a search one cent
test('anthropic claude-haiku-4-5: $1 in, $2 hour-long cache write, $5 out per million, $10 per thousand searches', () => {
  const usage = {
    provider: 'anthropic',
    model: 'claude-haiku-4-5',
    input: 30_000,
    cacheWriteInput: 20_000,
    hourCacheWriteInput: 20_000,
    output: 2000,
    webSearches: 2,
  }

  // 10,000 × 1 = 1 ct, 20,000 × 2 = 4 ct, 2,000 × 5 = 1 ct, 2 × 1 ct
  expect(cents(usage)).toBeCloseTo(8, 8)
})

// https://ai.google.dev/gemini-api/docs/pricing
test('google gemini-2.5-flash: $0.30 in, $1 in of sound, $0.03 cached, $2.50 out with thoughts per million', () => {
  const usage = {
    provider: 'google',
    model: 'gemini-2.5-flash',
    input: 100_000,
    audioInput: 30_000,
    cachedInput: 20_000,
    cachedAudioInput: 0,
    output: 4000,
    reasoning: 3000,
  }

  // 50,000 × 0.30 = 1.5 ct, 30,000 × 1 = 3 ct, 20,000 × 0.03 = 0.06 ct, 4,000 × 2.50 = 1 ct
  expect(cents(usage)).toBeCloseTo(5.56, 8)
})

// https://ai.google.dev/gemini-api/docs/pricing: prompts over 200,000 tokens cost more, all of them
test('vertex gemini-2.5-pro: $1.25 in, $10 out per million, and $2.50, $15 for prompts over 200,000 tokens', () => {
  const usage = { provider: 'vertex', model: 'gemini-2.5-pro', input: 200_000, output: 10_000 }

  // 200,000 × 1.25 = 25 ct, 10,000 × 10 = 10 ct
  expect(cents(usage)).toBeCloseTo(35, 8)
  // 300,000 × 2.50 = 75 ct, 10,000 × 15 = 15 ct
  expect(cents({ ...usage, input: 300_000 })).toBeCloseTo(90, 8)
})

// https://docs.x.ai/docs/models
test('xai grok-4.3: $1.25 in, $0.20 cached, $2.50 out with reasoning per million', () => {
  const usage = { provider: 'xai', model: 'grok-4.3', input: 10_000, cachedInput: 5000, output: 2000, reasoning: 1500 }

  // 5,000 × 1.25 = 0.625 ct, 5,000 × 0.20 = 0.1 ct, 2,000 × 2.50 = 0.5 ct
  expect(cents(usage)).toBeCloseTo(1.225, 8)
})

// https://api-docs.deepseek.com/quick_start/pricing: at noon UTC the price is not reduced
test('deepseek deepseek-chat: $0.27 in, $0.07 cached, $1.10 out per million', () => {
  const usage = { provider: 'deepseek', model: 'deepseek-chat', input: 100_000, cachedInput: 50_000, output: 10_000 }

  // 50,000 × 0.27 = 1.35 ct, 50,000 × 0.07 = 0.35 ct, 10,000 × 1.10 = 1.1 ct
  expect(cents(usage)).toBeCloseTo(2.8, 8)
})

// https://mistral.ai/pricing/api
test('mistral mistral-large-2512: $0.50 in, $1.50 out per million', () => {
  // 100,000 × 0.50 = 5 ct, 20,000 × 1.50 = 3 ct
  expect(cents({ provider: 'mistral', model: 'mistral-large-2512', input: 100_000, output: 20_000 })).toBeCloseTo(8, 8)
})

// https://groq.com/pricing
test('groq llama-3.3-70b-versatile: $0.59 in, $0.79 out per million', () => {
  // 100,000 × 0.59 = 5.9 ct, 10,000 × 0.79 = 0.79 ct
  expect(cents({ provider: 'groq', model: 'llama-3.3-70b-versatile', input: 100_000, output: 10_000 })).toBeCloseTo(
    6.69,
    8,
  )
})

// https://cohere.com/pricing
test('cohere command-r-08-2024: $0.15 in, $0.60 out per million', () => {
  // 100,000 × 0.15 = 1.5 ct, 10,000 × 0.60 = 0.6 ct
  expect(cents({ provider: 'cohere', model: 'command-r-08-2024', input: 100_000, output: 10_000 })).toBeCloseTo(2.1, 8)
})

// https://aws.amazon.com/bedrock/pricing/
test('bedrock nova-micro: $0.035 in, $0.14 out per million', () => {
  // 1,000,000 × 0.035 = 3.5 ct, 100,000 × 0.14 = 1.4 ct
  expect(
    cents({ provider: 'bedrock', model: 'us.amazon.nova-micro-v1:0', input: 1_000_000, output: 100_000 }),
  ).toBeCloseTo(4.9, 8)
})

// https://docs.voyageai.com/docs/pricing
test('voyage voyage-3.5: $0.06 per million', () => {
  expect(cents({ provider: 'voyage', model: 'voyage-3.5', input: 1_000_000 })).toBeCloseTo(6, 8)
})

// https://docs.perplexity.ai/docs/getting-started/pricing: sonar costs by the request as well, at high search context
// $12 per thousand
test('perplexity sonar: $1 in, $1 out per million, and 1.2 cents a request', () => {
  // 1,000 × 1 = 0.1 ct, 1,000 × 1 = 0.1 ct
  expect(cents({ provider: 'perplexity', model: 'sonar', input: 1000, output: 1000 })).toBeCloseTo(1.4, 8)
})

// https://openai.com/api/pricing/, which OpenRouter passes on
test('openrouter openai/gpt-5.4-nano-20260317: $0.20 in, $1.25 out per million, as the model without its date', () => {
  // 100,000 × 0.20 = 2 ct, 10,000 × 1.25 = 1.25 ct
  expect(
    cents({ provider: 'openrouter', model: 'openai/gpt-5.4-nano-20260317', input: 100_000, output: 10_000 }),
  ).toBeCloseTo(3.25, 8)
})
