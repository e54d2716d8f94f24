import { expect, test } from 'vitest'

import { buffered, chat, DONE, OPENAI_USAGE, streamed, usageOf } from './source.ts'

// Providers that speak as OpenAI does, whole and as a stream, each with what it adds.

test('Mistral counts in the last chunk without being asked; pages that it reads are not tokens', () => {
  const { whole, stream } = chat('https://api.mistral.ai/v1/chat/completions', 'mistral-small-latest')

  expect(whole).toEqual({ provider: 'mistral', model: 'mistral-small-latest', input: 40, output: 12 })
  expect(stream).toEqual(whole)
  expect(
    buffered('https://api.mistral.ai/v1/ocr', {
      pages: [],
      model: 'mistral-ocr-2505',
      usage_info: { pages_processed: 3, doc_size_bytes: 10 },
    }),
  ).toEqual({ provider: 'mistral', model: 'mistral-ocr-2505', pages: 3 })
})

test('Groq counts in x_groq as well', () => {
  const url = 'https://api.groq.com/openai/v1/chat/completions'
  const usage = { ...OPENAI_USAGE, queue_time: 0.1, prompt_time: 0.2, total_time: 0.3 }
  const { whole, stream } = chat(url, 'llama-3.1-8b-instant', usage)

  expect(whole).toEqual({ provider: 'groq', model: 'llama-3.1-8b-instant', input: 40, output: 12 })
  expect(stream).toEqual(whole)
  expect(streamed(url, [{ model: 'llama-3.1-8b-instant', choices: [], x_groq: { id: 'req', usage } }, DONE])).toEqual(
    whole,
  )
})

test('DeepSeek counts hits of its cache', () => {
  const { whole, stream } = chat('https://api.deepseek.com/chat/completions', 'deepseek-chat', {
    ...OPENAI_USAGE,
    prompt_cache_hit_tokens: 32,
    prompt_cache_miss_tokens: 8,
  })

  expect(whole).toEqual({ provider: 'deepseek', model: 'deepseek-chat', input: 40, output: 12, cachedInput: 32 })
  expect(stream).toEqual(whole)
})

test('Together counts at both of its hosts', () => {
  const model = 'meta-llama/Llama-3.3-70B-Instruct-Turbo'
  const { whole, stream } = chat('https://api.together.xyz/v1/chat/completions', model, {
    ...OPENAI_USAGE,
    cached_tokens: 8,
  })

  expect(whole).toEqual({ provider: 'together', model, input: 40, output: 12, cachedInput: 8 })
  expect(stream).toEqual(whole)
  expect(chat('https://api.together.ai/v1/chat/completions', model).whole?.provider).toBe('together')
})

test('xAI leaves reasoning out of the completion', () => {
  const usage = {
    prompt_tokens: 40,
    completion_tokens: 2,
    total_tokens: 52,
    completion_tokens_details: { reasoning_tokens: 10 },
    prompt_tokens_details: { cached_tokens: 4, text_tokens: 40 },
  }
  const { whole, stream } = chat('https://api.x.ai/v1/chat/completions', 'grok-4', usage)

  expect(whole).toEqual({ provider: 'xai', model: 'grok-4', input: 40, output: 12, cachedInput: 4, reasoning: 10 })
  expect(stream).toEqual(whole)
})

test('OpenRouter says what it costs', () => {
  const { whole, stream } = chat('https://openrouter.ai/api/v1/chat/completions', 'openai/gpt-4o-mini', {
    ...OPENAI_USAGE,
    cost: 0.000_013,
    is_byok: false,
  })

  expect(whole).toEqual({
    provider: 'openrouter',
    model: 'openai/gpt-4o-mini',
    input: 40,
    output: 12,
    statedUsd: 0.000_013,
  })
  expect(stream).toEqual(whole)
})

test('Fireworks counts with details that are null', () => {
  const model = 'accounts/fireworks/models/llama-v3p1-8b-instruct'
  const { whole, stream } = chat('https://api.fireworks.ai/inference/v1/chat/completions', model, {
    ...OPENAI_USAGE,
    prompt_tokens_details: null,
  })

  expect(whole).toEqual({ provider: 'fireworks', model, input: 40, output: 12 })
  expect(stream).toEqual(whole)
})

test('Perplexity counts in every chunk, searches and dollars too', () => {
  const url = 'https://api.perplexity.ai/chat/completions'
  const usage = {
    ...OPENAI_USAGE,
    search_context_size: 'low',
    num_search_queries: 2,
    cost: { input_tokens_cost: 0.1, total_cost: 0.005 },
  }
  const whole = buffered(url, { model: 'sonar', usage })
  const lines = [
    { model: 'sonar', usage: { prompt_tokens: 40, completion_tokens: 1, total_tokens: 41 } },
    { model: 'sonar', usage },
  ].map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`)

  expect(whole).toEqual({
    provider: 'perplexity',
    model: 'sonar',
    input: 40,
    output: 12,
    webSearches: 2,
    statedUsd: 0.005,
  })
  expect(usageOf({ url, type: 'text/event-stream', body: lines.join('') })).toEqual(whole)
})

test('Cerebras counts beside its times', () => {
  const { whole, stream } = chat('https://api.cerebras.ai/v1/chat/completions', 'llama3.1-8b', {
    ...OPENAI_USAGE,
    prompt_tokens_details: { cached_tokens: 0 },
  })

  expect(whole).toEqual({ provider: 'cerebras', model: 'llama3.1-8b', input: 40, output: 12, cachedInput: 0 })
  expect(stream).toEqual(whole)
})

test('the router of Hugging Face counts as the backend does', () => {
  const { whole, stream } = chat('https://router.huggingface.co/v1/chat/completions', 'openai/gpt-oss-20b:groq')

  expect(whole).toEqual({ provider: 'huggingface', model: 'openai/gpt-oss-20b:groq', input: 40, output: 12 })
  expect(stream).toEqual(whole)
})
