import { createServer } from 'node:http'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'

import { launchBrowser } from '../helpers/browser.ts'
import { parseJson } from '../helpers/json-value.ts'
import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import { listen } from '../http/loopback-server.ts'

/** What a page and a test alike say: ids of messages are made up anew, one message is binary. */
const TALK = `async (host) => {
  const socket = new WebSocket('ws://' + host + '/v1/realtime?model=gpt-realtime', ['realtime', 'openai-insecure-api-key.sk-test-4f9c2a7b1e8d4c6f9a0b'])
  socket.binaryType = 'arraybuffer'
  const heard = []
  return new Promise((resolve, reject) => {
    socket.onerror = () => {}
    socket.onclose = ({ code, reason }) => reject(new Error('closed ' + code + ' ' + reason))
    socket.onmessage = ({ data }) => {
      if (typeof data !== 'string') return heard.push([...new Uint8Array(data)])
      const event = JSON.parse(data)
      heard.push(event.delta ?? event.type)
      if (event.type === 'session.created') {
        socket.send(JSON.stringify({ event_id: 'event_' + Math.random(), type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Ann' }] } }))
        socket.send(Uint8Array.of(1, 2, 255))
        socket.send(JSON.stringify({ event_id: 'event_' + Math.random(), type: 'response.create' }))
      }
      if (event.type === 'response.done') {
        socket.onclose = () => resolve(heard)
        socket.close(1000)
      }
    }
  })
}`
const HEARD = ['session.created', 'Hello ', 'Ann', [255, 0, 7], 'response.done']

function converse(client: WebSocket): void {
  const say = (message: object): void => client.send(JSON.stringify(message))
  say({ type: 'session.created', session: { id: 'sess_1', model: 'gpt-realtime' } })
  client.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary || !data.includes('response.create')) return
    for (const delta of ['Hello ', 'Ann']) say({ type: 'response.output_text.delta', delta, response_id: 'resp_1' })
    client.send(Uint8Array.of(255, 0, 7))
    say({ type: 'response.done', response: { id: 'resp_1', status: 'completed' } })
  })
}

async function serveRealtime() {
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'realtime' })
  http.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, converse))
  return await listen(http)
}

/** Records the session in a page, as `recordHar` of Playwright does. */
async function recordInPage(path: string, host: string, content: 'embed' | 'attach'): Promise<void> {
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const context = await browser.newContext({ recordHar: { path, content } })
  const page = await context.newPage()
  expect(await page.evaluate(`(${TALK})('${host}')`)).toEqual(HEARD)
  await context.close()
}

describe.each(['embed', 'attach'] as const)('a WebSocket session that a page had (content: %s)', (content) => {
  test('is imported, adopted by a test that says the same, and replayed in strict', async () => {
    const server = await serveRealtime()
    const host = `127.0.0.1:${server.port}`
    await using project = createVitestProject({
      'rewind.config.ts': `export default { hosts: [{ host: '${host}', provider: 'openai' }] }`,
      'test/a.test.ts': `import { expect, test } from 'vitest'
test('talks', async () => expect(await (${TALK})('${host}')).toEqual(${JSON.stringify(HEARD)}))`,
    })
    await recordInPage(join(project.root, 'recordings/page.har'), host, content)
    const connections = server.connections()
    const imported = await project.node(['node_modules/rewind/dist/cli.js', 'import', 'recordings/page.har', '--json'])
    expect(imported.exitCode, imported.output).toBe(0)
    expect(parseJson(imported.stdout)).toMatchObject({ files: [{ format: 'har', calls: 1 }] })
    const replay = await project.vitest(['run'])
    expect(replay.exitCode, replay.output).toBe(0)
    expect(replay.output.replaceAll(/\s+/g, ' ')).toContain('imported 1 call of another tool is on cassettes now')
    const strict = await project.vitest(['run'], { CI: 'true' })
    expect(strict.exitCode, strict.output).toBe(0)
    expect(server.connections()).toBe(connections)
    const cassette = project.read('cassettes/test/a.test.ts/talks.yaml')
    expect(cassette).toContain('answer:\n  - user: Ann\n  - text: Hello Ann\n')
    expect(cassette).not.toContain('sk-test')
    project.write('test/a.test.ts', project.read('test/a.test.ts').replace("text: 'Ann'", "text: 'Bob'"))
    const changed = await project.vitest(['run'], { CI: 'true' })
    expect(changed.exitCode).toBe(1)
    expect(changed.output).toContain('$.item.content[0].text')
    expect(server.connections()).toBe(connections)
  })
})
