import { describe, expect, test } from 'vitest'

import { ASK, promptsIn, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const STRICT = { CI: 'true' }
/** A server of the application under test, which asks the model for whoever asks it. */
const APP = `import { createServer } from 'node:http'
${ASK}
const app = createServer((request, response) => {
  ask(decodeURIComponent(request.url.slice(1))).then((text) => response.end(text), (error) => response.writeHead(500).end(error.message))
})
const start = () => new Promise((resolve) => app.listen(0, '127.0.0.1', resolve))
const visit = async (prompt) => (await fetch('http://127.0.0.1:' + app.address().port + '/' + encodeURIComponent(prompt))).text()
afterAll(() => app.close())
`

describe('a server in the process of the tests', () => {
  const SUITE = `${APP}
beforeAll(start)
test.concurrent('first', async () => { expect(await visit('one')).toContain('one') })
test.concurrent('second', async () => { expect(await visit('two')).toContain('two') })
test.skip('left out', () => {})
test.todo('to be written')
`
  test('makes the calls of the test that asks it, though a hook started it', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': SUITE })
    const recorded = await project.vitest(['run'], variablesFor(server))
    expect(recorded.exitCode, recorded.output).toBe(0)
    expect(project.list('cassettes/test/a.test.ts')).toEqual(['first.yaml', 'second.yaml'])
    await server.close()
    for (const name of ['first', 'second']) {
      const alone = await project.vitest(['run', '-t', name], variablesFor(server, STRICT))
      expect(alone.exitCode, alone.output).toBe(0)
    }
    project.write('test/a.test.ts', SUITE.replace("await visit('two')", "'two'"))
    const dropped = await project.vitest(['run'], variablesFor(server, STRICT))
    expect(dropped.exitCode, dropped.output).toBe(1)
    expect(dropped.output).toContain('[REWIND_UNUSED]')
  })
})

describe('a server in the process of the tests that does not speak HTTP/1.1', () => {
  const WEB_SOCKET = `import { WebSocket as Client, WebSocketServer } from 'ws'
const app = new WebSocketServer({ port: 0, host: '127.0.0.1' })
app.on('connection', (socket) => socket.on('message', (prompt) => void ask(String(prompt)).then((text) => socket.send(text))))
const visit = (prompt) => new Promise((resolve, reject) => {
  const client = new Client('ws://127.0.0.1:' + app.address().port)
  client.on('open', () => client.send(prompt)).on('error', reject)
  client.on('message', (text) => { client.close(); resolve(String(text)) })
})
afterAll(() => app.close())`
  const HTTP2 = `import { connect, createServer } from 'node:http2'
const app = createServer()
app.on('stream', (stream) => stream.on('data', (prompt) => void ask(String(prompt)).then((text) => { stream.respond(); stream.end(text) })))
let session
const visit = async (prompt) => {
  session ??= connect('http://127.0.0.1:' + app.address().port)
  const stream = session.request({ ':method': 'POST' })
  stream.end(prompt)
  return (await stream.toArray()).join('')
}
beforeAll(() => new Promise((resolve) => app.listen(0, '127.0.0.1', resolve)))
afterAll(() => { session?.close(); app.close() })`

  test.each([
    ['WebSocket', WEB_SOCKET],
    ['HTTP/2', HTTP2],
  ])('makes the calls of the test that asks it: %s', async (_protocol, app) => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      'test/a.test.ts': `${ASK}\n${app}
test.concurrent('first', async () => { expect(await visit('same')).toContain('same'); await visit('one') })
test.concurrent('second', async () => { expect(await visit('same')).toContain('same'); await visit('two') })`,
    })
    const recorded = await project.vitest(['run'], variablesFor(server))
    expect(recorded.exitCode, recorded.output).toBe(0)
    expect(project.list('cassettes/test/a.test.ts')).toEqual(['first.yaml', 'second.yaml'])
    expect(promptsIn(project.read('cassettes/test/a.test.ts/second.yaml'))).toEqual(['same', 'two'])
  })
})

describe('what is set up by the first test that needs it', () => {
  const SUITE = `${ASK}
let answer
const shared = () => (answer ??= ask('shared'))
test('first', async () => { expect(await shared()).toContain('shared'); await ask('one') })
test('second', async () => { expect(await shared()).toContain('shared'); await ask('two') })
test('third', async () => { expect(await shared()).toContain('shared') })
`
  test('is found under any order and filter, and renewed by the printed command', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': SUITE })
    expect((await project.vitest(['run'], variablesFor(server))).exitCode).toBe(0)
    const strict = (...parameters: string[]) => project.vitest(['run', ...parameters], variablesFor(server, STRICT))
    const before = server.connections
    for (const name of ['first', 'second', 'third']) {
      const alone = await strict('-t', name)
      expect(alone.exitCode, alone.output).toBe(0)
    }
    for (const seed of ['1', '2', '3', '4']) {
      const shuffled = await strict('--sequence.shuffle.tests', `--sequence.seed=${seed}`)
      expect(shuffled.exitCode, shuffled.output).toBe(0)
    }
    expect(server.connections).toBe(before)
  })

  test('does not hide a call that is no longer made', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': SUITE })
    expect((await project.vitest(['run'], variablesFor(server))).exitCode).toBe(0)
    project.write('test/a.test.ts', SUITE.replace("(answer ??= ask('shared'))", "'shared'"))
    const dropped = await project.vitest(['run'], variablesFor(server, STRICT))
    expect(dropped.exitCode, dropped.output).toBe(1)
    expect(dropped.output).toContain('[REWIND_UNUSED]')
  })
})
