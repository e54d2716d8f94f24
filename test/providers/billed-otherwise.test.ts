import { describe, expect, test } from 'vitest'

import { usageOf, ANTHROPIC } from './source.ts'

describe('extractUsage, sound, pictures and searches', () => {
  test('reads the sound of a chat completion', () => {
    const usage = {
      prompt_tokens: 20,
      completion_tokens: 50,
      prompt_tokens_details: { audio_tokens: 11 },
      completion_tokens_details: { audio_tokens: 40 },
    }

    expect(usageOf({ body: JSON.stringify({ usage }) })).toMatchObject({
      input: 20,
      output: 50,
      audioInput: 11,
      audioOutput: 40,
    })
  })

  test('reads the sound of a transcription', () => {
    const usage = {
      type: 'tokens',
      input_tokens: 14,
      input_token_details: { text_tokens: 4, audio_tokens: 10 },
      output_tokens: 5,
    }

    expect(usageOf({ body: JSON.stringify({ usage }) })).toMatchObject({ input: 14, audioInput: 10 })
  })

  test('reads the pictures of an image generation', () => {
    const usage = {
      input_tokens: 60,
      input_tokens_details: { text_tokens: 10, image_tokens: 50 },
      output_tokens: 4160,
      output_tokens_details: { image_tokens: 4160 },
    }

    expect(usageOf({ body: JSON.stringify({ usage }) })).toMatchObject({ imageInput: 50, imageOutput: 4160 })
  })

  test('reads the modalities of Gemini, also those that are in the cache', () => {
    const usageMetadata = {
      promptTokenCount: 300,
      cachedContentTokenCount: 100,
      candidatesTokenCount: 20,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 50 },
        { modality: 'AUDIO', tokenCount: 192 },
        { modality: 'IMAGE', tokenCount: 58 },
      ],
      cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 100 }],
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 20 }],
    }

    expect(usageOf({ body: JSON.stringify({ usageMetadata }) })).toMatchObject({
      audioInput: 192,
      cachedAudioInput: 100,
      imageInput: 58,
      imageOutput: 20,
    })
  })

  test('reads hour-long cache writes and web searches of Anthropic', () => {
    const usage = {
      input_tokens: 1,
      cache_creation_input_tokens: 30,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      server_tool_use: { web_search_requests: 2 },
      output_tokens: 3,
    }

    expect(usageOf({ url: ANTHROPIC, body: JSON.stringify({ usage }) })).toMatchObject({
      cacheWriteInput: 30,
      hourCacheWriteInput: 20,
      webSearches: 2,
    })
  })

  test('leaves out what is zero', () => {
    const usage = { prompt_tokens: 20, completion_tokens: 50, prompt_tokens_details: { audio_tokens: 0 } }

    expect(usageOf({ body: JSON.stringify({ model: 'm', usage }) })).toEqual({
      provider: 'openai',
      model: 'm',
      input: 20,
      output: 50,
    })
  })
})

describe('extractUsage, what is not billed by the token', () => {
  test('counts the searches of a rerank, and no tokens are missing there', () => {
    const body = JSON.stringify({ results: [], meta: { billed_units: { search_units: 1 } } })

    expect(usageOf({ url: 'https://api.cohere.com/v2/rerank', request: '{"model":"rerank-v3.5"}', body })).toEqual({
      provider: 'cohere',
      model: 'rerank-v3.5',
      searches: 1,
    })
  })

  test('keeps the dollars that a provider states', () => {
    const stated = [
      { cost: 0.001 },
      { cost: { total_cost: 0.005 } },
      { cost_in_usd_ticks: 700_000_000 },
      { estimated_cost: 0.002 },
      { cost: 0 },
    ]
    const found = stated.map(
      (cost) => usageOf({ body: JSON.stringify({ usage: { prompt_tokens: 1, ...cost } }) })?.statedUsd,
    )

    expect(found).toEqual([0.001, 0.005, 0.07, 0.002, undefined])
  })

  test('is the content that Gemini puts into a cache, when it is put there', () => {
    const url = 'https://generativelanguage.googleapis.com/v1beta/cachedContents'
    const body = JSON.stringify({ model: 'models/gemini-2.5-flash', usageMetadata: { totalTokenCount: 1090 } })

    expect(usageOf({ url, body })).toEqual({ provider: 'google', model: 'gemini-2.5-flash', input: 1090 })
    expect(usageOf({ url: `${url}/1`, body, method: 'PATCH' })).toBeUndefined()
  })
})
