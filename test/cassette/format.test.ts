import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

import type { Call } from '../../src/cassette/call.ts'
import { serializeCassette } from '../../src/cassette/form/serialize.ts'
import { bytesOf, callsOf, hashOf, open, refuseSlowPath } from './samples.ts'

const text = readFileSync(new URL('../../cassettes/format/two-calls.yaml', import.meta.url), 'utf8')

const system = {
  role: 'system',
  content: 'You are a weather desk.\nAnswer in one sentence, name the city, and say "degrees", never "°C".\n',
}
const question = { role: 'user', content: 'How warm is it in Zürich?' }
const toolCall = { id: 'call_1', type: 'function', function: { name: 'temperature', arguments: '{"city":"Zürich"}' } }
const tools = [
  {
    type: 'function',
    function: {
      name: 'temperature',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
]

const pieces = [
  'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"It is 21"}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{"content":" degrees in Zürich."}}]}\n\n',
  'data: {"choices":[],"usage":{"prompt_tokens":121,"completion_tokens":9}}\n\ndata: [DONE]\n\n',
]

const calls: readonly Call[] = [
  {
    key: hashOf('the first').slice(0, 20),
    request: {
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
      headers: { 'content-type': 'application/json' },
      body: bytesOf(JSON.stringify({ model: 'gpt-4o-mini', temperature: 0, tools, messages: [system, question] })),
    },
    response: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: bytesOf(
        JSON.stringify(
          {
            choices: [{ index: 0, message: { role: 'assistant', content: null, tool_calls: [toolCall] } }],
            usage: { prompt_tokens: 98, completion_tokens: 14 },
          },
          undefined,
          2,
        ),
      ),
      end: 'complete',
      latency: 512,
      duration: 514,
    },
    answer: [{ call: 'temperature', arguments: { city: 'Zürich' } }],
    usage: { provider: 'openai', model: 'gpt-4o-mini', input: 98, output: 14 },
    recordedAt: '2026-11-22T10:11:12.000Z',
  },
  {
    key: hashOf('the second').slice(0, 20),
    request: {
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
      headers: { 'content-type': 'application/json' },
      body: bytesOf(
        JSON.stringify({
          model: 'gpt-4o-mini',
          temperature: 0,
          tools,
          messages: [
            system,
            question,
            { role: 'assistant', content: null, tool_calls: [toolCall] },
            { role: 'tool', tool_call_id: 'call_1', content: '21.4' },
          ],
        }),
      ),
    },
    response: {
      status: 200,
      headers: { 'content-type': 'text/event-stream; charset=utf-8' },
      body: bytesOf(pieces.join('')),
      chunks: pieces.map((piece, index) => ({ size: bytesOf(piece).byteLength, at: index * 40 })),
      end: 'complete',
      latency: 301,
      duration: 382.5,
    },
    answer: [{ text: 'It is 21 degrees in Zürich.' }],
    usage: { provider: 'openai', model: 'gpt-4o-mini', input: 121, output: 9, cachedInput: 64 },
    recordedAt: '2026-11-22T10:11:13.000Z',
  },
]

describe('the format, as cassettes/format/two-calls.yaml shows it', () => {
  test('is what is written', () => {
    expect(serializeCassette({ rewind: 2, test: 'weather › asks the tool' }, calls, hashOf)).toEqual({
      text,
      files: new Map(),
    })
  })

  test('is read back, by the fast reader', () => {
    const cassette = open(text, { onSlowPath: refuseSlowPath })
    expect(cassette.header).toEqual({ rewind: 2, test: 'weather › asks the tool' })
    expect(cassette.entries.map((entry) => entry.call())).toEqual(calls)
  })

  test('is YAML that others read', () => {
    const documents: unknown[] = parseAllDocuments(text).map((document) => document.toJS())
    expect(documents).toMatchObject([
      { rewind: 2 },
      { request: { body: { json: { messages: [system, question] } } } },
      {
        request: { body: { continues: 1 } },
        answer: [{ text: 'It is 21 degrees in Zürich.' }],
        response: { body: { events: expect.stringContaining('"content":"$answer.0.text+"') } },
        meta: { usage: { input: 121 }, chunks: '112' },
      },
    ])
  })

  test('shows what the second request adds, and nothing of it twice', () => {
    expect(text.match(/You are a weather desk/g)).toHaveLength(1)
    expect(text.match(/city: Zürich/g) ?? text.match(/city: "Zürich"/g)).toHaveLength(1)
    expect(text.match(/It is 21/g)).toHaveLength(1)
    expect(callsOf(text)[1]?.request).toEqual(calls[1]?.request)
  })
})
