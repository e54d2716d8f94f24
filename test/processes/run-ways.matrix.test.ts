import { symlinkSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import { runProcess } from '../helpers/run-process.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

const MODULES = 'node_modules'
const RUN = [`${MODULES}/rewind/dist/cli.js`, 'run', '--', 'node']
const TSX = `${MODULES}/tsx/dist/cli.mjs`
const ask = (prompt: string): string => `(async () => {
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: '${prompt}' + (process.env.WORD ?? '') }] })
  const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY }
  await fetch('http://' + process.env.PROVIDER_HOST + '/v1/chat/completions', { method: 'POST', headers, body })
})()`
const FILES = {
  'rewind.config.mts': SERVER_CONFIG,
  'script.ts': `const said: unknown = await ${ask('script')}`,
  'a.test.ts': `import { describe, test } from 'node:test'
describe('suite', () => { for (const name of ['one', 'two']) test(name, (): Promise<void> => ${ask('a')}) })`,
  'b.test.ts': `import { test } from 'node:test'
test('outer', async (t) => { for (const _ of [1, 2]) await t.test('same', () => ${ask('b')}) })`,
  'spec/a.mjs': `describe('a', () => { it('asks', () => ${ask('mocha a')}) })`,
  'spec/b.mjs': `describe('b', () => { it('asks', () => ${ask('mocha b')}) })`,
}

/** What is run, and how many calls it makes. */
const WAYS = [
  { name: 'tsx, with a script', words: [TSX, 'script.ts'], calls: 1 },
  { name: 'tsx, with node:test', words: [TSX, '--test', 'a.test.ts'], calls: 2 },
  { name: 'rewind run within rewind run', words: [...RUN.slice(0, 3), 'node', 'script.ts'], calls: 1 },
  {
    name: 'node:test, the first of two shards',
    words: ['--test', '--test-shard=1/2', 'a.test.ts', 'b.test.ts'],
    calls: 2,
  },
  { name: 'node:test, by name', words: ['--test', '--test-name-pattern=two', 'a.test.ts', 'b.test.ts'], calls: 1 },
  { name: 'node:test, in one process', words: ['--test', '--test-isolation=none', 'a.test.ts', 'b.test.ts'], calls: 4 },
  {
    name: 'Mocha, in parallel',
    words: [`${MODULES}/mocha/bin/mocha.js`, '--parallel', 'spec/a.mjs', 'spec/b.mjs'],
    calls: 2,
  },
]

test.each(WAYS)(
  '$name records, replays in strict, and ends with an error for a changed prompt',
  async ({ words, calls }) => {
    await using server = await startProviderServer()
    await using project = createVitestProject(FILES)
    symlinkSync(join(import.meta.dirname, MODULES, 'tsx'), join(project.root, MODULES, 'tsx'))
    const run = (more: Readonly<Record<string, string>> = {}) =>
      project.node([...RUN, ...words], variablesFor(server, more))
    const first = await run()
    expect(first.exitCode, first.output).toBe(0)
    expect(first.output).toContain(`0 calls replayed · ${calls} recorded`)
    const before = server.connections
    const strict = await run({ CI: 'true' })
    expect(strict.exitCode, strict.output).toBe(0)
    expect(strict.output).toContain(`${calls} ${calls === 1 ? 'call' : 'calls'} replayed · 0 live`)
    const changed = await run({ CI: 'true', WORD: ' changed' })
    expect(changed.exitCode).toBeGreaterThan(0)
    expect(changed.output).toContain('changed')
    expect(server.connections).toBe(before)
  },
)

test.each(['node-22', 'node-26'])('Mocha is found as a module by %s as well', async (node) => {
  await using server = await startProviderServer()
  await using project = createVitestProject(FILES)
  const program = join(import.meta.dirname, '../clients/node_modules', node, 'bin/node')
  const words = [...RUN.slice(0, 3), program, `${MODULES}/mocha/bin/mocha.js`, 'spec/a.mjs']
  const { exitCode, output } = await runProcess(program, words, { cwd: project.root, variables: variablesFor(server) })
  expect(exitCode, output).toBe(0)
  expect(output).toContain('0 calls replayed · 1 recorded')
})
