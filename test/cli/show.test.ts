import { expect, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import { sha256 } from '../../src/process/sha256.ts'
import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject } from '../helpers/projects/recorded-project.ts'
import { sessionCall, voiceSession } from '../helpers/samples/voice-session.ts'

const QUESTION = { role: 'user', content: 'What is the weather in Rome?' }
const TOOL_CALL = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } }

function ask(messages: readonly unknown[], message: unknown, finish: string): Call {
  const call = chatCall('', '')
  const body = { model: 'gpt-4o-mini', tools: [{ type: 'function', function: { name: 'weather' } }], messages }
  const choices = [{ index: 0, message, finish_reason: finish }]
  return {
    ...call,
    key: sha256(JSON.stringify(messages)),
    request: { ...call.request, body: Buffer.from(JSON.stringify(body)) },
    response: { ...call.response, body: Buffer.from(JSON.stringify({ choices })) },
  }
}

const CALLED = { role: 'assistant', content: null, tool_calls: [TOOL_CALL] }
const RESULT = { role: 'tool', tool_call_id: 'call_1', content: 'Sunny\n24 degrees' }
/** An agent's two calls: the second sends all of the first again. */
const AGENT: readonly Call[] = [
  ask([QUESTION], CALLED, 'tool_calls'),
  ask([QUESTION, CALLED, RESULT], { role: 'assistant', content: 'Sunny, 24 degrees.' }, 'length'),
]

test('a conversation is shown once, with tool calls and results, cost and finish', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/agent.test.ts/tells the weather.yaml', 'tells the weather', AGENT)
  const { stdout } = await project.rewind('show', 'tells the weather')
  expect(stdout).toBe(
    `tells the weather
cassettes/agent.test.ts/tells the weather.yaml · 2 calls

#1  POST api.openai.com/v1/chat/completions
    gpt-4o-mini · 1,000 + 200 tokens · $0.0003 · 410ms · 2026-10-02 · tools: weather

  user       What is the weather in Rome?
  answer     → weather({"city":"Rome"})

#2  POST api.openai.com/v1/chat/completions
    gpt-4o-mini · 1,000 + 200 tokens · $0.0003 · 410ms · 2026-10-02 · tools: weather
  continues call 1

  tool       ← weather
               Sunny
               24 degrees
  answer     Sunny, 24 degrees.
             (ended: length)
`,
  )
  const one = await project.rewind('show', 'tells the weather#2', '--json')
  expect(parseJson(one.stdout)).toMatchObject({
    calls: [{ call: 2, model: 'gpt-4o-mini', messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'tool' }] }],
  })
})

test('a WebSocket session is shown as the conversation that it was', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/voice.test.ts/talks.yaml', 'talks', [sessionCall(voiceSession({ run: 'a' }))])
  const { stdout } = await project.rewind('show', 'talks')
  expect(stdout.replaceAll(/[0-9a-f]{16}\.wav/gu, '<file>.wav')).toBe(
    `talks
cassettes/voice.test.ts/talks.yaml · 1 call

#1  GET wss://api.openai.com/v1/realtime?model=gpt-realtime
    gpt-realtime · 20 + 10 tokens · $0.0002 · 2.1s · 2026-10-02 · 25 messages · tools: weather

  system     Be brief.
  user       (spoken) What is the weather in Rome?
             [audio/wav · 1.2 kB · <file>.wav]
  assistant  → weather({"city":"Rome"})
  tool       ← weather  Sunny
  assistant  (spoken) It is sunny in Rome.
             [audio/wav · 4.8 kB · <file>.wav]
  closed by  client, 1000, thanks
`,
  )
  const json = await project.rewind('show', 'talks', '--json')
  expect(parseJson(json.stdout)).toMatchObject({
    calls: [
      {
        messages: [
          { role: 'system' },
          { role: 'user' },
          { role: 'assistant' },
          { role: 'tool' },
          { role: 'assistant' },
        ],
        answer: { parts: [{ kind: 'tool-call' }, { kind: 'transcript' }, { kind: 'media' }], finish: 'completed' },
        session: { protocol: 'realtime', messages: { client: 6, server: 19 }, close: { by: 'client', code: 1000 } },
      },
    ],
  })
  const wire = await project.rewind('show', 'talks', '--wire')
  expect(wire.stdout).toContain('HTTP/1.1 101 Switching Protocols\r\n')
  expect(wire.stdout).toContain('> text, 49 bytes\r\n{"type":"response.create","event_id":"mine_a100"}\r\n< text, ')
})

test('the YAML and the bytes of one call are shown as they are', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/agent.test.ts/two.yaml', 'two', [chatCall('One', '1'), chatCall('Two', '2')])
  const raw = await project.rewind('show', 'two#1', '--raw')
  expect(raw.stdout).toContain('One')
  expect(raw.stdout).not.toContain('Two')
  expect(project.read('cassettes/agent.test.ts/two.yaml')).toContain(raw.stdout)
  const wire = await project.rewind('show', 'two#2', '--wire')
  expect(wire.stdout).toMatch(/^POST https:\/\/api\.openai\.com\/v1\/chat\/completions HTTP\/1\.1\r\n/u)
  expect(wire.stdout).toContain('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"choices":[')
})

test('a call that is not there is exit 2', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', '1')])
  const { stderr, exitCode } = await project.rewind('show', 'one#3')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('cassettes/a.test.ts/one.yaml has 1 call, and no call 3')
})
