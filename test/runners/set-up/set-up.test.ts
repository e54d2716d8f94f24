import { expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

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

const CASSETTES = 'cassettes/test/a.test.ts'

test('a file that makes no call and has no cassettes does not load what answers calls', async () => {
  await using project = createVitestProject({
    'test/a.test.ts': `import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
const loaded = () => Object.keys(createRequire(import.meta.url).cache).map((path) => basename(path))
test('adds', () => expect(1 + 1).toBe(2))
test('and nothing else', () => expect([loaded().includes('engine.js'), loaded().includes('calls.js')]).toEqual([true, false]))`,
  })
  const run = await project.vitest(['run'], { CI: 'true' })
  expect(run.output).toContain('2 passed')
})

test('the first call of a file, made after its test has ended without one, is judged', async () => {
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': `${ASK}
let release = () => {}
const gate = new Promise<void>((resolve) => (release = resolve))
let late: Promise<unknown> | undefined
test('ends', () => {
  late = gate.then(() => ask('too late')).catch(() => {})
})
test('waits', async () => {
  release()
  await late
})`,
  })
  await using server = await startProviderServer()
  const run = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  expect(run.output).toMatch(/no recorded answer  \[REWIND_DIVERGENCE][^]* -t "ends"/)
})

test('a first call under a pretended date leaves the files alone that other processes are writing', async () => {
  await using server = await startProviderServer()
  const other = `${CASSETTES}/.other.yaml.1.abcdef01.tmp`
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    [other]: 'half a cassette',
    'test/a.test.ts': `${ASK}
test('asks in another century', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2126-01-01') })
  await ask('one')
})`,
  })
  const run = await project.vitest(['run'], variablesFor(server))
  expect(run.output).toContain('1 recorded')
  expect(project.read(other)).toBe('half a cassette')
})

test('a first call while the test replaces a function of node:fs is recorded, and replayed', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': `${ASK}
import fs from 'node:fs'
test('asks for what a file says', async () => {
  const spy = vi.spyOn(fs, 'readFileSync').mockReturnValue('the prompt')
  await ask(fs.readFileSync('prompt.txt', 'utf8'))
  spy.mockRestore()
})`,
  })
  const recorded = await project.vitest(['run'], variablesFor(server))
  expect(recorded.output).toContain('1 recorded')
  await server.close()
  const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  expect(strict.output).toContain('1 call replayed')
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
