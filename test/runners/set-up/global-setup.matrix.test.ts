import { describe, expect, test } from 'vitest'

import { createJestProject } from '../../helpers/projects/jest-project.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const STRICT = { CI: 'true' }
const SUITE = `${ASK}\ntest('asks', async () => { expect(await ask('one')).toContain('one') })`
/** What asks, and swallows what comes of it. */
const CALL = `await fetch('http://' + process.env.PROVIDER_HOST + '/v1/chat/completions', {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'set up' }] }),
  }).catch(() => {})`
const REFUSED = /was made in\s+globalSetup or globalTeardown, outside every test, and not sent.*\[REWIND_NO_SESSION\]/s

describe('in Vitest, a call of globalSetup', () => {
  const FILES = {
    'rewind.config.ts': SERVER_CONFIG,
    'vitest.config.ts': `import rewind from 'rewind/plugin'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [rewind()], test: { globalSetup: ['global.ts'] } })`,
    'global.ts': `export async function setup() {\n  ${CALL}\n}`,
    'test/a.test.ts': SUITE,
  }

  test('is counted when it goes live, and refused in strict, which fails the run', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject(FILES)
    const recorded = await project.vitest(['run'], variablesFor(server))
    expect(recorded.exitCode, recorded.output).toBe(0)
    expect(recorded.output).toContain('2 calls went to the network, 1 of them recorded')
    const before = server.connections
    const strict = await project.vitest(['run'], variablesFor(server, STRICT))
    expect(strict.exitCode, strict.output).toBe(1)
    expect(strict.output).toMatch(REFUSED)
    expect(server.connections).toBe(before)
  })

  test('is refused in globalTeardown too', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      ...FILES,
      'global.ts': `export async function teardown() {\n  ${CALL}\n}`,
    })
    expect((await project.vitest(['run'], variablesFor(server))).exitCode).toBe(0)
    const before = server.connections
    const strict = await project.vitest(['run'], variablesFor(server, STRICT))
    expect(strict.exitCode, strict.output).toBe(1)
    expect(strict.output).toMatch(REFUSED)
    expect(server.connections).toBe(before)
  })

  test('may be made with withCassette(), as its remedy says', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      ...FILES,
      'global.ts': `import { withCassette } from 'rewind'
export async function setup() {\n  await withCassette('global', async () => { ${CALL} })\n}`,
    })
    expect((await project.vitest(['run'], variablesFor(server))).exitCode).toBe(0)
    await server.close()
    const strict = await project.vitest(['run'], variablesFor(server, STRICT))
    expect(strict.exitCode, strict.output).toBe(0)
  })
})

describe('in Jest, a call of globalSetup', () => {
  const SUITE_COMMONJS = `const { createRequire } = require('node:module')
const { default: OpenAI } = require('openai')
const openai = new OpenAI({ baseURL: 'http://' + process.env.PROVIDER_HOST + '/v1' })
test('asks', async () => { await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'one' }] }) })`
  const FILES = {
    'rewind.config.ts': SERVER_CONFIG,
    'global.js': `module.exports = async () => {\n  ${CALL}\n}`,
    'test/a.test.js': SUITE_COMMONJS,
    'test/b.test.js': SUITE_COMMONJS,
  }

  test('is counted when it goes live, and refused in strict, where the preset is used', async () => {
    await using server = await startProviderServer()
    await using project = createJestProject({
      ...FILES,
      'jest.config.cjs': `module.exports = { preset: 'rewind', globalSetup: './global.js' }`,
    })
    const recorded = await project.jest([], variablesFor(server))
    expect(recorded.exitCode, recorded.output).toBe(0)
    expect(recorded.output).toContain('3 calls went to the network, 2 of them recorded')
    const before = server.connections
    const strict = await project.jest(['--ci'], variablesFor(server))
    expect(strict.exitCode, strict.output).toBe(1)
    expect(strict.output).toMatch(REFUSED)
    expect(server.connections).toBe(before)
  })

  test('is mentioned in the summary of strict as possible, where it is not', async () => {
    await using server = await startProviderServer()
    await using project = createJestProject({
      ...FILES,
      'jest.config.cjs': `module.exports = { setupFilesAfterEnv: ['rewind/jest'], reporters: ['default', 'rewind/jest-reporter'], globalSetup: './global.js' }`,
    })
    expect((await project.jest([], variablesFor(server))).exitCode).toBe(0)
    const strict = await project.jest(['--ci'], variablesFor(server))
    expect(strict.exitCode, strict.output).toBe(0)
    expect(strict.output).toContain('globalSetup ran where rewind was not loaded')
  })
})
