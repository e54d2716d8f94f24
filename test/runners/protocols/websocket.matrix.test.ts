import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'

import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'

import { createJestProject, type JestProject } from '../../helpers/projects/jest-project.ts'
import { listen } from '../../http/loopback-server.ts'

const CONFIG = `module.exports = { hosts: [{ host: process.env.PROVIDER_HOST, provider: 'openai' }], ...JSON.parse(process.env.MORE ?? '{}') }\n`
/** Two sessions of each test at once; the id of the item is made up anew each time. */
const SUITE = `
let made = 0
const left = []
afterAll(() => left.forEach((socket) => socket.close()))
async function talk(prompt, { stay = false } = {}) {
  const socket = new WebSocket('ws://' + process.env.PROVIDER_HOST + '/v1/realtime?model=gpt-realtime', ['realtime', 'openai-insecure-api-key.' + process.env.OPENAI_API_KEY])
  const mine = 'item_' + Date.now() + '_' + (made += 1)
  const say = (message) => socket.send(JSON.stringify({ event_id: 'event_' + Math.random(), ...message }))
  let text = ''
  let echoed = false
  return new Promise((resolve, reject) => {
    socket.addEventListener('message', ({ data }) => {
      const event = JSON.parse(data)
      if (event.type === 'session.created') {
        say({ type: 'conversation.item.create', item: { id: mine, type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] } })
        say({ type: 'response.create' })
      }
      if (event.type === 'conversation.item.added') echoed = event.item.id === mine
      if (event.type === 'response.output_text.delta') text += event.delta
      if (event.type === 'response.done') {
        if (stay) left.push(socket)
        else socket.close(1000, 'thanks')
        resolve({ text, echoed })
      }
    })
    socket.addEventListener('close', ({ code, reason }) => text === '' && reject(new Error('closed ' + code + ' ' + reason)))
    socket.addEventListener('error', () => {})
  })
}
test.concurrent('talks', async () => {
  const [one, two] = await Promise.all([talk('Ann'), talk('Bob')])
  expect(one).toEqual({ text: 'Hello Ann', echoed: true })
  expect(two).toEqual({ text: 'Hello Bob', echoed: true })
})
test.concurrent('talks as well', async () => {
  expect(await talk('Carl')).toEqual({ text: 'Hello Carl', echoed: true })
})
test('leaves its session open until all tests are over', async () => {
  expect((await talk('Dora', { stay: true })).text).toBe('Hello Dora')
})
`
const SUITES = {
  Vitest: ['test/a.test.mjs', `import { afterAll, expect, test } from 'vitest'\n${SUITE}`],
  Jest: ['test/a.test.js', `const { WebSocket } = require('ws')\n${SUITE}`],
} as const
const KEY = 'sk-test-4f9c2a7b1e8d4c6f9a0b'

function converse(client: WebSocket): void {
  const say = (message: object): void => client.send(JSON.stringify(message))
  say({ type: 'session.created', event_id: `srv_${Math.random()}`, session: { id: 'sess_1', model: 'gpt-realtime' } })
  let prompt = ''
  client.on('message', (data: Buffer) => {
    const event: { type: string; item?: { content: { text: string }[] } } = JSON.parse(data.toString())
    if (event.item !== undefined) {
      prompt = event.item.content[0]?.text ?? ''
      say({ type: 'conversation.item.added', item: event.item })
    }
    if (event.type !== 'response.create') return
    for (const delta of ['Hello ', prompt]) say({ type: 'response.output_text.delta', delta, response_id: 'resp_1' })
    const usage = { total_tokens: 30, input_tokens: 20, output_tokens: 10 }
    say({ type: 'response.done', response: { id: 'resp_1', status: 'completed', usage } })
  })
}

async function serveRealtime() {
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'realtime' })
  const handshakes: IncomingMessage[] = []
  http.on('upgrade', (request, socket, head) => {
    handshakes.push(request)
    sockets.handleUpgrade(request, socket, head, converse)
  })
  const server = await listen(http)
  onTestFinished(() => sockets.close())
  return { ...server, handshakes }
}

function runnerOf(runner: keyof typeof SUITES, project: JestProject, port: number) {
  const variables = { PROVIDER_HOST: `127.0.0.1:${port}`, OPENAI_API_KEY: KEY }
  return async (more: Readonly<Record<string, string>> = {}) =>
    runner === 'Vitest'
      ? project.vitest(['run'], { ...variables, ...more })
      : project.jest([], { ...variables, ...more })
}

describe.each(['Vitest', 'Jest'] as const)('WebSocket under %s', (runner) => {
  test('sessions are recorded, replayed without a connection, and diverge by message', async () => {
    const server = await serveRealtime()
    const [file, suite] = SUITES[runner]
    await using project = createJestProject({ 'rewind.config.js': CONFIG, [file]: suite })
    const run = runnerOf(runner, project, server.port)

    const recorded = await run()
    expect(recorded.exitCode, recorded.output).toBe(0)
    expect(recorded.output).toContain('4 recorded')
    expect(server.connections()).toBe(4)
    const cassette = project.read(`cassettes/${file}/talks as well.yaml`)
    expect(cassette).toContain('text: Carl')
    expect(cassette).toContain('answer:\n  - user: Carl\n  - text: Hello Carl\n  - finish: completed\n')
    expect(cassette).not.toContain(KEY)

    const strict = await run({ CI: 'true', OPENAI_API_KEY: '' })
    expect(strict.exitCode, strict.output).toBe(0)
    expect(strict.output).toContain('4 calls replayed')
    expect(server.connections()).toBe(4)

    project.write(file, suite.replace("talk('Carl')", "talk('Karl')"))
    const changed = await run({ CI: 'true' })
    expect(changed.exitCode, changed.output).toBe(1)
    expect(changed.output).toContain('a WebSocket message (conversation.item.create) to ws://127.0.0.1')
    expect(changed.output).toContain('$.item.content[0].text')
    expect(changed.output).toContain('closed 1008')
    expect(server.connections()).toBe(4)
  })

  test('a message that a session did not send fails the test in strict', async () => {
    const server = await serveRealtime()
    const [file, suite] = SUITES[runner]
    await using project = createJestProject({ 'rewind.config.js': CONFIG, [file]: suite })
    const run = runnerOf(runner, project, server.port)
    expect((await run()).exitCode).toBe(0)
    project.write(
      file,
      suite.replace(
        "        say({ type: 'response.create' })\n",
        "        text = '?'; resolve({ text: 'Hello ' + prompt, echoed: true })\n",
      ),
    )
    const shorter = await run({ CI: 'true' })
    expect(shorter.exitCode, shorter.output).toBe(1)
    expect(shorter.output).toContain('not sent by this test  [REWIND_UNUSED]')
    expect(shorter.output).toContain('response.create in call')
  })
})
