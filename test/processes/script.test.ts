import { describe, expect, test } from 'vitest'

import { promptsIn, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'
import { ASK_PROGRAM } from './ask-program.ts'

const SCRIPT = ['--import', 'rewind/register', 'agent.mjs']
const CASSETTE = 'cassettes/agent.mjs/(file).yaml'

test('a plain script records and replays under its own path, and a divergence that it swallows is its exit code', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'agent.mjs': `${ASK_PROGRAM}process.exit()\n`,
  })
  const first = await project.node([...SCRIPT, 'one', 'two'], variablesFor(server))
  expect(first.exitCode, first.output).toBe(0)
  expect(first.stderr).toContain('rewind  2 calls of agent.mjs went live, 2 recorded')
  expect(promptsIn(project.read(CASSETTE))).toEqual(['one', 'two'])
  const before = server.connections
  const strict = variablesFor(server, { CI: 'true' })
  const again = await project.node([...SCRIPT, 'one', 'two'], strict)
  expect([again.exitCode, again.stderr]).toEqual([0, ''])
  const changed = await project.node([...SCRIPT, 'one', 'other'], strict)
  expect(changed.exitCode).toBe(1)
  expect(changed.stderr).toContain('+ other')
  expect(changed.stderr).toContain('npx rewind run --mode update -- node agent.mjs one other')
  const unused = await project.node([...SCRIPT, 'one'], strict)
  expect(unused.exitCode).toBe(1)
  expect(unused.stderr).toContain('[REWIND_UNUSED]')
  expect(server.connections).toBe(before)
})

test('a script that is off is left alone', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'agent.mjs': ASK_PROGRAM })
  const off = await project.node([...SCRIPT, 'one'], variablesFor(server, { REWIND_MODE: 'off' }))
  expect([off.exitCode, off.stdout, off.stderr]).toEqual([0, 'one 200\n', ''])
  expect(project.exists('cassettes')).toBe(false)
})

test('code that is given as text has no cassette: its calls are not sent', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG })
  const code = `fetch('http://' + process.env.PROVIDER_HOST + '/v1/models').then((answer) => answer.text()).then(console.log)`
  const refused = await project.node(['--import', 'rewind/register', '-e', code], variablesFor(server))
  expect(refused.stdout).toContain('was made outside a test or withCassette()  [REWIND_NO_SESSION]')
  const named = await project.node(['--import', 'rewind/register', '-e', code, 'package.json'], variablesFor(server))
  expect(named.stdout).toContain('[REWIND_NO_SESSION]')
  expect(server.connections).toBe(0)
})

describe('what a process loads', () => {
  const LOADED = `import { registerHooks } from 'node:module'
registerHooks({
  load(url, context, next) {
    const [, file] = /\\/dist\\/([\\w-]+)/.exec(url) ?? []
    if (file !== undefined) console.log(file)
    return next(url, context)
  },
})
`
  const run = async (
    more: Readonly<Record<string, string>>,
    words: readonly string[] = ['empty.mjs'],
  ): Promise<readonly string[]> => {
    await using project = createVitestProject({
      'rewind.config.mjs': 'export default {}',
      'loaded.mjs': LOADED,
      'empty.mjs': '',
      'node_modules/.bin/npm': '',
    })
    const flags = ['--import', './loaded.mjs', '--import', 'rewind/register']
    const { stdout, exitCode, output } = await project.node([...flags, ...words], more)
    expect(exitCode, output).toBe(0)
    return stdout.trim().split('\n')
  }

  test('is one file when it is off, or only starts others', async () => {
    expect(await run({ REWIND_MODE: 'off' })).toEqual(['register'])
    expect(await run({}, ['node_modules/.bin/npm'])).toEqual(['register'])
  })

  test('has nothing for calls in it until a call is made', async () => {
    const loaded = await run({ CI: 'true' })
    expect(loaded[0]).toBe('register')
    expect(loaded.length).toBeGreaterThan(1)
    expect(loaded).not.toContain('calls')
  })
})
