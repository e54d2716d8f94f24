import { expect, test } from 'vitest'

import { fieldOf, listOf, parseJson } from '../helpers/json-value.ts'
import { createRecordedProject } from '../helpers/projects/recorded-project.ts'
import { answerOf, askedOf } from './hand-made-call.ts'

const STARTED = 1_764_583_200
const SECRET = ['sk', 'proj', 'Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4fGh7jKl0n'].join('-')

function archiveOf(...entries: readonly object[]): string {
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'WebInspector', version: '1' }, entries } })
}

const said = (type: 'send' | 'receive', time: number, data: unknown) => ({
  type,
  time: STARTED + time,
  opcode: 1,
  data: typeof data === 'string' ? data : JSON.stringify(data),
})

/** A session as Chrome saves it: times in seconds, binary messages as base64. */
function session(messages: readonly object[] | undefined, more: object = {}): object {
  return {
    _resourceType: 'websocket',
    ...(messages === undefined ? {} : { _webSocketMessages: messages }),
    startedDateTime: new Date(STARTED * 1000).toISOString(),
    time: 60_000,
    request: {
      method: 'GET',
      url: 'wss://api.openai.com/v1/realtime?model=gpt-realtime',
      headers: [
        { name: 'Sec-WebSocket-Key', value: 'dGhlIHNhbXBsZSBub25jZQ==' },
        { name: 'Sec-WebSocket-Protocol', value: `realtime, openai-insecure-api-key.${SECRET}` },
      ],
    },
    response: {
      status: 101,
      statusText: 'Switching Protocols',
      headers: [
        { name: 'Connection', value: 'Upgrade' },
        { name: 'sec-websocket-protocol', value: 'realtime' },
        { name: 'X-Request-Id', value: 'req_of_session' },
      ],
      content: { size: 0, mimeType: 'x-unknown' },
    },
    timings: { send: 0, wait: -1, receive: 0 },
    ...more,
  }
}

function chat(prompt: string, more: object): object {
  return {
    startedDateTime: '2025-12-01T10:00:00.000Z',
    request: {
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
      headers: [{ name: 'content-type', value: 'application/json' }],
      postData: { mimeType: 'application/json', text: askedOf(prompt) },
    },
    response: {
      status: 200,
      headers: [{ name: 'content-type', value: 'application/json' }],
      content: { mimeType: 'application/json', text: answerOf(prompt) },
    },
    timings: { send: 0, wait: 400, receive: 1 },
    ...more,
  }
}

async function importArchive(archive: string, more: Readonly<Record<string, string>> = {}) {
  await using project = createRecordedProject({ 'calls.har': archive, ...more })
  const { stdout, exitCode, output } = await project.rewind('import', 'calls.har', '--json')
  const [pooled] = project.list('.rewind/import').filter((name) => name.endsWith('.yaml'))
  return {
    exitCode,
    output,
    file: listOf(parseJson(stdout), 'files')[0],
    pool: pooled === undefined ? '' : project.read(`.rewind/import/${pooled}`),
  }
}

test('a WebSocket session of a browser is a call, with its messages, their sides and times', async () => {
  const messages = [
    said('receive', 0.25, { type: 'session.created' }),
    said('send', 0.5, { type: 'response.create' }),
    { ...said('receive', 0.5, ''), opcode: 9 },
    { ...said('receive', 0.75, Buffer.from([1, 2, 255]).toString('base64')), opcode: 2 },
    said('receive', 1, { type: 'response.done', response: { status: 'completed' } }),
    { ...said('receive', 2, ''), opcode: 8, code: 1000 },
  ]
  const { file, exitCode, output, pool } = await importArchive(archiveOf(session(messages)))
  expect(exitCode, output).toBe(0)
  expect(file).toEqual({ file: 'calls.har', format: 'har', calls: 1, otherHosts: 0, lost: [], filled: [] })
  expect(pool).toContain('url: "wss://api.openai.com/v1/realtime?model=gpt-realtime"')
  expect(pool).toContain('protocol: realtime')
  expect(pool).toContain('"headers":{"x-request-id":"req_of_session"}')
  expect(pool).toContain('- received:\n        type: session.created')
  expect(pool).toContain('- sent:\n        type: response.create')
  expect(pool).toContain('- receivedBytes: AQL/')
  expect(pool).toMatch(/code: 1000/)
  expect(pool).toContain('"times":"(250)*(4)"')
  expect(pool).not.toContain(SECRET)
})

