import { describe, expect, test } from 'vitest'

import { buffered, chat, DONE, OPENAI_USAGE, streamed, usageOf } from './source.ts'

// The wire shapes of every provider, whole and as a stream, as their own API references give them.

function bedrock(model: string, action: string): string {
  return `https://bedrock-runtime.us-east-1.amazonaws.com/model/${encodeURIComponent(model)}/${action}`
}

describe('Bedrock', () => {
  test('counts what models of every maker answer to invoke', () => {
    expect(
      buffered(bedrock('anthropic.claude-3-haiku-20240307-v1:0', 'invoke'), {
        model: 'claude-3-haiku-20240307',
        usage: { input_tokens: 3, output_tokens: 4 },
      }),
    ).toMatchObject({ model: 'anthropic.claude-3-haiku-20240307-v1:0', input: 3, output: 4 })
    expect(
      buffered(bedrock('amazon.nova-lite-v1:0', 'invoke'), {
        usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7, cacheReadInputTokenCount: 0 },
      }),
    ).toMatchObject({ input: 3, output: 4 })
    expect(
      buffered(bedrock('amazon.titan-text-lite-v1', 'invoke'), {
        inputTextTokenCount: 3,
        results: [{ tokenCount: 4, outputText: 'Hi' }],
      }),
    ).toMatchObject({ input: 3, output: 4 })
    expect(
      buffered(bedrock('meta.llama3-8b-instruct-v1:0', 'invoke'), {
        generation: 'Hi',
        prompt_token_count: 3,
        generation_token_count: 4,
      }),
    ).toMatchObject({ input: 3, output: 4 })
    expect(
      buffered(bedrock('ai21.jamba-1-5-mini-v1:0', 'invoke'), {
        choices: [],
        usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
      }),
    ).toMatchObject({ input: 3, output: 4 })
  })

  test('counts by its headers where a model counts nothing', () => {
    const headers = { 'x-amzn-bedrock-input-token-count': '3', 'x-amzn-bedrock-output-token-count': '4' }

    expect(
      buffered(bedrock('mistral.mistral-7b-instruct-v0:2', 'invoke'), { outputs: [{ text: 'Hi' }] }, { headers }),
    ).toEqual({ provider: 'bedrock', model: 'mistral.mistral-7b-instruct-v0:2', input: 3, output: 4 })
  })

  test('counts a conversation', () => {
    expect(
      buffered(bedrock('amazon.nova-lite-v1:0', 'converse'), {
        output: {},
        usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 },
      }),
    ).toEqual({ provider: 'bedrock', model: 'amazon.nova-lite-v1:0', input: 3, output: 4 })
  })
})

describe('Cohere', () => {
  const billed = { billed_units: { input_tokens: 5, output_tokens: 6 }, tokens: { input_tokens: 70, output_tokens: 6 } }
  const request = '{"model":"command-r-08-2024"}'
  const counts = { provider: 'cohere', model: 'command-r-08-2024', input: 5, output: 6 }

  test('counts chats of version 1', () => {
    const url = 'https://api.cohere.com/v1/chat'
    const lines = [
      { event_type: 'text-generation', text: 'Hi' },
      { event_type: 'stream-end', response: { meta: billed } },
    ].map((event) => `${JSON.stringify(event)}\n`)

    expect(buffered(url, { text: 'Hi', meta: billed }, { request })).toEqual(counts)
    expect(usageOf({ url, request, type: 'application/stream+json', body: lines.join('') })).toEqual(counts)
  })

  test('counts chats of version 2', () => {
    const url = 'https://api.cohere.com/v2/chat'

    expect(buffered(url, { message: {}, usage: billed }, { request })).toEqual(counts)
    expect(
      streamed(
        url,
        [{ type: 'content-delta' }, { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage: billed } }, DONE],
        { request },
      ),
    ).toEqual(counts)
  })

  test('counts embeddings of both versions', () => {
    const meta = { api_version: { version: '2' }, billed_units: { input_tokens: 5 } }
    const first = buffered(
      'https://api.cohere.com/v1/embed',
      { embeddings: {}, meta },
      { request: '{"model":"embed-v4.0"}' },
    )

    expect(first).toEqual({ provider: 'cohere', model: 'embed-v4.0', input: 5 })
    expect(
      buffered('https://api.cohere.com/v2/embed', { embeddings: {}, meta }, { request: '{"model":"embed-v4.0"}' }),
    ).toEqual(first)
  })

  test('bills pictures, searches and classifications without tokens', () => {
    const found = [{ images: 1 }, { search_units: 1 }, { classifications: 1 }].map((units) =>
      buffered('https://api.cohere.com/v2/embed', { meta: { billed_units: units } }, { request }),
    )

    expect(found.map((usage) => Object.keys(usage ?? {}).join())).toEqual([
      'provider,model',
      'provider,model,searches',
      'provider,model',
    ])
  })
})

function askLocal(url: string, more: object) {
  return buffered(url, { model: 'qwen3', usage: OPENAI_USAGE, ...more })
}

