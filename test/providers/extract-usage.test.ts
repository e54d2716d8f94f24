import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { extractUsage } from '../../src/providers/usage/extract-usage.ts'
import { sse, STREAM, usageOf, ANTHROPIC } from './source.ts'

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
