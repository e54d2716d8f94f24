import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { install, uninstall } from 'rewind'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { makeRecordedFolder, type RecordedFolder } from '../helpers/recorded-folder.ts'
import { at, startRestlessServer, type RestlessServer } from '../helpers/servers/restless-server.ts'

let server: RestlessServer
let folder: RecordedFolder

beforeAll(async () => {
  server = await startRestlessServer()
  install({ hosts: [server.host] })
})
afterAll(async () => {
  uninstall()
  await server[Symbol.asyncDispose]()
})
beforeEach(() => {
  folder = makeRecordedFolder()
})
afterEach(() => folder[Symbol.dispose]())

async function post(path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${server.origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  // Sound is random bytes, and may begin as JSON does.
  const isJson = answer.headers.get('content-type') === 'application/json'
  return isJson ? await answer.json() : await answer.text()
}

const chat = (content: string, more: object = {}): Promise<unknown> =>
  post('/v1/chat/completions', { model: 'gpt-4o-mini', messages: [{ role: 'user', content }], ...more })

const tools = [
  { name: 'look_up', input_schema: { type: 'object', properties: { what: { type: 'string' } }, required: ['what'] } },
]

/** An agent of Anthropic's: each turn sends all that was said, with the ids of the tool calls so far. */
async function converse(turns: number, system: string, stream = false): Promise<void> {
  const messages: unknown[] = [{ role: 'user', content: 'Find out about the history of every town on the river' }]
  for (let turn = 0; turn < turns; turn += 1) {
    const answer = await post('/v1/messages', {
      model: 'claude-sonnet-4-5',
      max_tokens: 900,
      system,
      tools,
      messages,
      stream,
    })
    const content = stream ? toolUseOf(String(answer)) : at(answer, 'content')
    messages.push({ role: 'assistant', content })
    const id = at(content, 0, 'id')
    messages.push({
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: id, content: `Result of turn ${turn}` }],
    })
    messages.push({ role: 'user', content: `Go on with town ${turn}, and tell me what was built there` })
  }
}

function toolUseOf(events: string): unknown {
  const id = /"id":"(toolu_[^"]*)"/.exec(events)?.[1]
  const pieces = [...events.matchAll(/"partial_json":("(?:[^"\\]|\\.)*")/g)].map(([, piece = '""']) =>
    String(JSON.parse(piece)),
  )
  return [{ type: 'tool_use', id, name: 'look_up', input: JSON.parse(pieces.join('')) }]
}

const SYSTEM = 'You are a patient guide.\nUse the tool before every answer.\nSay where you found it.'

describe('everything recorded again, and the model says the same', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['OpenAI chat', () => chat('Say hello to Ann')],
    [
      'OpenAI chat, streamed',
      () => chat('Say hello to Ann', { stream: true, stream_options: { include_usage: true } }),
    ],
    ['OpenAI responses', () => post('/v1/responses', { model: 'gpt-4o-mini', input: 'Say hello to Ann' })],
    [
      'OpenAI responses, streamed',
      () => post('/v1/responses', { model: 'gpt-4o-mini', input: 'Say hello', stream: true }),
    ],
    [
      'Anthropic',
      () => post('/v1/messages', { model: 'c', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] }),
    ],
    [
      'Anthropic, streamed',
      () =>
        post('/v1/messages', {
          model: 'c',
          max_tokens: 9,
          stream: true,
          messages: [{ role: 'user', content: 'Hi you' }],
        }),
    ],
    ['Gemini', () => post('/v1beta/models/gemini-2.5-flash:generateContent', { prompt: 'Hello to you all' })],
    ['Gemini, streamed', () => post('/v1beta/models/g:streamGenerateContent?alt=sse', { prompt: 'Hello to you all' })],
    ['Bedrock', () => post('/model/amazon.nova-micro-v1%3A0/converse', { prompt: 'Hello to you all' })],
    [
      'Bedrock, streamed',
      () => post('/model/amazon.nova-micro-v1%3A0/converse-stream', { prompt: 'Hello to you all' }),
    ],
    ['embeddings', () => post('/v1/embeddings', { model: 'text-embedding-3-small', input: 'Hello' })],
  ])('changes nothing: %s', async (_name, send) => {
    const lines = await folder.changedLines(async () => void (await send()))
    expect(lines).toBe(0)
  })

  test.each([[false], [true]])('changes nothing of an agent of 20 turns, streamed: %s', async (stream) => {
    expect(await folder.changedLines(() => converse(20, SYSTEM, stream))).toBe(0)
    // Once as it was asked, once as the model passed it to its tool.
    expect(folder.written().match(/Go on with town 7,/g)).toHaveLength(2)
  })
})

