import { expect, test } from 'vitest'

import { startProviderServer } from '../helpers/provider-server.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../helpers/suites.ts'
import { createVitestProject } from '../helpers/vitest-project.ts'

// A Vitest worker starts anew for every file: what set-up loads is paid for each of them.

const LOADED = `const loaded = (name: string): boolean => (process as unknown as { moduleLoadList: string[] }).moduleLoadList.includes('NativeModule ' + name)`

test('a file that makes no call loads neither an HTTP client nor the interceptors', async () => {
  await using project = createVitestProject({
    'test/a.test.ts': `import { createServer, connect } from 'node:net'
import { expect, test } from 'vitest'
${LOADED}
test('connects to something else', async () => {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1').resume()
  await new Promise((resolve) => socket.once('close', resolve))
  server.close()
  expect([loaded('http'), loaded('internal/deps/undici/undici'), '__MSW_INTERCEPTORS_REGISTRY' in globalThis]).toEqual([false, false, false])
})`,
  })
  const run = await project.vitest(['run'])
  expect(run.output).toContain('1 passed')
})

test('a call made while MSW is still being loaded is recorded, and replayed', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': `${ASK}
test('asks', async () => {
  const msw = import('msw/node')
  await ask('one')
  const { setupServer } = await msw
  const mocks = setupServer()
  mocks.listen({ onUnhandledRequest: 'bypass' })
  await ask('two')
  mocks.close()
  mocks.listen({ onUnhandledRequest: 'bypass' })
  await ask('three')
  mocks.close()
  await ask('four')
})`,
  })
  const recorded = await project.vitest(['run'], variablesFor(server))
  expect(recorded.output).toContain('4 recorded')
  await server.close()
  const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  expect(strict.output).toContain('4 calls replayed')
})
