import OpenAI from 'openai'
import { expect, test } from 'vitest'

const openai = new OpenAI()

test('draws a postcard', async () => {
  const answer = await openai.images.generate({
    model: 'gpt-image-1',
    prompt: 'A postcard of a sunset over the sea, in flat colours',
    size: '1024x1024',
  })
  expect(answer.data?.[0]?.b64_json).toMatch(/^iVBOR/u)
})

test('reads a greeting aloud', async () => {
  const speech = await openai.audio.speech.create({
    model: 'gpt-4o-mini-tts',
    voice: 'alloy',
    input: 'Welcome to Lisbon!',
    response_format: 'wav',
  })
  expect((await speech.arrayBuffer()).byteLength).toBeGreaterThan(1000)
})
