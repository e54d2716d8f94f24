import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { extractUsage } from '../../src/providers/usage/extract-usage.ts'
import { sse, STREAM, usageOf } from './source.ts'

const ANTHROPIC = 'https://api.anthropic.com/v1/messages'

describe('extractUsage, OpenAI', () => {
  test('reads a chat completion with cached and reasoning tokens', () => {
    const body = JSON.stringify({
      model: 'gpt-4o-mini-2024-07-18',
      usage: {
        prompt_tokens: 2006,
        completion_tokens: 300,
        total_tokens: 2306,
        prompt_tokens_details: { cached_tokens: 1920 },
        completion_tokens_details: { reasoning_tokens: 200 },
      },
    })

    expect(usageOf({ body })).toEqual({
      provider: 'openai',
      model: 'gpt-4o-mini-2024-07-18',
      input: 2006,
      output: 300,
      cachedInput: 1920,
      reasoning: 200,
    })
  })

  test('reads the last chunk of a chat stream whose other chunks have a null usage', () => {
    const body = sse([
      { model: 'gpt-4o', usage: null, choices: [{}] },
      { model: 'gpt-4o', usage: { prompt_tokens: 9, completion_tokens: 4 }, choices: [] },
      '[DONE]',
    ])

    expect(usageOf({ type: STREAM, body })).toEqual({ provider: 'openai', model: 'gpt-4o', input: 9, output: 4 })
  })

  test('is undefined for a chat stream without include_usage', () => {
    expect(usageOf({ type: STREAM, body: sse([{ model: 'gpt-4o', choices: [{}] }, '[DONE]']) })).toBeUndefined()
  })

  test('reads response.completed of a Responses stream', () => {
    const usage = {
      input_tokens: 92,
      input_tokens_details: { cached_tokens: 64 },
      output_tokens: 194,
      output_tokens_details: { reasoning_tokens: 128 },
    }
    const body = sse([
      { type: 'response.created', response: { model: 'gpt-5', usage: null } },
      { type: 'response.completed', response: { model: 'gpt-5', usage } },
    ])

    expect(usageOf({ url: 'https://api.openai.com/v1/responses', type: STREAM, body })).toEqual({
      provider: 'openai',
      model: 'gpt-5',
      input: 92,
      output: 194,
      cachedInput: 64,
      reasoning: 128,
    })
  })

  test('leaves output out for embeddings, which have none', () => {
    const body = JSON.stringify({ model: 'text-embedding-3-small', usage: { prompt_tokens: 2, total_tokens: 2 } })

    expect(usageOf({ url: 'https://api.openai.com/v1/embeddings', body })).toEqual({
      provider: 'openai',
      model: 'text-embedding-3-small',
      input: 2,
    })
  })

  test('takes the model from a multipart request when the transcription does not name it', () => {
    const request = '--x\r\nContent-Disposition: form-data; name="model"\r\n\r\ngpt-4o-transcribe\r\n--x--'
    const body = JSON.stringify({
      text: 'Hi',
      usage: { type: 'tokens', input_tokens: 14, output_tokens: 5, total_tokens: 19 },
    })

    expect(usageOf({ request, requestType: 'multipart/form-data; boundary=x', body })?.model).toBe('gpt-4o-transcribe')
  })

  test('counts the seconds of a transcription, whose model is a field of its form', async () => {
    const form = new FormData()
    form.append('file', new File([Uint8Array.of(0xff, 0xfb, 0x0d, 0x0a, 0x0d, 0x0a, 0x00)], 'model.mp3'))
    form.append('prompt', 'the name="model" of the speaker')
    form.append('model', 'whisper-1')
    const sent = new Request('https://api.openai.com/v1/audio/transcriptions', { method: 'POST', body: form })

    expect(
      usageOf({
        url: sent.url,
        requestType: sent.headers.get('content-type') ?? '',
        request: Buffer.from(await sent.arrayBuffer()).toString('latin1'),
        body: JSON.stringify({ text: 'Hi', usage: { type: 'duration', seconds: 3 } }),
      }),
    ).toEqual({ provider: 'openai', model: 'whisper-1', audioSeconds: 3 })
  })
})

