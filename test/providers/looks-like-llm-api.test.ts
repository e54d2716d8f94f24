import { expect, test } from 'vitest'

import { isMetered, looksLikeLlmApi } from '../../src/providers/looks-like-llm-api.ts'

function likely(paths: readonly string[]) {
  return paths.map((path) => looksLikeLlmApi(new URL(path, 'https://llm.corp.example'), 'POST'))
}

test('paths of LLM APIs look like one, under any prefix', () => {
  const paths = [
    '/v1/chat/completions',
    '/proxy/openai/v1/chat/completions?key=1',
    '/openai/deployments/gpt/chat/completions',
    '/v1/responses',
    '/v1/messages',
    '/v1/embeddings/',
    '/api/chat',
    '/api/generate',
    '/v1beta/models/gemini-2.5-flash:generateContent',
    '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    '/model/amazon.nova-lite-v1%3A0/converse',
    '/v2/chat',
    '/v1/text-to-speech/voice/stream',
    '/v1/videos',
  ]

  expect(likely(paths)).toEqual(paths.map(() => true))
})

test('other paths do not', () => {
  const paths = [
    '/',
    '/messages',
    '/v1/models',
    '/v1/files',
    '/api/users',
    '/chat',
    '/v1/messages/1/read',
    '/responses/1',
  ]

  expect(likely(paths)).toEqual(paths.map(() => false))
})

test('providers of images, speech and search look like one, whatever the path', () => {
  const urls = [
    'https://queue.fal.run/fal-ai/flux/dev',
    'https://api.replicate.com/v1/predictions',
    'https://api.elevenlabs.io/v1/text-to-speech/voice',
    'https://api.deepgram.com/v1/listen',
    'https://api.tavily.com/search',
    'https://google.serper.dev/search',
    'https://api.search.brave.com/res/v1/web/search',
  ]
  const others = ['https://fal.run.evil.test/', 'https://notfal.run/', 'https://jina.com/', 'https://brave.com/search']

  expect(urls.map((url) => looksLikeLlmApi(new URL(url), 'GET'))).toEqual(urls.map(() => true))
  expect(others.map((url) => looksLikeLlmApi(new URL(url), 'POST'))).toEqual(others.map(() => false))
  expect(isMetered(new URL('https://api.tavily.com/search'), 'POST', 200)).toBe(false)
})

test('a request that reads does not', () => {
  expect(looksLikeLlmApi(new URL('https://llm.corp.example/v1/messages'), 'GET')).toBe(false)
})

test('tokens are expected of a successful call to a model, and of nothing else', () => {
  const chat = new URL('https://api.openai.com/v1/chat/completions')

  expect(isMetered(chat, 'post', 200)).toBe(true)
  expect(isMetered(chat, 'POST', 400)).toBe(false)
  expect(isMetered(new URL('https://api.openai.com/v1/files'), 'POST', 200)).toBe(false)
})
