import { createServer } from 'node:http'

import { expect, onTestFinished, test } from 'vitest'

import { createVitestProject } from '../helpers/vitest-project.ts'

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
