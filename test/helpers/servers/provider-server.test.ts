import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { Agent, fetch as undiciFetch } from 'undici'
import { expect, onTestFinished, test } from 'vitest'

import { createCertificate } from './certificates.ts'
import {
  type ProviderServer,
  RATE_LIMITED,
  SERVER_ERROR,
  startProviderServer,
  UNAUTHORIZED,
} from './provider-server.ts'

type ChatParameters = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming
type MessageParameters = Anthropic.MessageCreateParamsNonStreaming

const HELLO: ChatParameters = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello Ann' }] }
const HELLO_CLAUDE: MessageParameters = {
  model: 'claude-sonnet-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hello Ann' }],
}
const WEATHER = { type: 'object' as const, properties: { city: { type: 'string' } } }
const CHAT_TOOLS: OpenAI.Chat.ChatCompletionFunctionTool[] = [
  { type: 'function', function: { name: 'weather', parameters: WEATHER } },
]
const CLAUDE_TOOLS: Anthropic.Tool[] = [{ name: 'weather', input_schema: WEATHER }]

function openaiOf(server: ProviderServer): OpenAI {
  return new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: 'sk-test' })
}

function anthropicOf(server: ProviderServer): Anthropic {
  return new Anthropic({ baseURL: server.origin, apiKey: 'sk-ant-test' })
}

async function collect<Item>(stream: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = []
  for await (const item of stream) items.push(item)
  return items
}

test('a chat completion repeats the prompt, and its id is its own', async () => {
  await using server = await startProviderServer()
  const first = await openaiOf(server).chat.completions.create(HELLO)
  const second = await openaiOf(server).chat.completions.create(HELLO)
  expect(first.choices[0]?.message.content).toBe('You said: Hello Ann')
  expect(second.choices[0]?.message.content).toBe('You said: Hello Ann')
  expect(first.id).not.toBe(second.id)
  expect(first.usage?.total_tokens).toBeGreaterThan(0)
})

test('a streamed chat completion comes in pieces, with its usage when asked for', async () => {
  await using server = await startProviderServer()
  const chunks = await collect(
    await openaiOf(server).chat.completions.create({ ...HELLO, stream: true, stream_options: { include_usage: true } }),
  )
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('You said: Hello Ann')
  expect(chunks.length).toBeGreaterThan(4)
  expect(chunks.at(-1)?.usage?.completion_tokens).toBeGreaterThan(0)
})

test('a chat with tools calls one, then answers with what it said', async () => {
  await using server = await startProviderServer()
  const openai = openaiOf(server)
  const tools = CHAT_TOOLS
  const asked = await openai.chat.completions.create({ ...HELLO, tools })
  const message = asked.choices[0]?.message
  const call = message?.tool_calls?.[0]
  expect(call).toMatchObject({ type: 'function', function: { name: 'weather', arguments: '{"city":"Hello Ann"}' } })
  if (message === undefined || call === undefined) return
  const messages = [...HELLO.messages, message, { role: 'tool', tool_call_id: call.id, content: 'sunny' } as const]
  const answer = await openai.chat.completions.create({ ...HELLO, messages, tools })
  expect(answer.choices[0]?.message.content).toBe('The tool said: sunny')
})

test('a streamed tool call of a chat is put together by the client', async () => {
  await using server = await startProviderServer()
  const stream = openaiOf(server).chat.completions.stream({
    model: HELLO.model,
    messages: HELLO.messages,
    tools: CHAT_TOOLS,
  })
  const { choices } = await stream.finalChatCompletion()
  expect(choices[0]?.message.tool_calls?.[0]).toMatchObject({
    function: { name: 'weather', arguments: '{"city":"Hello Ann"}' },
  })
})

test('the responses API answers whole and streamed', async () => {
  await using server = await startProviderServer()
  const openai = openaiOf(server)
  const whole = await openai.responses.create({ model: 'gpt-4o-mini', input: 'Hello Ann' })
  expect(whole.output_text).toBe('You said: Hello Ann')
  const streamed = await openai.responses.stream({ model: 'gpt-4o-mini', input: 'Hello Ann' }).finalResponse()
  expect(streamed.output_text).toBe('You said: Hello Ann')
  expect(streamed.usage?.output_tokens).toBeGreaterThan(0)
})

test('the responses API calls a tool', async () => {
  await using server = await startProviderServer()
  const tools = [{ type: 'function', name: 'weather', parameters: WEATHER, strict: false } as const]
  const asked = await openaiOf(server)
    .responses.stream({ model: 'gpt-4o-mini', input: 'Hello Ann', tools })
    .finalResponse()
  expect(asked.output[0]).toMatchObject({ type: 'function_call', name: 'weather', arguments: '{"city":"Hello Ann"}' })
})

test('embeddings of the same text are the same, packed or not', async () => {
  await using server = await startProviderServer()
  const openai = openaiOf(server)
  const packed = await openai.embeddings.create({ model: 'text-embedding-3-small', input: ['a text'] })
  const plain = await openai.embeddings.create({
    model: 'text-embedding-3-small',
    input: ['a text'],
    encoding_format: 'float',
  })
  expect(packed.data[0]?.embedding).toHaveLength(8)
  expect(packed.data[0]?.embedding).toEqual([...Float32Array.from(plain.data[0]?.embedding ?? [])])
})

test('models are listed for both clients', async () => {
  await using server = await startProviderServer()
  expect((await openaiOf(server).models.list()).data[0]?.id).toBe('gpt-4o-mini')
  expect((await anthropicOf(server).models.list()).data[0]?.id).toBe('gpt-4o-mini')
})

