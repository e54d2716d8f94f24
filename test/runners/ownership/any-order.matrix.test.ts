import { describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer, type ProviderServer } from '../../helpers/servers/provider-server.ts'

const CLI = 'node_modules/rewind/dist/cli.js'
const TESTS = ['the cache', 'the cache again', 'the server', 'the queue', 'the queue again', 'alone'] as const

/**
 * What tests share: a cache that is filled when it is first asked, a fixture of the file, a queue that works one call
 * after the other, and a server that asks the model for whoever asks it.
 */
const SHARED = `${ASK}
import { createServer } from 'node:http'
let cached
const cache = () => (cached ??= ask('cached'))
let tail = Promise.resolve()
const queue = (prompt) => (tail = tail.then(() => ask(prompt)))
const withFixture = test.extend({ fixture: [async ({}, use) => { await use(await ask('fixture')) }, { scope: 'file' }] })
let app
const visit = async (prompt) => {
  app ??= createServer((request, response) => ask(decodeURIComponent(request.url.slice(1))).then((text) => response.end(text)))
  if (!app.listening) await new Promise((resolve) => app.listen(0, '127.0.0.1', resolve))
  return (await fetch('http://127.0.0.1:' + app.address().port + '/' + encodeURIComponent(prompt))).text()
}
afterAll(() => app?.close())
`
const BODIES: Readonly<Record<(typeof TESTS)[number], string>> = {
  'the cache': `test('the cache', async () => { expect(await cache()).toContain('cached'); await ask('same') })`,
  'the cache again': `withFixture('the cache again', async ({ fixture }) => { expect(await cache()).toContain('cached'); expect(fixture).toContain('fixture'); await ask('same') })`,
  'the server': `test('the server', async () => { expect(await visit('visited')).toContain('visited') })`,
  'the queue': `withFixture('the queue', async ({ fixture }) => { expect(fixture).toContain('fixture'); await Promise.all([queue('queued'), queue('queued')]) })`,
  'the queue again': `test('the queue again', async () => { expect(await queue('queued')).toContain('queued'); await visit('visited too') })`,
  alone: `test('alone', async () => { expect(await ask('alone')).toContain('alone') })`,
}

function fileWith(names: readonly (typeof TESTS)[number][]): string {
  return SHARED + names.map((name) => BODIES[name]).join('\n')
}

function projectOf(files: number): VitestProject {
  const suites = Array.from({ length: files }, (_, index) => [`test/${index}.test.ts`, fileWith(TESTS)] as const)
  return createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, ...Object.fromEntries(suites) })
}

async function record(project: VitestProject, server: ProviderServer): Promise<void> {
  const recorded = await project.vitest(['run'], variablesFor(server))
  expect(recorded.exitCode, recorded.output).toBe(0)
  // Nothing is there to connect to from here on.
  await server.close()
}

async function expectGreen(
  project: VitestProject,
  server: ProviderServer,
  parameters: readonly string[],
): Promise<void> {
  const strict = await project.vitest(['run', ...parameters], variablesFor(server, { CI: 'true' }))
  expect(strict.exitCode, `${parameters.join(' ')}\n${strict.output}`).toBe(0)
}

describe('what was recorded in order, with all that tests share, passes in strict', () => {
  test('in each test alone, and in reverse', async () => {
    const server = await startProviderServer()
    await using project = projectOf(1)
    await record(project, server)
    for (const name of TESTS) await expectGreen(project, server, ['-t', `^${name}$`])
    project.write('test/0.test.ts', fileWith(TESTS.toReversed()))
    await expectGreen(project, server, [])
  })

  test('shuffled by 20 seeds', { timeout: 240_000 }, async () => {
    const server = await startProviderServer()
    await using project = projectOf(1)
    await record(project, server)
    for (let seed = 1; seed <= 20; seed += 1)
      await expectGreen(project, server, ['--sequence.shuffle.tests', `--sequence.seed=${seed}`])
  })

  test('in three shards, each shuffled', async () => {
    const server = await startProviderServer()
    await using project = projectOf(3)
    await record(project, server)
    for (const shard of ['1/3', '2/3', '3/3'])
      await expectGreen(project, server, [`--shard=${shard}`, '--sequence.shuffle.tests', '--sequence.seed=7'])
  })
})

function fixOf(output: string): string {
  return /\n {2}fix {7}(.+)/.exec(output)?.[1] ?? output
}

describe('a remedy that is printed leads to a green strict run in one step', () => {
  const strict = { CI: 'true' }

  test('a rule of normalize', async () => {
    await using server = await startProviderServer()
    const suite = `${ASK}\ntest('asks', async () => { await ask('now: ' + new Date().toISOString()) })`
    await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': suite })
    expect((await project.vitest(['run'], variablesFor(server))).exitCode).toBe(0)
    const red = await project.vitest(['run'], variablesFor(server, strict))
    const [, line = red.output] = /^(normalize: \[.+\]) in rewind\.config\.ts$/.exec(fixOf(red.output)) ?? []
    project.write(
      'rewind.config.ts',
      SERVER_CONFIG.replace('import { defineConfig }', 'import { defineConfig, normalize }').replace(
        'defineConfig({',
        `defineConfig({ ${line},`,
      ),
    )
    const green = await project.vitest(['run'], variablesFor(server, strict))
    expect(green.exitCode, green.output).toBe(0)
  })

  test('a line of hosts', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'rewind.config.ts': 'export default {}',
      'test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('one') })`,
    })
    const live = await project.vitest(['run'], variablesFor(server))
    const [, line = live.output] = /(hosts: \[.+?\]) in\s+rewind\.config\.ts/.exec(live.output) ?? []
    project.write('rewind.config.ts', `export default { ${line} }`)
    expect((await project.vitest(['run'], variablesFor(server))).exitCode).toBe(0)
    await server.close()
    const green = await project.vitest(['run'], variablesFor(server, strict))
    expect(green.exitCode, green.output).toBe(0)
    expect(green.output).toContain('1 call replayed')
  })

  test('update, where a shared call is gone and another one is made', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': fileWith(TESTS) })
    expect((await project.vitest(['run'], variablesFor(server))).exitCode).toBe(0)
    project.write('test/a.test.ts', fileWith(TESTS).replace("ask('cached')", "ask('cached by now')"))
    const red = await project.vitest(['run'], variablesFor(server, strict))
    expect(red.exitCode).toBe(1)
    const [, name = red.output] = /^npx rewind update test\/a\.test\.ts -t "(.+)"$/.exec(fixOf(red.output)) ?? []
    const pasted = await project.node([CLI, 'update', 'test/a.test.ts', '-t', name], variablesFor(server))
    expect(pasted.exitCode, pasted.output).toBe(0)
    await server.close()
    await expectGreen(project, server, [])
    await expectGreen(project, server, ['-t', '^the cache again$'])
  })
})
