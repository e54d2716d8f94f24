import { describe, expect, test } from 'vitest'

import { buffered, chat, DONE, OPENAI_USAGE, streamed } from './source.ts'

// The wire shapes of every provider, whole and as a stream, as their own API references give them.

describe('OpenAI', () => {
  test('counts chats', () => {
    const { whole, stream } = chat('https://api.openai.com/v1/chat/completions', 'gpt-4o-2024-08-06', {
      ...OPENAI_USAGE,
      prompt_tokens_details: { cached_tokens: 30, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 5, audio_tokens: 0, accepted_prediction_tokens: 0 },
    })

    expect(whole).toEqual({
      provider: 'openai',
      model: 'gpt-4o-2024-08-06',
      input: 40,
      output: 12,
      cachedInput: 30,
      reasoning: 5,
    })
    expect(stream).toEqual(whole)
  })

  test('counts responses, also those that end before they are complete', () => {
    const url = 'https://api.openai.com/v1/responses'
    const response = {
      model: 'gpt-5',
      usage: {
        input_tokens: 40,
        input_tokens_details: { cached_tokens: 32 },
        output_tokens: 12,
        output_tokens_details: { reasoning_tokens: 8 },
        total_tokens: 52,
      },
    }
    const events = [
      { type: 'response.created', response: { model: 'gpt-5', usage: null } },
      { type: 'response.output_text.delta', delta: 'Hi' },
    ]
    const whole = buffered(url, response)

    expect(whole).toEqual({ provider: 'openai', model: 'gpt-5', input: 40, output: 12, cachedInput: 32, reasoning: 8 })
    expect(streamed(url, [...events, { type: 'response.completed', response }])).toEqual(whole)
    expect(streamed(url, [...events, { type: 'response.incomplete', response }])).toEqual(whole)
  })

  test('counts completions of the old kind', () => {
    const { whole, stream } = chat('https://api.openai.com/v1/completions', 'gpt-3.5-turbo-instruct')

    expect(whole).toEqual({ provider: 'openai', model: 'gpt-3.5-turbo-instruct', input: 40, output: 12 })
    expect(stream).toEqual(whole)
  })

  test('counts embeddings', () => {
    expect(
      buffered('https://api.openai.com/v1/embeddings', {
        object: 'list',
        data: [],
        model: 'text-embedding-3-large',
        usage: { prompt_tokens: 8, total_tokens: 8 },
      }),
    ).toEqual({ provider: 'openai', model: 'text-embedding-3-large', input: 8 })
  })

  test('counts transcriptions, speech and pictures', () => {
    const usage = {
      type: 'tokens',
      input_tokens: 14,
      input_token_details: { text_tokens: 0, audio_tokens: 14 },
      output_tokens: 45,
      total_tokens: 59,
    }
    const request = {
      request: '--x\r\nContent-Disposition: form-data; name="model"\r\n\r\ngpt-4o-transcribe\r\n--x--',
      requestType: 'multipart/form-data; boundary=x',
    }
    const transcription = buffered('https://api.openai.com/v1/audio/transcriptions', { text: 'Hi', usage }, request)
    const picture = {
      input_tokens: 50,
      output_tokens: 4160,
      input_tokens_details: { text_tokens: 10, image_tokens: 40 },
    }

    expect(transcription).toEqual({
      provider: 'openai',
      model: 'gpt-4o-transcribe',
      input: 14,
      output: 45,
      audioInput: 14,
    })
    expect(
      streamed(
        'https://api.openai.com/v1/audio/transcriptions',
        [
          { type: 'transcript.text.delta', delta: 'Hi' },
          { type: 'transcript.text.done', text: 'Hi', usage },
        ],
        request,
      ),
    ).toEqual(transcription)
    expect(
      streamed(
        'https://api.openai.com/v1/audio/speech',
        [
          { type: 'speech.audio.delta', audio: '' },
          { type: 'speech.audio.done', usage: { input_tokens: 14, output_tokens: 101, total_tokens: 115 } },
        ],
        { request: '{"model":"gpt-4o-mini-tts"}' },
      ),
    ).toMatchObject({ model: 'gpt-4o-mini-tts', input: 14, output: 101 })
    expect(
      streamed(
        'https://api.openai.com/v1/images/generations',
        [{ type: 'image_generation.completed', b64_json: '', usage: picture }],
        { request: '{"model":"gpt-image-1"}' },
      ),
    ).toMatchObject({ model: 'gpt-image-1', input: 50, output: 4160, imageInput: 40 })
  })
})