test('a message of Anthropic is answered whole and streamed', async () => {
  await using server = await startProviderServer()
  const anthropic = anthropicOf(server)
  const whole = await anthropic.messages.create(HELLO_CLAUDE)
  expect(whole.content[0]).toMatchObject({ type: 'text', text: 'You said: Hello Ann' })
  const streamed = await anthropic.messages.stream(HELLO_CLAUDE).finalMessage()
  expect(streamed.content[0]).toMatchObject({ type: 'text', text: 'You said: Hello Ann' })
  expect(streamed.usage.output_tokens).toBeGreaterThan(1)
})

test('a message of Anthropic with tools uses one, then answers with what it said', async () => {
  await using server = await startProviderServer()
  const anthropic = anthropicOf(server)
  const tools = CLAUDE_TOOLS
  const asked = await anthropic.messages.stream({ ...HELLO_CLAUDE, tools }).finalMessage()
  const [use] = asked.content
  expect(use).toMatchObject({ type: 'tool_use', name: 'weather', input: { city: 'Hello Ann' } })
  if (use?.type !== 'tool_use') return
  const messages: MessageParameters['messages'] = [
    ...HELLO_CLAUDE.messages,
    { role: 'assistant', content: asked.content },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: 'sunny' }] },
  ]
  const answer = await anthropic.messages.create({ ...HELLO_CLAUDE, messages, tools })
  expect(answer.content[0]).toMatchObject({ type: 'text', text: 'The tool said: sunny' })
})

test('queued behaviours are used once, in order; clients retry a rate limit and a server error', async () => {
  await using server = await startProviderServer()
  server.next(RATE_LIMITED, SERVER_ERROR)
  const answer = await openaiOf(server).chat.completions.create(HELLO)
  expect(answer.choices[0]?.message.content).toBe('You said: Hello Ann')
  server.next(UNAUTHORIZED)
  await expect(anthropicOf(server).messages.create(HELLO_CLAUDE)).rejects.toMatchObject({ status: 401 })
})

test('a stream that is cut breaks off at the client', async () => {
  await using server = await startProviderServer()
  server.next({ change: { cutAfter: 3 } })
  const stream = await openaiOf(server).chat.completions.create({ ...HELLO, stream: true })
  const seen: string[] = []
  await expect(async () => {
    for await (const chunk of stream) seen.push(chunk.choices[0]?.delta.content ?? '')
  }).rejects.toThrow()
  expect(seen.join('')).toBe('You said:')
  expect(server.requests[0]?.end).toBe('aborted')
})

test('answers and streams can be sent zipped', async () => {
  await using server = await startProviderServer()
  server.next({ change: { gzip: true } }, { change: { gzip: true } })
  const whole = await fetch(`${server.origin}/v1/models`)
  expect(whole.headers.get('content-encoding')).toBe('gzip')
  expect(await whole.json()).toMatchObject({ object: 'list' })
  const chunks = await collect(await openaiOf(server).chat.completions.create({ ...HELLO, stream: true }))
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('You said: Hello Ann')
})

test('a raw answer is sent byte by byte as given', async () => {
  await using server = await startProviderServer()
  server.next({
    raw: {
      status: 201,
      headers: { 'x-own': 'yes' },
      chunks: [{ bytes: Uint8Array.of(0xff, 0x00) }, { bytes: 'b', afterMs: 5 }],
    },
  })
  const answer = await fetch(`${server.origin}/anything`)
  expect([answer.status, answer.headers.get('x-own')]).toEqual([201, 'yes'])
  expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0xff, 0x00, 0x62])
})

test('requests and connections are kept', async () => {
  await using server = await startProviderServer()
  await openaiOf(server).chat.completions.create(HELLO)
  expect(server.connections).toBe(1)
  expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/v1/chat/completions', end: 'complete' })
  expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-test')
  expect(server.requests[0]?.body).toContain('Hello Ann')
})

test('answers carry headers that name the account', async () => {
  await using server = await startProviderServer()
  const openai = await fetch(`${server.origin}/v1/models`)
  const anthropic = await fetch(`${server.origin}/v1/messages`, { method: 'POST', body: '{}' })
  expect(openai.headers.get('openai-organization')).toBe('org-of-the-tests')
  expect(anthropic.headers.get('anthropic-organization-id')).toBe('org-of-the-tests')
  expect(openai.headers.getSetCookie()).toHaveLength(2)
})

test('with a certificate, it is spoken to over TLS only', async () => {
  using certificate = await createCertificate(['localhost'])
  await using server = await startProviderServer({ tls: certificate })
  const dispatcher = new Agent({ connect: { ca: certificate.cert, servername: 'localhost' } })
  onTestFinished(() => dispatcher.close())
  const answer = await undiciFetch(`${server.origin}/v1/models`, { dispatcher })
  expect(server.origin).toMatch(/^https:/)
  expect(await answer.json()).toMatchObject({ object: 'list' })
  await expect(fetch(`http://127.0.0.1:${server.port}/v1/models`)).rejects.toThrow()
})

test('closing ends a slow stream at once', async () => {
  const server = await startProviderServer()
  server.next({ raw: { chunks: [{ bytes: 'a' }, { bytes: 'b', afterMs: 60_000 }] } })
  const answer = await fetch(server.origin)
  await server.close()
  await expect(answer.text()).rejects.toThrow()
})
