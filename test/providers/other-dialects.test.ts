import { describe, expect, test } from 'vitest'

import { sse, STREAM, usageOf } from './source.ts'

describe('extractUsage, other dialects', () => {
  test('adds reasoning that xAI leaves out of completion_tokens', () => {
    const usage = {
      prompt_tokens: 468,
      completion_tokens: 82,
      total_tokens: 870,
      completion_tokens_details: { reasoning_tokens: 320 },
    }

    expect(usageOf({ body: JSON.stringify({ usage }) })).toMatchObject({ output: 402, reasoning: 320 })
  })

  test('reads the cache hits of DeepSeek', () => {
    const usage = { prompt_tokens: 598, completion_tokens: 27, prompt_cache_hit_tokens: 512 }

    expect(usageOf({ body: JSON.stringify({ usage }) })).toMatchObject({ input: 598, cachedInput: 512 })
  })

  test('reads what Cohere bills, in version 1 and in version 2', () => {
    const billed = {
      billed_units: { input_tokens: 58, output_tokens: 119 },
      tokens: { input_tokens: 69, output_tokens: 119 },
    }
    const first = usageOf({
      url: 'https://api.cohere.com/v1/chat',
      request: '{"model":"command-r"}',
      body: JSON.stringify({ meta: billed }),
    })
    const second = usageOf({
      url: 'https://api.cohere.com/v2/chat',
      request: '{"model":"command-r"}',
      type: STREAM,
      body: sse([{ delta: { usage: billed } }]),
    })

    expect(first).toEqual({ provider: 'cohere', model: 'command-r', input: 58, output: 119 })
    expect(second).toEqual(first)
  })

  test('names a Bedrock model by the URL and adds cache tokens that its total leaves room for', () => {
    const url =
      'https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse'
    const body = JSON.stringify({
      usage: {
        inputTokens: 45,
        outputTokens: 38,
        cacheReadInputTokens: 100,
        cacheWriteInputTokens: 7,
        totalTokens: 190,
      },
    })

    expect(usageOf({ url, body })).toEqual({
      provider: 'bedrock',
      model: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
      input: 152,
      output: 38,
      cachedInput: 100,
      cacheWriteInput: 7,
    })
  })

  test('leaves the account number of an ARN out of the model', () => {
    const arn = encodeURIComponent('arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0')
    const url = `https://bedrock-runtime.us-east-1.amazonaws.com/model/${arn}/converse`

    expect(usageOf({ url, body: '{"usage":{"inputTokens":1,"outputTokens":1}}' })?.model).toBe(
      'us.amazon.nova-lite-v1:0',
    )
  })

  test('reads the token counts in Bedrock headers where the body has none', () => {
    const url = 'https://bedrock-runtime.us-east-1.amazonaws.com/model/cohere.command-text-v14/invoke'
    const headers = { 'x-amzn-bedrock-input-token-count': '12', 'x-amzn-bedrock-output-token-count': '34' }

    expect(usageOf({ url, headers, body: '{"generations":[]}' })).toEqual({
      provider: 'bedrock',
      model: 'cohere.command-text-v14',
      input: 12,
      output: 34,
    })
  })

  test('takes an Azure deployment as the model if nothing better is known', () => {
    const url = 'https://me.openai.azure.com/openai/deployments/my-gpt/chat/completions?api-version=1'

    expect(usageOf({ url, body: '{"usage":{"prompt_tokens":1}}' })).toEqual({
      provider: 'azure',
      model: 'my-gpt',
      input: 1,
    })
  })

  test('prefers the provider that a host rule names', () => {
    expect(usageOf({ provider: 'corp', body: '{"usage":{"prompt_tokens":1}}' })?.provider).toBe('corp')
  })

  test('names the provider by the URL where a host rule named none', () => {
    const url = 'http://localhost:11434/v1/chat/completions'

    expect(usageOf({ url, provider: 'unknown', body: '{"usage":{"prompt_tokens":1}}' })?.provider).toBe('ollama')
  })

  test('keeps the maker in the name that a gateway shortens', () => {
    const url = 'https://openrouter.ai/api/v1/embeddings'
    const body = '{"model":"text-embedding-3-small","usage":{"prompt_tokens":1}}'

    expect(usageOf({ url, request: '{"model":"openai/text-embedding-3-small"}', body })?.model).toBe(
      'openai/text-embedding-3-small',
    )
  })

  test('names the backend behind the router of Hugging Face, as its own suffix does', () => {
    const url = 'https://router.huggingface.co/v1/chat/completions'
    const routed = 'https://router.huggingface.co/novita/v3/openai/chat/completions'
    const body = '{"model":"openai/gpt-oss-120b","usage":{"prompt_tokens":1}}'

    expect(usageOf({ url, body })?.model).toBe('openai/gpt-oss-120b')
    expect(usageOf({ url: routed, body })?.model).toBe('openai/gpt-oss-120b:novita')
    expect(usageOf({ url, body: `[${body},{"x_groq":{}}]` })?.model).toBe('openai/gpt-oss-120b:groq')
  })

  test('does not need a URL that can be parsed', () => {
    const url = 'https://bedrock-runtime.<REGION>.amazonaws.com/model/m/converse'

    expect(usageOf({ url, body: '{"usage":{"inputTokens":1}}' })).toEqual({ provider: 'unknown', model: 'm', input: 1 })
  })
})