/** An agent of OpenAI's Responses, which repeat instructions and tools in three events each time. */
async function respond(turns: number, instructions: string): Promise<void> {
  const functions = tools.map(({ name, input_schema: parameters }) => ({ type: 'function', name, parameters }))
  for (let turn = 0; turn < turns; turn += 1) {
    const input = [{ role: 'user', content: `Tell me about town ${turn}` }]
    await post('/v1/responses', { model: 'gpt-4o-mini', instructions, tools: functions, input, stream: true })
  }
}

const greet = (name: string) => async (): Promise<void> => {
  await chat('Say hello to the others')
  await chat(`Say hello to ${name}`)
}
const twentyLines = (word: string): string =>
  Array.from({ length: 20 }, (_unused, line) => `${line}: ten words that end in a ${word} line each`).join('\n')
const tell = (word: string) => async (): Promise<void> =>
  void (await post('/v1/chat/completions', {
    model: 'm',
    stream: true,
    messages: [{ role: 'user', content: twentyLines(word) }],
  }))
const embed = (input: string) => async (): Promise<void> =>
  void (await post('/v1/embeddings', { model: 'text-embedding-3-small', input }))

describe('a change', () => {
  test('of a word of one prompt and one of its answer changes their lines, and the last of the call', async () => {
    expect(await folder.changedLines(greet('Ann'), greet('Bob'))).toBeLessThanOrEqual(8)
  })

  test('of a word of an agent’s system prompt changes a line a call', async () => {
    const lines = await folder.changedLines(
      () => converse(20, SYSTEM),
      () => converse(20, SYSTEM.replace('patient', 'kind')),
    )
    expect(lines).toBeLessThanOrEqual(45)
  })

  test('of a word of the instructions of Responses changes a line a call', async () => {
    const lines = await folder.changedLines(
      () => respond(20, SYSTEM),
      () => respond(20, SYSTEM.replace('patient', 'kind')),
    )
    expect(lines).toBeLessThanOrEqual(45)
    expect(folder.written().match(/Use the tool before every answer/g)).toHaveLength(1)
  })

  test('of 200 words that are streamed changes about the lines of their text', async () => {
    // The prompt has as many lines, since the server repeats it.
    expect(await folder.changedLines(tell('short'), tell('long'))).toBeLessThanOrEqual(2 * (20 + 20) + 4)
  })

  test.each<[string, () => Promise<unknown>]>([
    ['an image', () => post('/v1/images/generations', { model: 'gpt-image-1', prompt: 'A fox' })],
    ['speech', () => post('/v1/audio/speech', { model: 'tts-1', input: 'Hello' })],
  ])('of %s that is made anew changes 6 lines at most', async (_name, send) => {
    expect(await folder.changedLines(async () => void (await send()))).toBeLessThanOrEqual(6)
    expect(readdirSync(join(folder.path, '.files'))).toHaveLength(1)
  })

  test('of the numbers of an embedding changes at most 6 lines', async () => {
    const lines = await folder.changedLines(embed('Hello'), () => {
      server.changeVectors()
      return embed('Hello')()
    })
    expect(lines).toBeGreaterThan(0)
    expect(lines).toBeLessThanOrEqual(6)
  })
})
