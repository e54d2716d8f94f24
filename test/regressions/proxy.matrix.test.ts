import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'

import { expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import { createCertificate } from '../helpers/servers/certificates.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

// Found with undici's ProxyAgent: the target of a CONNECT request is an authority, which is no URL.

interface Proxy extends AsyncDisposable {
  readonly port: number
  /** Requests that it got: for tunnels, and in their absolute form. */
  readonly requests: number
}

async function startProxy(): Promise<Proxy> {
  let requests = 0
  const forward = (request: IncomingMessage, response: ServerResponse): void => {
    requests += 1
    const upstream = httpRequest(request.url ?? '', { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    request.pipe(upstream)
  }
  const server = createServer(forward).on('connect', (request, client) => {
    requests += 1
    const [host, port] = (request.url ?? '').split(':')
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(client)
      client.pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get requests() {
      return requests
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('calls through a proxy are recorded, and replayed without the proxy', async () => {
  await using server = await startProviderServer()
  await using proxy = await startProxy()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': `${ASK}
import { ProxyAgent, fetch as undiciFetch } from 'undici'
const dispatcher = new ProxyAgent({ uri: process.env.PROXY!, proxyTunnel: true })
const proxied = new OpenAI({ baseURL: openai.baseURL, fetch: (url, init) => undiciFetch(url as string, { ...(init as object), dispatcher }) as never })
test('asks', async () => {
  for (const content of ['one', 'two']) {
    const answer = await proxied.chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] })
    expect(answer.choices[0]?.message.content).toContain(content)
  }
})`,
  })
  const variables = (more: Readonly<Record<string, string>>) =>
    variablesFor(server, { PROXY: `http://127.0.0.1:${proxy.port}`, ...more })
  const recorded = await project.vitest(['run'], variables({}))
  expect(recorded.output).toContain('2 recorded')
  expect(proxy.requests).toBeGreaterThan(0)
  const before = proxy.requests
  await server.close()
  const strict = await project.vitest(['run'], variables({ CI: 'true' }))
  expect(strict.output).toContain('2 calls replayed')
  expect(proxy.requests).toBe(before)
})

test("calls through Node's own proxy support, and through a proxy by hand, are recorded and replayed without the proxy", async () => {
  using certificate = await createCertificate(['localhost'])
  await using server = await startProviderServer()
  await using secure = await startProviderServer({ tls: certificate })
  await using proxy = await startProxy()
  await using project = createVitestProject({
    'rewind.config.ts': `export default { hosts: ['localhost:${server.port}', 'localhost:${secure.port}'] }`,
    'test/a.test.ts': `import { expect, test } from 'vitest'
import http from 'node:http'
import https from 'node:https'
const send = (client: typeof http | typeof https, url: string, options: object = {}) => new Promise((resolve, reject) => {
  client.request(url, { method: 'POST', ...options }, (response) => response.resume().on('end', () => resolve(response.statusCode))).on('error', reject).end('{"messages":[]}')
})
const plain = 'http://localhost:${server.port}/v1/chat/completions'
const tls = 'https://localhost:${secure.port}/v1/chat/completions'
test('fetch', async () => {
  for (const url of [plain, tls]) expect((await fetch(url, { method: 'POST', body: '{"messages":[]}' })).status).toBe(200)
})
test('node', async () => { expect([await send(http, plain), await send(https, tls)]).toEqual([200, 200]) })
test('by hand', async () => {
  const agent = new http.Agent()
  expect(await send(http, 'http://127.0.0.1:${proxy.port}/', { agent, path: plain, headers: { host: 'localhost:${server.port}' } })).toBe(200)
})`,
  })
  const address = `http://127.0.0.1:${proxy.port}`
  const variables = (more: Readonly<Record<string, string>>) =>
    variablesFor(server, {
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: address,
      HTTPS_PROXY: address,
      NODE_EXTRA_CA_CERTS: certificate.caFile,
      ...more,
    })
  const recorded = await project.vitest(['run'], variables({}))
  expect(recorded.output).toContain('5 recorded\n')
  const before = proxy.requests
  expect(before).toBeGreaterThanOrEqual(5)
  const strict = await project.vitest(['run'], variables({ CI: 'true' }))
  expect(strict.output).toContain('5 calls replayed · 0 live')
  expect(proxy.requests).toBe(before)
})
