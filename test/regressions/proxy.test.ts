import { createServer } from 'node:http'
import { connect } from 'node:net'

import { expect, test } from 'vitest'

import { startProviderServer } from '../helpers/provider-server.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../helpers/suites.ts'
import { createVitestProject } from '../helpers/vitest-project.ts'

// Found with undici's ProxyAgent: the target of a CONNECT request is an authority, which is no URL.

interface Proxy extends AsyncDisposable {
  readonly port: number
  readonly tunnels: number
}

async function startProxy(): Promise<Proxy> {
  let tunnels = 0
  const server = createServer().on('connect', (request, client) => {
    tunnels += 1
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
    get tunnels() {
      return tunnels
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
  const variables = (more: Readonly<Record<string, string>>) => variablesFor(server, { PROXY: `http://127.0.0.1:${proxy.port}`, ...more })
  const recorded = await project.vitest(['run'], variables({}))
  expect(recorded.output).toContain('2 recorded')
  expect(proxy.tunnels).toBeGreaterThan(0)
  const before = proxy.tunnels
  await server.close()
  const strict = await project.vitest(['run'], variables({ CI: 'true' }))
  expect(strict.output).toContain('2 calls replayed')
  expect(proxy.tunnels).toBe(before)
})
