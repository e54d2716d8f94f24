import { createServer } from 'node:http'

import { expect, onTestFinished, test } from 'vitest'

import { createVitestProject } from '../helpers/projects/vitest-project.ts'

// What a client of node:http sees of an answer must be the same when it is replayed: with a body that waits for "100
// Continue", without a body (HEAD), on a connection that ends, to OPTIONS outside of a DOM.

async function startServer(): Promise<{ port: number; connections: () => number; close: () => Promise<void> }> {
  let connections = 0
  const server = createServer((request, response) => {
    let size = 0
    request.on('data', (chunk: Uint8Array) => (size += chunk.byteLength))
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      if (request.url === '/v1/close') response.setHeader('connection', 'close')
      if (request.method === 'HEAD') response.setHeader('content-length', '1234')
      response.end(request.method === 'HEAD' ? undefined : `{"method":"${request.method}","size":${size}}`)
    })
  }).on('connection', () => (connections += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  onTestFinished(close)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connections: () => connections,
    close,
  }
}

test('a client of node:http sees the same live and in a replay', async () => {
  const server = await startServer()
  await using project = createVitestProject({
    'rewind.config.ts': `export default { hosts: ['127.0.0.1:${server.port}'] }`,
    'test/a.test.ts': `import { Agent, request } from 'node:http'
import { expect, test } from 'vitest'
const agent = new Agent({ keepAlive: true })
function send(path: string, { continues = false, ...options }: { continues?: boolean } & Record<string, unknown> = {}) {
  return new Promise<any>((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: ${server.port}, path, agent, method: 'POST', ...options }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += chunk))
      response.on('end', () => setImmediate(() => resolve({ text, headers: response.headers, isClosed: call.socket?.destroyed })))
    })
    call.on('error', reject)
    if (!continues) return call.end(options.method === undefined ? '{"a":1}' : undefined)
    call.once('continue', () => call.end('{"a":1}'))
    call.flushHeaders()
  })
}
test('a body that waits to be asked for', async () => {
  const { text } = await send('/v1/expect', { continues: true, headers: { expect: '100-continue', 'content-length': 7 } })
  expect(text).toBe('{"method":"POST","size":7}')
})
test('HEAD', async () => {
  const { text, headers } = await send('/v1/head', { method: 'HEAD' })
  expect([text, headers['content-length']]).toEqual(['', '1234'])
})
test('a connection that ends, and one that stays', async () => {
  expect(await send('/v1/close')).toMatchObject({ headers: { connection: 'close' }, isClosed: true })
  expect(await send('/v1/stay')).toMatchObject({ isClosed: false })
})
test('OPTIONS', async () => { expect((await send('/v1/options', { method: 'OPTIONS' })).text).toBe('{"method":"OPTIONS","size":0}') })`,
  })
  const recorded = await project.vitest(['run'])
  expect(recorded.output).toContain('5 recorded\n')
  expect(recorded.exitCode).toBe(0)
  const before = server.connections()
  await server.close()
  const strict = await project.vitest(['run'], { CI: 'true' })
  expect(strict.output).toContain('5 calls replayed · 0 live')
  expect(strict.exitCode).toBe(0)
  expect(server.connections()).toBe(before)
  expect(project.read('cassettes/test/a.test.ts/OPTIONS.yaml')).not.toContain('connection')
})

test('the body of a GET request is part of the key, whatever client sends it', async () => {
  const server = await startServer()
  const suite = (item: string): string => `import { request } from 'node:http'
import { request as undiciRequest } from 'undici'
import { expect, test } from 'vitest'
const body = (client: string) => JSON.stringify({ client, item: '${item}' })
function send(client: string, framing: Record<string, unknown>, pieces: string[]) {
  return new Promise<string>((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: ${server.port}, path: '/v1/' + client, headers: { 'content-type': 'application/json', ...framing } }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += chunk)).on('end', () => resolve(text))
    })
    call.on('error', reject)
    for (const piece of pieces) call.write(piece)
    call.end()
  })
}
test('a length', async () => {
  const sent = body('length')
  expect(await send('length', { 'content-length': sent.length }, [sent])).toBe(\`{"method":"GET","size":\${sent.length}}\`)
})
test('chunks', async () => {
  const sent = body('chunks')
  expect(await send('chunks', { 'transfer-encoding': 'chunked' }, [sent.slice(0, 5), sent.slice(5)])).toBe(\`{"method":"GET","size":\${sent.length}}\`)
})
test('undici', async () => {
  const sent = body('undici')
  const answer = await undiciRequest('http://127.0.0.1:${server.port}/v1/undici', { method: 'GET', body: sent, headers: { 'content-type': 'application/json' } })
  expect(await answer.body.text()).toBe(\`{"method":"GET","size":\${sent.length}}\`)
})
`
  await using project = createVitestProject({
    'rewind.config.ts': `export default { hosts: ['127.0.0.1:${server.port}'] }`,
    'test/a.test.ts': suite('first'),
  })
  const recorded = await project.vitest(['run'])
  expect(recorded.exitCode, recorded.output).toBe(0)
  const before = server.connections()
  const replayed = await project.vitest(['run'], { CI: 'true' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  project.write('test/a.test.ts', suite('other'))
  const changed = await project.vitest(['run'], { CI: 'true' })
  expect(changed.exitCode, changed.output).toBe(1)
  expect(changed.output).toContain('3 failed')
  expect(changed.output).toContain('$.item')
  expect(server.connections()).toBe(before)
})
