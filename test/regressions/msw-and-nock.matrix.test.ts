import { expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

// Found when the interceptor was applied with the first LLM connection: what stood before the gate by then took that
// connection to the network, in strict as well.

const MSW = `import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
const msw = setupServer(http.get('http://other.test/', () => HttpResponse.text('mocked')))
const mocked = async () => (await fetch('http://other.test/')).text()`

async function recordThenReplay(body: string): Promise<{ recorded: string; strict: string }> {
  await using server = await startProviderServer()
  await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': `${ASK}\n${body}` })
  const recorded = await project.vitest(['run'], variablesFor(server))
  await server.close()
  const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  return { recorded: recorded.output, strict: strict.output }
}

test('MSW that listens before the first call mocks its own hosts, and rewind replays the others', async () => {
  const run = await recordThenReplay(`${MSW}
msw.listen({ onUnhandledRequest: 'bypass' })
test('asks', async () => {
  expect(await mocked()).toBe('mocked')
  await ask('one')
  msw.close()
  await ask('two')
})`)
  expect(run.recorded).toContain('2 recorded')
  expect(run.strict).toContain('2 calls replayed')
})

test('MSW that listens after a call does so too', async () => {
  const run = await recordThenReplay(`${MSW}
test('asks', async () => {
  await ask('zero')
  msw.listen({ onUnhandledRequest: 'bypass' })
  expect(await mocked()).toBe('mocked')
  await ask('one')
  msw.close()
})`)
  expect(run.recorded).toContain('2 recorded')
  expect(run.strict).toContain('2 calls replayed')
})

test('nock mocks its own hosts, and rewind replays the others', async () => {
  const run = await recordThenReplay(`import nock from 'nock'
test('asks', async () => {
  nock('http://other.test').get('/').reply(200, 'mocked')
  expect(await (await fetch('http://other.test/')).text()).toBe('mocked')
  await ask('one')
  nock.restore()
  await ask('two')
})`)
  expect(run.recorded).toContain('2 recorded')
  expect(run.strict).toContain('2 calls replayed')
})

test('an LLM call that the test mocks itself is neither recorded, nor replayed, nor counted, nor a divergence', async () => {
  const asks = `import nodeHttp from 'node:http'
const url = 'http://' + process.env.PROVIDER_HOST + '/v1/chat/completions'
const throughNode = () => new Promise((resolve, reject) => {
  nodeHttp.request(url, { method: 'POST' }, (response) => {
    let text = ''
    response.on('data', (chunk) => (text += chunk)).on('end', () => resolve(text))
  }).on('error', reject).end('{}')
})`
  const server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/msw.test.ts': `${ASK}\n${asks}
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
test('asks', async () => {
  await ask('recorded')
  const msw = setupServer(http.post(url, () => HttpResponse.json({ mocked: 1 })))
  msw.listen()
  expect(await throughNode()).toBe('{"mocked":1}')
  msw.close()
})`,
    'test/nock.test.ts': `${ASK}\n${asks}
import nock from 'nock'
test('asks', async () => {
  await ask('recorded')
  nock(new URL(url).origin).post('/v1/chat/completions').twice().reply(200, { choices: [{ message: { content: 'mocked' } }] })
  expect(await ask('mocked')).toBe('mocked')
  expect(await throughNode()).toContain('mocked')
  nock.restore()
})`,
  })
  const recorded = await project.vitest(['run'], variablesFor(server))
  expect(recorded.output).toContain('2 recorded\n')
  expect(recorded.exitCode).toBe(0)
  await server.close()
  const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  expect(strict.exitCode).toBe(0)
  expect(strict.output).toContain('2 calls replayed · 0 live')
})

const handlerThatAsks = (prompt: string): string => `${ASK}
import { bypass, http, passthrough } from 'msw'
import { setupServer } from 'msw/node'
const url = 'http://' + process.env.PROVIDER_HOST + '/v1/chat/completions'
const msw = setupServer(http.post(url, ({ request }) => fetch(bypass(request))))
beforeAll(() => msw.listen({ onUnhandledRequest: 'bypass' }))
afterAll(() => msw.close())
const call = (content) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] }) })
test('same in a handler', async () => { expect(await ask('same')).toContain('same') })
test('changed in a handler', async () => { expect(await ask('${prompt}')).toContain('${prompt}') })
test('changed in the test', async () => { expect(await (await fetch(bypass(url, call('${prompt}')))).text()).toContain('${prompt}') })
test('changed behind passthrough', async () => {
  msw.use(http.post(url, () => passthrough()))
  expect(await ask('${prompt}')).toContain('${prompt}')
})`

test('a handler of MSW that asks the model itself is answered from the cassette, and refused in strict when it changes', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': handlerThatAsks('one'),
  })
  const recorded = await project.vitest(['run'], variablesFor(server))
  expect(recorded.output).toContain('4 recorded')
  const before = server.connections
  const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  expect(strict.exitCode, strict.output).toBe(0)
  project.write('test/a.test.ts', handlerThatAsks('other'))
  const changed = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  expect(changed.output).toContain('3 failed | 1 passed')
  expect(server.connections).toBe(before)
})
