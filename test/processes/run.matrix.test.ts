import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { createJestProject, type JestProject } from '../helpers/projects/jest-project.ts'
import { copyMocha, MOCHA, NODE_TEST, TEST_FILE, VITEST } from '../helpers/projects/runners.ts'
import { SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import type { Finished } from '../helpers/run-process.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'
import { ASK_PROGRAM } from './ask-program.ts'

function run(
  project: JestProject,
  command: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<Finished> {
  return project.node(['node_modules/rewind/dist/cli.js', 'run', ...command], variables)
}

function createProject(files: Readonly<Record<string, string>>): JestProject {
  return createJestProject({ 'rewind.config.mts': SERVER_CONFIG, 'ask.mjs': ASK_PROGRAM, ...files })
}

const BODY = `test('asks', async () => { await ask('one') })\ntest('asks again', async () => { await ask('two') })`

test.each([NODE_TEST, MOCHA])('npm test with $name prints one summary', async (runner) => {
  await using server = await startProviderServer()
  const command = runner === MOCHA ? 'node node_modules/mocha/bin/mocha.js --parallel' : 'node --test'
  await using project = createProject({
    'package.json': JSON.stringify({ type: 'commonjs', scripts: { test: `${command} "test/*.test.js"` } }),
    [TEST_FILE]: runner.prelude + BODY,
    'test/b.test.js': runner.prelude + BODY,
  })
  copyMocha(project)
  const first = await run(project, ['--', 'npm', 'test'], variablesFor(server))
  expect(first.exitCode, first.output).toBe(0)
  expect(first.output.match(/^ rewind {3}.*$/gm)).toEqual([
    ' rewind   replay · 4 tests · 0 calls replayed · 4 recorded',
  ])
  expect(first.output).not.toContain('went live')
  expect(project.list('cassettes')).toEqual([
    'test/a.test.js/asks again.yaml',
    'test/a.test.js/asks.yaml',
    'test/b.test.js/asks again.yaml',
    'test/b.test.js/asks.yaml',
  ])
  expect(project.read('.rewind/last-run')).toContain('"runner": "run"')
  await server.close()
  const strict = await run(project, ['--', 'npm', 'test'], variablesFor(server, { CI: 'true' }))
  expect(strict.output).toContain('strict · 4 tests · 4 calls replayed · 0 live')
  expect(strict.exitCode).toBe(0)
})

test('a run of Vitest without a reporter of rewind has its summary too', async () => {
  await using server = await startProviderServer()
  await using project = createProject({
    'vitest.config.ts': `export default { test: { setupFiles: ['rewind/vitest'] } }`,
    [TEST_FILE]: VITEST.prelude + BODY,
  })
  const first = await run(project, ['--', 'node', 'node_modules/vitest/vitest.mjs', 'run'], variablesFor(server))
  expect(first.output).toContain('replay · 2 tests · 0 calls replayed · 2 recorded')
})

test('a divergence that a program swallows is the exit code, and --mode update records it', async () => {
  await using server = await startProviderServer()
  await using project = createProject({})
  await run(project, ['--', 'node', 'ask.mjs', 'one'], variablesFor(server))
  const changed = await run(project, ['--', 'node', 'ask.mjs', 'other'], variablesFor(server))
  expect(changed.exitCode).toBe(1)
  expect(changed.output).toContain('diverged   1 test: $.messages[0].content one → other')
  const updated = await run(project, ['--mode', 'update', '--', 'node', 'ask.mjs', 'other'], variablesFor(server))
  expect(updated.exitCode, updated.output).toBe(0)
  const again = await run(project, ['--', 'node', 'ask.mjs', 'other'], variablesFor(server, { CI: 'true' }))
  expect(again.output).toContain('strict · 1 test · 1 call replayed')
})

test('rewind update runs the program of the last run again', async () => {
  await using server = await startProviderServer()
  await using project = createProject({
    'words.cjs': `process.argv.push(require('node:fs').readFileSync('word.txt', 'utf8'))`,
  })
  project.write('word.txt', 'one')
  const program = ['--', 'node', '--require', './words.cjs', 'ask.mjs']
  await run(project, program, variablesFor(server))
  project.write('word.txt', 'other')
  await run(project, program, variablesFor(server))
  const updated = await project.node(['node_modules/rewind/dist/cli.js', 'update'], variablesFor(server))
  expect(updated.exitCode, updated.output).toBe(0)
  expect(updated.output).toContain('update · 1 test · 0 calls replayed · 1 recorded')
  expect((await run(project, program, variablesFor(server, { CI: 'true' }))).exitCode).toBe(0)
})

test('the exit code of the program stays, and what it prints as JSON is its own affair', async () => {
  await using project = createProject({})
  const variables = { PROVIDER_HOST: 'localhost:9' }
  expect((await run(project, ['--', 'node', '-e', 'process.exit(7)'], variables)).exitCode).toBe(7)
  const json = await run(project, ['--json', '--', 'node', '-p', '1'], variables)
  expect(json.stdout).toBe('{\n  "version": 1,\n  "exitCode": 0,\n  "diverged": 0\n}\n')
  const other = await run(project, ['--', 'node', '-p', 'process.argv.at(-1)', '--', '--json'], variables)
  expect(other.stdout).toBe('--json\n')
})

test.each([
  { what: 'a program', command: ['node', 'ask.mjs', 'one'] },
  { what: 'a reporter', command: ['node', '--test', '--test-reporter=junit', 'test/a.test.js'] },
  // Chosen in its configuration.
  { what: 'Mocha', command: ['node', 'node_modules/mocha/bin/mocha.js', 'test/b.test.js'] },
])('the summary does not get into what $what prints on stdout', async ({ command }) => {
  await using server = await startProviderServer()
  await using project = createProject({
    [TEST_FILE]: NODE_TEST.prelude + BODY,
    'test/b.test.js': MOCHA.prelude + BODY,
    '.mocharc.json': '{ "reporter": "json" }',
  })
  copyMocha(project)
  const { stdout, stderr } = await run(project, ['--', ...command], variablesFor(server))
  expect(stderr).toMatch(/^ rewind {3}replay · \d tests? · 0 calls replayed · \d recorded$/m)
  expect(stdout).not.toContain(' rewind   ')
})

test('nor does it where Mocha loads rewind by itself', async () => {
  await using server = await startProviderServer()
  await using project = createProject({
    [TEST_FILE]: MOCHA.prelude + BODY,
    '.mocharc.json': '{ "reporter": "json", "require": "rewind/mocha" }',
  })
  copyMocha(project)
  const { stdout, stderr } = await project.node(['node_modules/mocha/bin/mocha.js', TEST_FILE], variablesFor(server))
  expect(stderr).toContain('replay · 2 tests · 0 calls replayed · 2 recorded')
  expect(JSON.parse(stdout)).toMatchObject({ stats: { passes: 2 } })
})

test('flags of the user and paths with blanks stay whole', async () => {
  await using server = await startProviderServer()
  await using project = createProject({ 'a folder/first.cjs': `process.env.FIRST = 'loaded'` })
  const flags = `--require "${join(project.root, 'a folder/first.cjs')}"`
  const script = `console.log(process.env.FIRST, process.execArgv.length)`
  const printed = await run(project, ['--', 'node', '-e', script], variablesFor(server, { NODE_OPTIONS: flags }))
  expect(printed.output).toBe('loaded 2\n')
})

test('other runtimes are refused by name, and nothing is started', async () => {
  await using project = createProject({})
  const bun = await run(project, ['--', 'bun', 'test'], {})
  expect(bun.exitCode).toBe(2)
  expect(bun.stderr).toContain('rewind cannot intercept the traffic of Bun')
  const missing = await run(project, ['--', 'no-such-program'], {})
  expect(missing.exitCode).toBe(2)
  expect(missing.stderr).toContain('no-such-program cannot be started')
})

test('a signal is passed on, and the program has the time to end', async () => {
  await using project = createProject({
    'wait.mjs': `process.on('SIGTERM', () => { console.log('ended well'); process.exit(3) })
setInterval(() => {}, 1000)
console.log('waits')`,
  })
  const child = spawn(process.execPath, ['node_modules/rewind/dist/cli.js', 'run', '--', 'node', 'wait.mjs'], {
    cwd: project.root,
    env: { ...process.env, PROVIDER_HOST: 'localhost:9' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (text.includes('waits')) child.kill('SIGTERM')
  })
  const [code] = await once(child, 'close')
  expect([code, output]).toEqual([3, 'waits\nended well\n'])
})
