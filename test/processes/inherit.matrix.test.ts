import { describe, expect, test } from 'vitest'

import { createJestProject, type JestProject } from '../helpers/projects/jest-project.ts'
import { JEST, NODE_TEST, VITEST, type Runner } from '../helpers/projects/runners.ts'
import { promptsIn, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'
import { ASK_PROGRAM } from './ask-program.ts'

/** Every way to start a process or a thread, as a test of its own. */
const STARTS = `
const { execFileSync, execSync, fork, spawn, spawnSync } = require('node:child_process')
const { once } = require('node:events')
const { resolve } = require('node:path')
const { pathToFileURL } = require('node:url')
const { SHARE_ENV, Worker } = require('node:worker_threads')
const node = process.execPath
const { PATH, PROVIDER_HOST, OPENAI_API_KEY, WORD = '' } = process.env
const ended = (child) => once(child, 'close')
const left = (thread) => once(thread, 'exit')
const thread = (word, options = {}) => left(new Worker(resolve('ask.mjs'), { workerData: { words: [word] }, stdout: true, ...options }))
test('spawn', () => ended(spawn(node, ['ask.mjs', 'spawn'], { stdio: 'ignore' })))
test('spawn with an environment of its own', () => ended(spawn(node, ['ask.mjs', 'own'], { stdio: 'ignore', env: { PATH, PROVIDER_HOST, OPENAI_API_KEY, WORD } })))
test('spawnSync', () => { spawnSync(node, ['ask.mjs', 'spawnSync']) })
test('execSync', () => { execSync(JSON.stringify(node) + ' ask.mjs execSync') })
test('execFileSync', () => { execFileSync(node, ['ask.mjs', 'execFileSync']) })
test('fork', () => ended(fork('ask.mjs', ['fork'], { silent: true })))
test('a process of a process', () => { execFileSync(node, ['-e', 'require("node:child_process").execFileSync(process.execPath, ["ask.mjs", "grandchild"])']) })
test('a thread', () => thread('thread'))
test('a thread with an environment', () => thread('env', { env: { PROVIDER_HOST, OPENAI_API_KEY, WORD } }))
test('a thread that shares the environment', () => thread('shared', { env: SHARE_ENV }))
test('a thread with flags', () => thread('flags', { execArgv: [] }))
test('a thread of a text', () => left(new Worker('import(' + JSON.stringify(pathToFileURL(resolve('ask.mjs')).href) + ')', { eval: true, workerData: { words: ['text'] }, stdout: true })))
test('calls of its own, and of processes', async () => {
  await ask('own first')
  await ended(spawn(node, ['ask.mjs', 'equal', 'equal'], { stdio: 'ignore' }))
  await ended(spawn(node, ['ask.mjs', 'equal'], { stdio: 'ignore' }))
  await ask('own last')
})
`
const TESTS = 13
const CALLS = 17

const FILE = 'test/starts.test.js'

function createProject(runner: Runner, body: string): JestProject {
  // Vitest makes ES modules of test files, which have no \`require\`.
  const requires = `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\n`
  const text = runner === VITEST ? requires + runner.prelude + body : runner.prelude + body
  return createJestProject({ 'rewind.config.mts': SERVER_CONFIG, 'ask.mjs': ASK_PROGRAM, [FILE]: text })
}

const expected = (name: string): readonly string[] =>
  Array.from({ length: 16 }, (_, index) => `${name} ${index}`).toSorted()

describe.each([VITEST, JEST, NODE_TEST])('what a test starts in $name', (runner) => {
  test('has its calls on the cassette of the test, and fails it where they diverge', async () => {
    await using server = await startProviderServer()
    await using project = createProject(runner, STARTS)
    const first = await runner.run(project, variablesFor(server))
    expect(first.exitCode, first.output).toBe(0)
    expect(first.output).toContain(`replay · ${TESTS} tests · 0 calls replayed · ${CALLS} recorded`)
    expect(promptsIn(project.read(`cassettes/${FILE}/spawn.yaml`))).toEqual(['spawn'])
    expect(promptsIn(project.read(`cassettes/${FILE}/a process of a process.yaml`))).toEqual(['grandchild'])
    expect(promptsIn(project.read(`cassettes/${FILE}/calls of its own, and of processes.yaml`))).toEqual([
      'own first',
      'equal',
      'equal',
      'equal',
      'own last',
    ])
    const before = server.connections
    const strict = await runner.run(project, variablesFor(server, { CI: 'true', OPENAI_API_KEY: '' }))
    expect(strict.exitCode, strict.output).toBe(0)
    expect(strict.output).toContain(`strict · ${TESTS} tests · ${CALLS} calls replayed · 0 live`)
    // Their programs take no notice of it.
    const changed = await runner.run(project, variablesFor(server, { CI: 'true', WORD: ' changed' }))
    expect(changed.exitCode).not.toBe(0)
    expect(changed.output).toContain(`diverged   ${TESTS} tests`)
    expect(changed.output).toContain('spawnSync changed')
    expect(changed.output).toContain(`fix       npx rewind update ${FILE} -t "spawn"`)
    expect(server.connections).toBe(before)
  })
})

describe('processes side by side', () => {
  test('of tests that run at once are told apart, and of 32 none is lost', async () => {
    await using server = await startProviderServer()
    const body = `
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const start = (word) => once(spawn(process.execPath, ['ask.mjs', word], { stdio: 'ignore' }), 'close')
sideBySide({ one: () => Promise.all(Array.from({ length: 16 }, (_, index) => start('one ' + index))), two: () => Promise.all(Array.from({ length: 16 }, (_, index) => start('two ' + index))) })`
    await using project = createProject(VITEST, body)
    const slow = ['--test-timeout', '60000']
    const first = await VITEST.run(project, variablesFor(server), slow)
    expect(first.exitCode, first.output).toBe(0)
    expect(first.output).toContain('replay · 2 tests · 0 calls replayed · 32 recorded')
    const prompts = (name: string): readonly string[] =>
      promptsIn(project.read(`cassettes/${FILE}/${name}.yaml`)).toSorted()
    expect(prompts('one')).toEqual(expected('one'))
    expect(prompts('two')).toEqual(expected('two'))
    await server.close()
    const strict = await VITEST.run(project, variablesFor(server, { CI: 'true' }), slow)
    expect(strict.exitCode, strict.output).toBe(0)
    expect(strict.output).toContain('strict · 2 tests · 32 calls replayed · 0 live')
  })

  test('a call that a test no longer makes in a process is unused', async () => {
    await using server = await startProviderServer()
    const body = `
const { spawnSync } = require('node:child_process')
test('asks', () => { spawnSync(process.execPath, ['ask.mjs', 'one', 'two']) })`
    await using project = createProject(JEST, body)
    await JEST.run(project, variablesFor(server))
    project.write(FILE, project.read(FILE).replace("'one', 'two'", "'one'"))
    const strict = await JEST.run(project, variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(1)
    expect(strict.output).toContain('a recorded call was not made by this test  [REWIND_UNUSED]')
  })

  test('of a script that has only withCassette() make their calls on its cassette, and diverge in strict', async () => {
    await using server = await startProviderServer()
    await using project = createProject(VITEST, '')
    project.write(
      'parent.mjs',
      `import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { withCassette } from 'rewind'
await withCassette('asks', async () => {
  spawnSync(process.execPath, ['ask.mjs', 'process'])
  await once(new Worker(resolve('ask.mjs'), { workerData: { words: ['thread'] } }), 'exit')
})`,
    )
    const first = await project.node(['parent.mjs'], variablesFor(server))
    expect(first.exitCode, first.output).toBe(0)
    expect(promptsIn(project.read('cassettes/asks.yaml'))).toEqual(['process', 'thread'])
    const before = server.connections
    const strict = await project.node(['parent.mjs'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode, strict.output).toBe(0)
    const changed = await project.node(['parent.mjs'], variablesFor(server, { CI: 'true', WORD: ' changed' }))
    expect(changed.exitCode).toBe(1)
    expect(changed.output).toContain('REWIND_DIVERGENCE')
    expect(server.connections).toBe(before)
  })
})