describe('a server on your own machine', () => {
  test('is known by its port', () => {
    expect(askLocal('http://localhost:11434/v1/chat/completions', {})?.provider).toBe('ollama')
    expect(askLocal('http://127.0.0.1:1234/v1/chat/completions', {})?.provider).toBe('lm-studio')
  })

  test('is known by what it alone answers, whole or in a stream, and only there', () => {
    const timings = { prompt_n: 40, predicted_n: 12, predicted_per_second: 50 }
    const url = 'http://localhost:8080/v1/chat/completions'

    expect(askLocal(url, { timings })?.provider).toBe('llama.cpp')
    expect(askLocal('http://[::1]:8000/v1/chat/completions', { kv_transfer_params: null })?.provider).toBe('vllm')
    expect(streamed(url, [{ model: 'qwen3' }, { usage: OPENAI_USAGE, timings }, DONE])?.provider).toBe('llama.cpp')
    expect(askLocal('https://llm.corp.example/v1/chat/completions', { timings })?.provider).toBe('unknown')
    expect(askLocal('http://localhost:4000/v1/chat/completions', {})?.provider).toBe('unknown')
  })
})

describe('Voyage', () => {
  test('counts embeddings and reranks by their total', () => {
    expect(
      buffered('https://api.voyageai.com/v1/embeddings', {
        data: [],
        model: 'voyage-3.5',
        usage: { total_tokens: 10 },
      }),
    ).toEqual({ provider: 'voyage', model: 'voyage-3.5', input: 10 })
    expect(
      buffered('https://api.voyageai.com/v1/multimodalembeddings', {
        model: 'voyage-multimodal-3',
        usage: { text_tokens: 5, image_pixels: 200, total_tokens: 10 },
      }),
    ).toMatchObject({ input: 10 })
    expect(
      buffered('https://api.voyageai.com/v1/rerank', { model: 'rerank-2.5', usage: { total_tokens: 26 } }),
    ).toMatchObject({ input: 26 })
  })
})

describe('Ollama', () => {
  const counted = { model: 'llama3.2', done: true, prompt_eval_count: 40, eval_count: 12 }
  const counts = { provider: 'ollama', model: 'llama3.2', input: 40, output: 12 }

  test('counts chats and generations in the last line', () => {
    const url = 'http://localhost:11434/api/chat'
    const lines = [{ model: 'llama3.2', message: { content: 'Hi' }, done: false }, counted].map(
      (line) => `${JSON.stringify(line)}\n`,
    )

    expect(buffered(url, counted)).toEqual(counts)
    expect(usageOf({ url, type: 'application/x-ndjson', body: lines.join('') })).toEqual(counts)
    expect(buffered('http://localhost:11434/api/generate', counted)).toEqual(counts)
  })

  test('counts embeddings, and chats in the dialect of OpenAI', () => {
    const { whole, stream } = chat('http://localhost:11434/v1/chat/completions', 'llama3.2')

    expect(
      buffered('http://localhost:11434/api/embed', { model: 'all-minilm', embeddings: [[0.1]], prompt_eval_count: 4 }),
    ).toEqual({ provider: 'ollama', model: 'all-minilm', input: 4 })
    expect(whole).toEqual(counts)
    expect(stream).toEqual(counts)
  })
})

describe('the Vercel AI Gateway', () => {
  const requestHeaders = { 'ai-language-model-id': 'anthropic/claude-sonnet-4.5' }
  const counts = {
    provider: 'vercel',
    model: 'anthropic/claude-sonnet-4.5',
    input: 40,
    output: 12,
    cachedInput: 30,
    reasoning: 5,
  }

  test('counts in the dialect of OpenAI', () => {
    const { whole, stream } = chat('https://ai-gateway.vercel.sh/v1/chat/completions', 'openai/gpt-4o-mini', {
      ...OPENAI_USAGE,
      cost: 0.000_013,
    })

    expect(whole).toEqual({
      provider: 'vercel',
      model: 'openai/gpt-4o-mini',
      input: 40,
      output: 12,
      statedUsd: 0.000_013,
    })
    expect(stream).toEqual(whole)
  })

  test('counts in the words of the AI SDK, old and new, with the model in a header', () => {
    const old = { inputTokens: 40, outputTokens: 12, totalTokens: 52, reasoningTokens: 5, cachedInputTokens: 30 }
    const usage = {
      inputTokens: { total: 40, noCache: 10, cacheRead: 30 },
      outputTokens: { total: 12, text: 7, reasoning: 5 },
    }

    expect(
      buffered('https://ai-gateway.vercel.sh/v1/ai/language-model', { content: [], usage: old }, { requestHeaders }),
    ).toEqual(counts)
    expect(
      buffered('https://ai-gateway.vercel.sh/v3/ai/language-model', { content: [], usage }, { requestHeaders }),
    ).toEqual(counts)
    expect(
      streamed(
        'https://ai-gateway.vercel.sh/v3/ai/language-model',
        [{ type: 'text-delta', delta: 'Hi' }, { type: 'finish', finishReason: 'stop', usage }, DONE],
        { requestHeaders },
      ),
    ).toEqual(counts)
  })

  test('counts embeddings in its own words', () => {
    expect(
      buffered(
        'https://ai-gateway.vercel.sh/v3/ai/embedding-model',
        { embeddings: [[0.1]], usage: { tokens: 4 } },
        { requestHeaders: { 'ai-model-id': 'openai/text-embedding-3-small' } },
      ),
    ).toEqual({ provider: 'vercel', model: 'openai/text-embedding-3-small', input: 4 })
  })
})
