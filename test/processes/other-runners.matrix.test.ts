import { symlinkSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { createJestProject, type JestProject } from '../helpers/projects/jest-project.ts'
import { ASK_COMMONJS } from '../helpers/projects/jest-suites.ts'
import { SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

const PROMPT = `' + (process.env.WORD ?? '')`

/** Makes a project with a package of this folder. */
function createProject(name: string, files: Readonly<Record<string, string>>): JestProject {
  const project = createJestProject({ 'rewind.config.mjs': SERVER_CONFIG.replace('!', ''), ...files })
  symlinkSync(join(import.meta.dirname, 'node_modules', name), join(project.root, 'node_modules', name))
  return project
}

test.each(['mocha-10', 'mocha-11'])('%s records and replays, and a changed prompt fails its test', async (name) => {
  await using server = await startProviderServer()
  await using project = createProject(name, {
    'test/a.test.js': `${ASK_COMMONJS}describe('chat', () => {
  it('asks', async () => { await ask('one${PROMPT}) })
  it('is fine', () => {})
})`,
  })
  const command = [`node_modules/${name}/bin/mocha.js`, '--require', './node_modules/rewind/dist/mocha.js']
  const first = await project.node([...command, 'test/a.test.js'], variablesFor(server))
  expect(first.output).toContain('replay · 1 test · 0 calls replayed · 1 recorded')
  expect(project.list('cassettes')).toEqual(['test/a.test.js/chat › asks.yaml'])
  const before = server.connections
  const strict = await project.node([...command, '--parallel', 'test/a.test.js'], variablesFor(server, { CI: 'true' }))
  expect(strict.exitCode, strict.output).toBe(0)
  expect(strict.output).toContain('strict · 1 test · 1 call replayed · 0 live')
  const changed = await project.node(
    [...command, 'test/a.test.js'],
    variablesFor(server, { CI: 'true', WORD: ' more' }),
  )
  expect(changed.exitCode).toBe(1)
  expect(changed.output).toContain('+ one more')
  expect(changed.output).toContain('1 passing')
  expect(server.connections).toBe(before)
})

test('AVA records and replays with withCassette(), and a changed prompt fails its test', async () => {
  await using server = await startProviderServer()
  await using project = createProject('ava', {
    'test/a.test.cjs': `${ASK_COMMONJS}const test = require('ava')
const { withCassette } = require('rewind')
test('asks', (t) => withCassette('chat › asks', async () => { t.regex(await ask('one${PROMPT}), /one/) }))
test('is fine', (t) => withCassette('chat › is fine', async () => { t.regex(await ask('two'), /two/) }))`,
  })
  const run = (more: Readonly<Record<string, string>> = {}): ReturnType<typeof project.node> =>
    project.node(
      ['node_modules/rewind/dist/cli.js', 'run', '--', 'node', 'node_modules/ava/entrypoints/cli.mjs', 'test/*.cjs'],
      variablesFor(server, more),
    )
  const first = await run()
  expect(first.exitCode, first.output).toBe(0)
  expect(first.output).toContain('replay · 2 tests · 0 calls replayed · 2 recorded')
  const before = server.connections
  const strict = await run({ CI: 'true' })
  expect(strict.output).toContain('strict · 2 tests · 2 calls replayed · 0 live')
  const changed = await run({ CI: 'true', WORD: ' more' })
  expect(changed.exitCode).toBe(1)
  expect(changed.output).toContain('+ one more')
  expect(changed.output).toContain('1 test failed')
  expect(changed.output).toContain('fix       npx rewind run --mode update -- npx ava')
  expect(server.connections).toBe(before)
})
