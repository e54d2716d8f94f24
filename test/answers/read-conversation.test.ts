import { expect, test } from 'vitest'

import { readConversation, readRequestMedia } from '../../src/answers/read-conversation.ts'

function conversationOf(body: unknown) {
  return readConversation({ headers: {}, body: Buffer.from(JSON.stringify(body)) })
}

const CONVERSATION = [
  { role: 'system', parts: [{ kind: 'text', text: 'Be brief.' }] },
  { role: 'user', parts: [{ kind: 'text', text: 'Weather in Rome?' }] },
  { role: 'assistant', parts: [{ kind: 'tool-call', id: 'c1', name: 'weather', arguments: { city: 'Rome' } }] },
  { role: 'tool', parts: [{ kind: 'tool-result', id: 'c1', name: 'weather', result: 'Sunny' }] },
]

test('chat', () => {
  const { messages, tools, settings } = conversationOf({
    model: 'gpt-4o',
    temperature: 0,
    tools: [{ type: 'function', function: { name: 'weather', description: 'Looks out', parameters: {} } }],
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'Weather in Rome?' }] },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', function: { name: 'weather', arguments: '{"city":"Rome"}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'Sunny' },
    ],
  })
  expect(messages).toEqual(CONVERSATION)
  expect(tools).toEqual([{ name: 'weather', description: 'Looks out' }])
  expect(settings).toEqual({ model: 'gpt-4o', temperature: 0 })
})

test('responses', () => {
  const { messages } = conversationOf({
    instructions: 'Be brief.',
    input: [
      { role: 'user', content: 'Weather in Rome?' },
      { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"city":"Rome"}' },
      { type: 'function_call_output', call_id: 'c1', output: 'Sunny' },
    ],
  })
  expect(messages).toEqual(CONVERSATION)
})

test('Anthropic', () => {
  const { messages } = conversationOf({
    system: [{ type: 'text', text: 'Be brief.' }],
    messages: [
      { role: 'user', content: 'Weather in Rome?' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'weather', input: { city: 'Rome' } }] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'Sunny' }] }],
      },
    ],
  })
  expect(messages).toEqual(CONVERSATION)
})

test('Bedrock', () => {
  const { messages, tools } = conversationOf({
    system: [{ text: 'Be brief.' }],
    messages: [
      { role: 'user', content: [{ text: 'Weather in Rome?' }] },
      { role: 'assistant', content: [{ toolUse: { toolUseId: 'c1', name: 'weather', input: { city: 'Rome' } } }] },
      { role: 'user', content: [{ toolResult: { toolUseId: 'c1', content: [{ text: 'Sunny' }] } }] },
    ],
    toolConfig: { tools: [{ toolSpec: { name: 'weather', inputSchema: {} } }] },
  })
  expect(messages).toEqual(CONVERSATION)
  expect(tools).toEqual([{ name: 'weather' }])
})

test('Gemini, which knows results by the name of the tool', () => {
  const { messages } = conversationOf({
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    contents: [
      { role: 'user', parts: [{ text: 'Weather in Rome?' }] },
      { role: 'model', parts: [{ functionCall: { name: 'weather', args: { city: 'Rome' } } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'weather', response: { result: 'Sunny' } } }] },
    ],
  })
  expect(messages.slice(0, 2)).toEqual(CONVERSATION.slice(0, 2))
  expect(messages.slice(2)).toEqual([
    { role: 'assistant', parts: [{ kind: 'tool-call', name: 'weather', arguments: { city: 'Rome' } }] },
    { role: 'tool', parts: [{ kind: 'tool-result', name: 'weather', result: { result: 'Sunny' } }] },
  ])
})

test('a picture that a tool gave back is part of its result', () => {
  const source = { type: 'base64', media_type: 'image/png', data: Buffer.from('89504e47', 'hex').toString('base64') }
  const content = [
    { type: 'text', text: 'Here' },
    { type: 'image', source },
  ]
  const body = { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content }] }] }
  const { messages } = conversationOf(body)
  const [file] = readRequestMedia({ headers: {}, body: Buffer.from(JSON.stringify(body)) }).values()
  expect(file?.bytes).toEqual(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))
  expect(messages).toMatchObject([
    { role: 'tool', parts: [{ kind: 'tool-result', result: 'Here', media: [{ mimeType: 'image/png', size: 4 }] }] },
  ])
})
