import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { expect, test } from 'vitest'

import { createVitestProject } from './projects/vitest-project.ts'
import { createCertificate } from './servers/certificates.ts'
import { startProviderServer } from './servers/provider-server.ts'

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'loopback-network.mjs')).href

const OPENAI_SCRIPT = `import OpenAI from 'openai'
const answer = await new OpenAI().chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] })
console.log(answer.choices[0].message.content)
`

const OPENAI_TEST = `import OpenAI from 'openai'
import { expect, test } from 'vitest'
test('asks', async () => {
  const answer = await new OpenAI().chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] })
  expect(answer.choices[0].message.content).toContain('Hello')
})
`

test('the real OpenAI client at its default host reaches a server on loopback', async () => {
  const certificate = await createCertificate(['api.openai.com'])
  await using server = await startProviderServer({ tls: certificate })
  await using project = createVitestProject({ 'ask.mjs': OPENAI_SCRIPT })
  const { stdout, output } = await project.node(['--import', PRELOAD, 'ask.mjs'], {
    LOOPBACK_HOSTS: JSON.stringify({ 'api.openai.com:443': server.port }),
    LOOPBACK_LOG: join(project.root, 'connections.log'),
    NODE_EXTRA_CA_CERTS: certificate.caFile,
    OPENAI_API_KEY: 'sk-test',
  })
  expect(stdout, output).toContain('Hello')
  expect(server.requests.map(({ headers }) => headers.host)).toEqual(['api.openai.com'])
  expect(project.read('connections.log')).toBe('api.openai.com:443\n')
})

test('a host that is not named cannot be reached, and the attempt is logged', async () => {
  await using project = createVitestProject({
    'ask.mjs': `await fetch('http://example.test/').catch((error) => console.log(error.cause.message))`,
  })
  const { stdout } = await project.node(['--import', PRELOAD, 'ask.mjs'], {
    LOOPBACK_LOG: join(project.root, 'connections.log'),
  })
  expect(stdout).toContain('network is closed')
  expect(project.read('connections.log')).toBe('example.test:80\n')
})

test('other servers on loopback stay reachable', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'ask.mjs': `console.log((await fetch('${server.origin}/v1/models')).status)`,
  })
  const { stdout } = await project.node(['--import', PRELOAD, 'ask.mjs'])
  expect(stdout).toBe('200\n')
})

test.each(['forks', 'threads', 'vmThreads', 'vmForks'])(
  'the workers of the Vitest pool %s stand behind it',
  async (pool) => {
    const certificate = await createCertificate(['api.openai.com'])
    await using server = await startProviderServer({ tls: certificate })
    await using project = createVitestProject({ 'vitest.config.ts': 'export default {}', 'ask.test.ts': OPENAI_TEST })
    const { exitCode, output } = await project.vitest(['run', `--pool=${pool}`], {
      NODE_OPTIONS: `--import=${PRELOAD}`,
      LOOPBACK_HOSTS: JSON.stringify({ 'api.openai.com:443': server.port }),
      LOOPBACK_LOG: join(project.root, 'connections.log'),
      NODE_EXTRA_CA_CERTS: certificate.caFile,
      OPENAI_API_KEY: 'sk-test',
    })
    expect(exitCode, output).toBe(0)
    expect(project.read('connections.log')).toBe('api.openai.com:443\n')
  },
)