describe('Azure', () => {
  test('counts chats of a deployment, whose stream begins with the filter of the prompt', () => {
    const url = 'https://me.openai.azure.com/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21'
    const filter = { choices: [], model: '', prompt_filter_results: [{ prompt_index: 0 }] }

    expect(buffered(url, { model: 'gpt-4o-2024-08-06', usage: OPENAI_USAGE })).toEqual({
      provider: 'azure',
      model: 'gpt-4o-2024-08-06',
      input: 40,
      output: 12,
    })
    expect(streamed(url, [filter, { model: 'gpt-4o-2024-08-06', choices: [], usage: OPENAI_USAGE }, DONE])).toEqual({
      provider: 'azure',
      model: 'gpt-4o-2024-08-06',
      input: 40,
      output: 12,
    })
  })

  test('takes no model from the path of the endpoint for any model', () => {
    expect(
      buffered('https://me.services.ai.azure.com/models/chat/completions?api-version=1', { usage: OPENAI_USAGE }),
    ).toEqual({ provider: 'azure', model: 'unknown', input: 40, output: 12 })
  })

  test('counts what Claude answers there', () => {
    expect(
      buffered('https://me.services.ai.azure.com/anthropic/v1/messages', {
        model: 'claude-sonnet-4-5',
        usage: { input_tokens: 3, output_tokens: 4 },
      }),
    ).toEqual({ provider: 'azure', model: 'claude-sonnet-4-5', input: 3, output: 4 })
  })
})

const CLAUDE_USAGE = {
  input_tokens: 10,
  cache_creation_input_tokens: 20,
  cache_read_input_tokens: 30,
  output_tokens: 12,
  service_tier: 'standard',
}

const CLAUDE_EVENTS = [
  {
    type: 'message_start',
    message: { model: 'claude-sonnet-4-5-20250929', usage: { ...CLAUDE_USAGE, output_tokens: 1 } },
  },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 12 } },
  { type: 'message_stop' },
]

const CLAUDE_COUNTS = {
  model: 'claude-sonnet-4-5-20250929',
  input: 60,
  output: 12,
  cachedInput: 30,
  cacheWriteInput: 20,
}

describe('Anthropic', () => {
  test('counts messages', () => {
    const url = 'https://api.anthropic.com/v1/messages'

    expect(buffered(url, { type: 'message', model: 'claude-sonnet-4-5-20250929', usage: CLAUDE_USAGE })).toEqual({
      provider: 'anthropic',
      ...CLAUDE_COUNTS,
    })
    expect(streamed(url, CLAUDE_EVENTS)).toEqual({ provider: 'anthropic', ...CLAUDE_COUNTS })
  })
})

describe('Gemini and Vertex', () => {
  const chunk = {
    modelVersion: 'gemini-2.5-flash',
    usageMetadata: {
      promptTokenCount: 40,
      cachedContentTokenCount: 10,
      candidatesTokenCount: 12,
      thoughtsTokenCount: 5,
      totalTokenCount: 57,
    },
  }
  const counts = { model: 'gemini-2.5-flash', input: 40, output: 17, cachedInput: 10, reasoning: 5 }
  const early = { modelVersion: 'gemini-2.5-flash', usageMetadata: { promptTokenCount: 40, totalTokenCount: 40 } }

  test('count generated content', () => {
    const url = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash'

    expect(buffered(`${url}:generateContent`, chunk)).toEqual({ provider: 'google', ...counts })
    expect(streamed(`${url}:streamGenerateContent?alt=sse`, [early, chunk])).toEqual({ provider: 'google', ...counts })
    expect(buffered(`${url}:streamGenerateContent`, [early, chunk])).toEqual({ provider: 'google', ...counts })
  })

  test('count the interactions of Gemini', () => {
    const url = 'https://generativelanguage.googleapis.com/v1beta/interactions'
    const usage = { total_input_tokens: 40, total_output_tokens: 12, total_thought_tokens: 5, total_cached_tokens: 10 }

    expect(buffered(url, { model: 'gemini-2.5-flash', usage })).toEqual({ provider: 'google', ...counts })
    expect(
      streamed(url, [{ event_type: 'interaction.completed', interaction: { model: 'gemini-2.5-flash', usage } }, DONE]),
    ).toEqual({ provider: 'google', ...counts })
  })

  test('count generated content on Vertex', () => {
    const url =
      'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash'

    expect(buffered(`${url}:generateContent`, chunk)).toEqual({ provider: 'vertex', ...counts })
    expect(streamed(`${url}:streamGenerateContent?alt=sse`, [early, chunk])).toEqual({ provider: 'vertex', ...counts })
  })

  test('count Claude on Vertex', () => {
    const url =
      'https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5@20250929'

    expect(buffered(`${url}:rawPredict`, { model: 'claude-sonnet-4-5-20250929', usage: CLAUDE_USAGE })).toEqual({
      provider: 'vertex',
      ...CLAUDE_COUNTS,
    })
    expect(streamed(`${url}:streamRawPredict`, CLAUDE_EVENTS)).toEqual({ provider: 'vertex', ...CLAUDE_COUNTS })
  })

  test('count the texts that Vertex embeds, each by itself', () => {
    const url =
      'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/text-embedding-005:predict'
    const predictions = [4, 6].map((count) => ({
      embeddings: { statistics: { truncated: false, token_count: count }, values: [0.1] },
    }))

    expect(buffered(url, { predictions, metadata: { billableCharacterCount: 40 } })).toEqual({
      provider: 'vertex',
      model: 'text-embedding-005',
      input: 10,
    })
  })
})