test('what was not kept of a session is reported: its messages, their times, its end', async () => {
  const [first, second] = [said('send', 0, { type: 'response.create' }), said('receive', 1, { type: 'response.done' })]
  const untimed = [first, second].map((message) => ({ ...message, time: -1 }))
  const { file, exitCode } = await importArchive(archiveOf(session(undefined), session(untimed)))
  expect(exitCode).toBe(1)
  expect(file).toMatchObject({
    calls: 1,
    lost: [
      'how it ended, of 1 WebSocket session',
      'the times of the messages of 1 WebSocket session',
      'call 1, a response body: it opened a WebSocket, whose messages were not recorded',
    ],
  })
})

test('messages and bodies that Playwright attaches are read from beside the archive', async () => {
  const lines = [said('send', 0, { type: 'response.create' }), said('receive', 1, { type: 'response.done' })]
    .map((message) => JSON.stringify({ ...message, time: message.time * 1000 }))
    .join('\n')
  const content = { size: -1, mimeType: 'x-unknown', _file: 'a.jsonl' }
  const attached = chat('Hi', {})
  const { file, pool } = await importArchive(
    archiveOf(
      session(undefined, { response: { status: 101, headers: [], content } }),
      { ...attached, response: { ...fieldsOf(attached), content: { mimeType: 'application/json', _file: 'a.json' } } },
      { ...attached, response: { ...fieldsOf(attached), content: { mimeType: 'application/json', _file: 'none' } } },
    ),
    { 'a.jsonl': `${lines}\n`, 'a.json': answerOf('Hi') },
  )
  expect(file).toMatchObject({
    calls: 2,
    lost: expect.arrayContaining(['call 3, a response body: it was not recorded']),
  })
  expect(pool).toContain('"times":"0(1000)"')
  expect(pool).toContain('Hi answers')
})

const fieldsOf = (entry: object): object => Object(fieldOf(entry, 'response'))

const timed = (time: unknown, receive: unknown = 1) => ({ time, timings: { send: 0, wait: 1, receive } })

test('impossible times are left out and reported', async () => {
  const entries = [
    chat('huge', timed(1e308)),
    chat('negative', timed(-5)),
    chat('a text', timed('NaN')),
    chat('huge receive', timed(500, -1e308)),
    chat('of another age', { ...timed(500), startedDateTime: '+275760-09-13T00:00:00Z' }),
  ]
  const { file, pool, exitCode, output } = await importArchive(archiveOf(...entries))
  expect(exitCode, output).toBe(0)
  expect(file).toMatchObject({
    calls: 5,
    lost: ['the times of 3 calls'],
    filled: ['the date of the file in 1 call'],
  })
  expect(pool).not.toMatch(/e\+?308|Infinity|NaN|275760|latency: -/)
})

const asked = (method: string): object => ({ request: { ...Object(fieldOf(chat('Hi', {}), 'request')), method } })

test('calls whose method no request can have are left out, and named', async () => {
  const entries = ['', 'G T', 'CONNECT', 'POST'].map((method) => chat('Hi', asked(method)))
  const { file, exitCode, output } = await importArchive(archiveOf(...entries))
  expect(exitCode, output).toBe(1)
  expect(file).toMatchObject({ calls: 1 })
  for (const method of ['""', '"G T"', '"CONNECT"'])
    expect(output).toContain(`its method is ${JSON.stringify(method).slice(1, -1)}`)
})

test('an export of rewind that was edited is checked in the same way', async () => {
  const rewind = {
    key: 'f'.repeat(20),
    chunks: [{ size: -5, at: 1e308 }],
    usage: { provider: 'openai', model: 'gpt-4o-mini', input: 1e308, output: -1 },
  }
  const entry = chat('edited', { time: 1e308, timings: { wait: -1e308 }, _rewind: rewind })
  const { file, pool, output } = await importArchive(archiveOf(entry))
  expect(file, output).toMatchObject({ calls: 1 })
  expect(pool).toContain('"ms":[0,0],"usage":{"provider":"openai","model":"gpt-4o-mini"},')
  expect(pool).not.toMatch(/308|"chunks":"-5/)
})