describe('extractUsage, Anthropic', () => {
  test('adds cache reads and cache writes to the input', () => {
    const usage = {
      input_tokens: 11,
      cache_creation_input_tokens: 355,
      cache_read_input_tokens: 3271,
      output_tokens: 103,
      output_tokens_details: { thinking_tokens: 40 },
    }
    const body = JSON.stringify({ model: 'claude-sonnet-4-5-20250929', usage })

    expect(usageOf({ url: ANTHROPIC, body })).toEqual({
      provider: 'anthropic',
      model: 'claude-sonnet-4-5-20250929',
      input: 3637,
      output: 103,
      cachedInput: 3271,
      cacheWriteInput: 355,
      reasoning: 40,
    })
  })

  test('takes input from the start of a stream and output from its end', () => {
    const body = [
      'event: message_start',
      'data: {"type":"message_start","message":{"model":"claude-haiku-4-5","usage":{"input_tokens":17,"output_tokens":1}}}',
      '',
      'event: message_delta',
      'data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":92}}',
    ].join('\n')

    expect(usageOf({ url: ANTHROPIC, type: STREAM, body })).toEqual({
      provider: 'anthropic',
      model: 'claude-haiku-4-5',
      input: 17,
      output: 92,
    })
  })

  test('is undefined for a token count, which is an answer and not usage', () => {
    expect(usageOf({ url: `${ANTHROPIC}/count_tokens`, body: '{"input_tokens":14}' })).toBeUndefined()
  })
})

describe('extractUsage, streams', () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2 }

  test('reads CRLF streams with comments and without a last blank line', () => {
    const body = `: OPENROUTER PROCESSING\r\n\r\ndata: {"model":"m"}\r\n\r\ndata: ${JSON.stringify({ usage })}`

    expect(usageOf({ type: STREAM, body })).toMatchObject({ model: 'm', input: 1, output: 2 })
  })

  test('reads what arrived before a stream was cut in the middle of an event', () => {
    const body = `data: ${JSON.stringify({ usage })}\n\ndata: {"usage":{"prompt_tok`

    expect(usageOf({ type: STREAM, body })).toMatchObject({ input: 1, output: 2 })
  })

  test('reads the last line of NDJSON', () => {
    const body =
      '{"model":"llama3.2","done":false}\n{"model":"llama3.2","done":true,"prompt_eval_count":16,"eval_count":22}\n'

    expect(
      usageOf({ url: 'http://localhost:11434/api/chat', provider: 'ollama', type: 'application/x-ndjson', body }),
    ).toEqual({
      provider: 'ollama',
      model: 'llama3.2',
      input: 16,
      output: 22,
    })
  })

  test('reads a Gemini stream that is one JSON array', () => {
    const url = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:streamGenerateContent'
    const body = JSON.stringify([
      { usageMetadata: { promptTokenCount: 20, thoughtsTokenCount: 50 } },
      {
        usageMetadata: {
          promptTokenCount: 20,
          candidatesTokenCount: 19,
          thoughtsTokenCount: 109,
          cachedContentTokenCount: 8,
        },
      },
    ])

    expect(usageOf({ url, body })).toEqual({
      provider: 'google',
      model: 'gemini-2.5-flash',
      input: 20,
      output: 128,
      cachedInput: 8,
      reasoning: 109,
    })
  })

  test('reads x_groq.usage', () => {
    const body = sse([{ model: 'llama', choices: [] }, { x_groq: { usage } }])

    expect(usageOf({ url: 'https://api.groq.com/openai/v1/chat/completions', type: STREAM, body })).toEqual({
      provider: 'groq',
      model: 'llama',
      input: 1,
      output: 2,
    })
  })
})

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

describe('extractUsage, anything', () => {
  test('never throws on bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom(STREAM, 'application/json', 'application/vnd.amazon.eventstream', ''),
        fc.string(),
        (body, type, url) => {
          const bytes = { headers: { 'content-type': type }, body }
          expect(extractUsage({ url, request: bytes, response: { status: 200, ...bytes } })).toBeUndefined()
        },
      ),
      { numRuns: 200 },
    )
  })

  test('never throws on JSON of any shape, and counts nothing but numbers', () => {
    const shape = fc.oneof(
      fc.jsonValue(),
      fc.record({ usage: fc.jsonValue() }),
      fc.record({
        usage: fc.dictionary(
          fc.constantFrom('prompt_tokens', 'input_tokens', 'inputTokens', '__proto__'),
          fc.jsonValue(),
        ),
      }),
    )
    fc.assert(
      fc.property(shape, (value) => {
        const usage = usageOf({ body: JSON.stringify(value) })
        const input = usage?.input ?? 0
        expect(Number.isFinite(input) && input >= 0).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
