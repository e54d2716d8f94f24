import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { expect, test } from 'vitest'

const name = process.env['DEMO_NAME'] ?? 'Ann'
const openai = new OpenAI()
const anthropic = new Anthropic()

test('greets', async () => {
  const answer = await openai.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: `Say hello to ${name}` }],
  })
  expect(answer.choices[0]?.message.content).toContain(name)
})

test('streams a poem', async () => {
  const stream = anthropic.messages.stream({
    model: 'claude-sonnet-5',
    max_tokens: 200,
    messages: [{ role: 'user', content: 'Write a poem about the sea' }],
  })
  const pieces: string[] = []
  for await (const event of stream) {
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') pieces.push(event.delta.text)
  }
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.join('')).toContain('the sea')
})

test('asks a tool before it answers', async () => {
  const tools: OpenAI.ChatCompletionFunctionTool[] = [
    {
      type: 'function',
      function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
    },
  ]
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Is it warm in Paris?' }]
  for (let turn = 0; turn < 5; turn += 1) {
    const answer = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages, tools })
    const message = answer.choices[0]?.message
    if (message === undefined) break
    messages.push(message)
    for (const call of message.tool_calls ?? [])
      messages.push({ role: 'tool', tool_call_id: call.id, content: '24 degrees' })
    if (message.tool_calls === undefined) break
  }
  expect(messages.at(-1)?.content).toContain('24 degrees')
})
