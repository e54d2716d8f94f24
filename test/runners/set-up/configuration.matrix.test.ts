import { describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const ONE_CALL = `${ASK}\ntest('asks', async () => { await ask('one').catch(() => {}) })`

describe('a wrong set-up fails the file before any call is made', () => {
  const cases = {
    'an unknown mode': {
      variables: { REWIND_MODE: 'replya' },
      files: {},
      message:
        "REWIND_MODE must be 'replay', 'update', 'record', 'strict' or 'off', but is \"replya\": did you mean 'replay'?",
    },
    'an unknown option': {
      variables: {},
      files: { 'rewind.config.ts': 'export default { hostz: [] }' },
      message: 'unknown option hostz: did you mean hosts?',
    },
    'a bad value': {
      variables: {},
      files: { 'rewind.config.ts': 'export default { unused: "ignore" }' },
      message: "unused must be 'fail' or 'warn', but is",
    },
    'a configuration that throws': {
      variables: {},
      files: { 'rewind.config.ts': 'throw new Error("no such thing")' },
      message: 'rewind.config.ts:1 cannot be loaded: no such thing',
    },
    'two configurations': {
      variables: {},
      files: { 'rewind.config.ts': 'export default {}', 'rewind.config.json': '{}' },
      message: 'two configuration files',
    },
    'a configuration with top-level await': {
      variables: {},
      files: { 'rewind.config.ts': 'await 1; export default {}' },
      message: 'take the top-level await out of',
    },
  } as const

  test.each(Object.entries(cases))('%s', async (_, { variables, files, message }) => {
    await using server = await startProviderServer()
    await using project = createVitestProject({ ...files, 'test/a.test.ts': ONE_CALL })
    const { exitCode, output } = await project.vitest(['run'], variablesFor(server, variables))
    expect(exitCode).toBe(1)
    expect(output).toContain(message)
    expect(output).toMatch(/\[REWIND_(?:OPTIONS|CONFIG)\]/)
    expect(output).toContain('fix ')
    expect(server.connections).toBe(0)
  })
})

describe('configure()', () => {
  test('holds for one test, for one file, and from a set-up file for all', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'vitest.config.ts': `import { defineConfig } from 'vitest/config'
export default defineConfig({ test: { setupFiles: ['rewind/vitest', './setup.ts'] } })`,
      'setup.ts': `import { configure } from 'rewind'\nconfigure({ hosts: [{ host: process.env.PROVIDER_HOST!, provider: 'openai' }] })`,
      'test/a.test.ts': `${ASK}\nconfigure({ redact: [{ pattern: /cust_\\w+/g, as: '<customer>' }] })
test('both', async () => { configure({ cassettes: 'elsewhere' }); await ask('cust_1') })
test('file', async () => { await ask('cust_2') })`,
      'test/b.test.ts': `${ASK}\ntest('none', async () => { await ask('cust_3') })`,
    })
    const { exitCode } = await project.vitest(['run'], variablesFor(server))
    expect(exitCode).toBe(0)
    expect(project.read('elsewhere/test/a.test.ts/both.yaml')).toContain('content: "<customer>"')
    expect(project.read('cassettes/test/a.test.ts/file.yaml')).toContain('content: "<customer>"')
    expect(project.read('cassettes/test/b.test.ts/none.yaml')).toContain('content: cust_3')
  })

  test('comes too late after the first call', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      'test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('one'); configure({ mode: 'off' }) })`,
    })
    const { output } = await project.vitest(['run'], variablesFor(server))
    expect(output).toContain('configure() came after the first LLM call of "asks"')
  })

  test('sets the folder by REWIND_CASSETTES over everything else', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': ONE_CALL })
    await project.vitest(['run'], variablesFor(server, { REWIND_CASSETTES: 'from-environment' }))
    expect(project.list('from-environment')).toEqual(['test/a.test.ts/asks.yaml'])
  })
})

describe('match', () => {
  test('replaces the rule by host, and other requests pass', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'rewind.config.ts': `import { defineConfig } from 'rewind'\nexport default defineConfig({ match: (request) => request.url.endsWith('/chat/completions') && !request.stream && request.body.includes('gpt') })`,
      'test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('one'); await openai.models.list() })`,
    })
    await project.vitest(['run'], variablesFor(server))
    await project.vitest(['run'], variablesFor(server))
    expect(server.requests.map(({ url }) => url)).toEqual(['/v1/chat/completions', '/v1/models', '/v1/models'])
  })
})

describe('keys', () => {
  test('are placeholders in strict, so that clients can be made', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': ONE_CALL })
    await project.vitest(['run'], variablesFor(server))
    const strict = await project.vitest(['run'], { PROVIDER_HOST: `127.0.0.1:${server.port}`, CI: 'true' })
    expect(strict.exitCode).toBe(0)
  })

  test('that are placeholders stop a call that has to go live, and name the variable', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': ONE_CALL })
    const { exitCode, output } = await project.vitest(['run'], { PROVIDER_HOST: `127.0.0.1:${server.port}` })
    expect(exitCode).toBe(1)
    expect(output).toContain('OPENAI_API_KEY is not set to make it live  [REWIND_PLACEHOLDER_KEY]')
    expect(output).toContain('fix       set OPENAI_API_KEY, then npx rewind update')
    expect(server.requests).toHaveLength(0)
  })

  test('are left alone under placeholderKeys: false', async () => {
    await using project = createVitestProject({
      'rewind.config.ts': `export default { placeholderKeys: false }`,
      'test/a.test.ts': `import { expect, test } from 'vitest'\ntest('has none', () => { expect(process.env.OPENAI_API_KEY).toBeUndefined() })`,
    })
    expect((await project.vitest(['run'], { CI: 'true' })).exitCode).toBe(0)
  })
})

describe('keys in a .env file that is loaded after rewind', () => {
  test('reach the clients: placeholders do not stand in their way', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      '.env': 'OPENAI_API_KEY=sk-from-the-env-file-0123456789\n',
      'test/a.test.ts': `process.loadEnvFile()\n${ONE_CALL}`,
    })
    await project.vitest(['run'], { PROVIDER_HOST: `127.0.0.1:${server.port}` })
    expect(server.requests[0]?.headers['authorization']).toBe('Bearer sk-from-the-env-file-0123456789')
  })

  test('are placeholders in CI where a secret is the empty text', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': ONE_CALL })
    await project.vitest(['run'], variablesFor(server))
    const strict = await project.vitest(['run'], {
      PROVIDER_HOST: `127.0.0.1:${server.port}`,
      CI: 'true',
      OPENAI_API_KEY: '',
    })
    expect(strict.exitCode).toBe(0)
  })
})
