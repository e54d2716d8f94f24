import { describe, expect, test } from 'vitest'

import { loadPrices } from '../../src/providers/prices/prices.ts'
import { ANTHROPIC, buffered, DONE, streamed } from './source.ts'

const RESPONSES = 'https://api.openai.com/v1/responses'
const CHAT = 'https://api.openai.com/v1/chat/completions'
const GROQ = 'https://api.groq.com/openai/v1/chat/completions'
const GEMINI = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent'
const VERTEX =
  'https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-pro:generateContent'
const BEDROCK = 'https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-pro-v1%3A0/converse'
const MILLION = 1_000_000

describe('the tier that served a call', () => {
  test('is kept where it is not the usual one, wherever a provider says it', () => {
    const chat = { model: 'gpt-4o', usage: { prompt_tokens: 5, completion_tokens: 1 } }
    const gemini = { promptTokenCount: 5, candidatesTokenCount: 1 }
    expect([
      buffered(CHAT, { ...chat, service_tier: 'priority' })?.tier,
      streamed(CHAT, [{ ...chat, usage: null }, { ...chat, choices: [], service_tier: 'flex' }, DONE])?.tier,
      streamed(RESPONSES, [
        { type: 'response.created', response: { service_tier: 'auto' } },
        { type: 'response.completed', response: { service_tier: 'flex', usage: { input_tokens: 5 } } },
      ])?.tier,
      buffered(ANTHROPIC, { usage: { input_tokens: 5, service_tier: 'batch' } })?.tier,
      buffered(GEMINI, { usageMetadata: { ...gemini, serviceTier: 'FLEX' } })?.tier,
      buffered(GEMINI, { usageMetadata: gemini }, { headers: { 'x-gemini-service-tier': 'priority' } })?.tier,
      buffered(VERTEX, { usageMetadata: { ...gemini, trafficType: 'ON_DEMAND_FLEX' } })?.tier,
      buffered(VERTEX, { usageMetadata: { ...gemini, trafficType: 'PROVISIONED_THROUGHPUT' } })?.tier,
      buffered(BEDROCK, { usage: { inputTokens: 5 }, serviceTier: { type: 'flex' } })?.tier,
    ]).toEqual(['priority', 'flex', 'flex', 'batch', 'flex', 'priority', 'flex', 'provisioned_throughput', 'flex'])
  })

  test('is left out where it is the usual one', () => {
    const tiers = ['default', 'standard', 'auto', 'on_demand', null, 7]
    const answers = tiers.map((tier) => buffered(CHAT, { service_tier: tier, usage: { prompt_tokens: 5 } }))
    expect(answers).toEqual(tiers.map(() => ({ provider: 'openai', model: 'unknown', input: 5 })))
    expect(buffered(VERTEX, { usageMetadata: { promptTokenCount: 5, trafficType: 'ON_DEMAND' } })?.tier).toBeUndefined()
  })
})

describe('a call of another tier', async () => {
  const price = await loadPrices({ 'my-model': { input: 2, output: 2 } })

  test('costs half where its provider says so', () => {
    // https://platform.openai.com/docs/guides/flex-processing: the rates of the Batch API, half of $2 and $8
    expect(price({ provider: 'openai', model: 'o3', input: MILLION, output: MILLION, tier: 'flex' })).toBeCloseTo(5, 10)
    expect(
      price({ provider: 'anthropic', model: 'claude-haiku-4-5', input: 1000, output: 0, tier: 'batch' }),
    ).toBeCloseTo(0.0005, 10)
    expect(
      price({ provider: 'google', model: 'gemini-2.5-flash', input: MILLION, output: 0, tier: 'flex' }),
    ).toBeCloseTo(0.15, 10)
  })

  test('costs the same at Groq', () => {
    const usage = { provider: 'groq', model: 'llama-3.3-70b-versatile', input: MILLION, output: 0 }
    expect(price({ ...usage, tier: 'flex' })).toBe(price(usage))
  })

  test('is unpriced where no list says how much more it costs, unless the provider or the user does', () => {
    const usage = { provider: 'openai', model: 'gpt-4o', input: MILLION, output: 0, tier: 'priority' }
    expect(price(usage)).toBeUndefined()
    expect(price({ ...usage, statedUsd: 4.25 })).toBe(4.25)
    expect(price({ ...usage, model: 'my-model' })).toBe(2)
  })

  test('shows as Groq and OpenRouter name it in a stream', () => {
    expect(streamed(GROQ, [{ service_tier: 'flex', x_groq: { usage: { prompt_tokens: 5 } } }, DONE])?.tier).toBe('flex')
  })
})

describe('searches of the web', () => {
  const output = [
    { type: 'web_search_call', action: { type: 'search' } },
    { type: 'web_search_call', action: { type: 'open_page' } },
    { type: 'web_search_call' },
    { type: 'message' },
  ]

  test('that OpenAI makes are counted where its answer lists them', async () => {
    const whole = buffered(RESPONSES, { model: 'gpt-4o', output, usage: { input_tokens: 1000, output_tokens: 0 } })
    const stream = streamed(RESPONSES, [
      { type: 'response.output_item.done', item: output[0] },
      {
        type: 'response.completed',
        response: { model: 'gpt-4o', output, usage: { input_tokens: 1000, output_tokens: 0 } },
      },
    ])
    expect([whole?.webSearches, stream]).toEqual([2, whole])
    // https://openai.com/api/pricing/: $10 a thousand calls, beside $2.50 a million tokens
    const price = await loadPrices({})
    expect(whole && price(whole)).toBeCloseTo(0.02 + 0.0025, 10)
  })
})
