import type { ServerHttp2Stream } from 'node:http2'

import { describe, expect, test } from 'vitest'

import { createJestProject } from '../../helpers/projects/jest-project.ts'
import { serveHttp2 } from '../../http/http2/http2-server.ts'

/** One session of all tests of the file: only the stream shows whose request is whose. */
const SUITE = `
const session = connect('http://' + process.env.PROVIDER_HOST)
function ask(content) {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':method': 'POST', ':path': '/v1/chat/completions', 'content-type': 'application/json' })
    let text = ''
    stream.on('data', (piece) => (text += piece)).on('end', () => resolve(JSON.parse(text).choices?.[0].message.content ?? text)).on('error', reject)
    stream.end(JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] }))
  })
}
afterAll(() => session.close())
for (const name of ['a', 'b', 'c', 'd']) {
  test.concurrent('test ' + name, async () => {
    const answers = await Promise.all(['1', '2', '3'].map((number) => ask(name + number)))
    expect(answers).toEqual(['1', '2', '3'].map((number) => 'You said: ' + name + number))
  })
}
`
const VITEST_SUITE = `import { connect } from 'node:http2'\nimport { afterAll, expect, test } from 'vitest'\n${SUITE}`
const JEST_SUITE = `const { connect } = require('node:http2')\n${SUITE}`
const CONFIG = `module.exports = { hosts: [{ host: process.env.PROVIDER_HOST, provider: 'openai' }] }\n`

async function answerChat(stream: ServerHttp2Stream): Promise<void> {
  let text = ''
  for await (const piece of stream) text += String(piece)
  const content = `You said: ${String(JSON.parse(text).messages[0].content)}`
  const message = { role: 'assistant', content }
  stream.respond({ ':status': 200, 'content-type': 'application/json' })
  stream.end(JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', choices: [{ index: 0, message }] }))
}

describe.each(['Vitest', 'Jest'] as const)('HTTP/2 under %s', (runner) => {
  test('a session that concurrent tests share gives each its own calls; strict opens no connection', async () => {
    const server = await serveHttp2('plain', answerChat)
    const variables = { PROVIDER_HOST: `127.0.0.1:${server.port}` }
    await using project = createJestProject({
      'rewind.config.js': CONFIG,
      [`test/a.test.${runner === 'Vitest' ? 'mjs' : 'js'}`]: runner === 'Vitest' ? VITEST_SUITE : JEST_SUITE,
    })
    const run = async (more: Readonly<Record<string, string>> = {}) =>
      runner === 'Vitest'
        ? project.vitest(['run'], { ...variables, ...more })
        : project.jest([], { ...variables, ...more })

    const recorded = await run()
    expect(recorded.exitCode, recorded.output).toBe(0)
    expect(recorded.output).toContain('12 recorded')
    expect(server.connections()).toBe(1)

    const strict = await run({ CI: 'true' })
    expect(strict.exitCode, strict.output).toBe(0)
    expect(strict.output).toContain('12 calls replayed')
    expect(server.connections()).toBe(1)

    const [file = ''] = project.list('test')
    project.write(
      `test/${file}`,
      project.read(`test/${file}`).replace('ask(name + number)', "ask(name + number + '!')"),
    )
    const changed = await run({ CI: 'true' })
    expect(changed.exitCode, changed.output).toBe(1)
    expect(changed.output).toContain('has no recorded answer  [REWIND_DIVERGENCE]')
    expect(server.connections()).toBe(1)
  })
})
