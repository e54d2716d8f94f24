import { expect, test } from 'vitest'

import { createJestProject } from '../../helpers/projects/jest-project.ts'
import { serveScripts } from '../../helpers/samples/session-script.ts'
import { said } from '../../helpers/samples/voice-session.ts'

const CONFIG = `module.exports = { hosts: [{ host: process.env.PROVIDER_HOST, provider: 'openai' }] }\n`
const SUITE = `
test('talks in a document', async () => {
  expect(typeof document).toBe('object')
  const socket = new WebSocket('ws://' + process.env.PROVIDER_HOST + '/v1/realtime?model=m')
  const heard = await new Promise((resolve, reject) => {
    socket.addEventListener('open', () => socket.send('{"type":"response.create"}'))
    socket.addEventListener('message', (event) => resolve(event.data))
    socket.addEventListener('close', (event) => reject(new Error('closed ' + event.code)))
  })
  expect(heard).toBe('{"type":"response.done"}')
  const closed = new Promise((resolve) => socket.addEventListener('close', (event) => resolve(event.code)))
  socket.close(1000)
  expect(await closed).toBe(1000)
})
`

// In Vitest's jsdom, no WebSocket of the window works, with or without rewind: tests take one from a package there.
const FROM_PACKAGE = `import { WebSocket } from 'ws'\n`

test.each([
  ['Vitest', 'jsdom'],
  ['Vitest', 'happy-dom'],
  ['Jest', 'jsdom'],
  ['Jest', '@happy-dom/jest-environment'],
])('a WebSocket in a document, under %s with %s, is recorded and replayed', async (runner, environment) => {
  await using server = await serveScripts(() => ({
    protocol: '',
    messages: [said('client', { type: 'response.create' }), said('server', { type: 'response.done' })],
  }))
  await using project = createJestProject({
    'rewind.config.js': CONFIG,
    ...(runner === 'Vitest'
      ? {
          'test/a.test.mjs': `// @vitest-environment ${environment}
import { expect, test } from 'vitest'
${environment === 'jsdom' ? FROM_PACKAGE : ''}${SUITE}`,
        }
      : { 'test/a.test.js': `/** @jest-environment ${environment} */\n${SUITE}` }),
  })
  const run = async (more: Readonly<Record<string, string>> = {}) => {
    const variables = { PROVIDER_HOST: server.host, ...more }
    return runner === 'Vitest' ? project.vitest(['run'], variables) : project.jest([], variables)
  }
  const recorded = await run()
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.output).toContain('1 recorded')
  const strict = await run({ CI: 'true' })
  expect(strict.exitCode, strict.output).toBe(0)
  expect(strict.output).toContain('1 call replayed')
  expect(server.connections()).toBe(1)
})
