import { describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor, promptsIn } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const projectWith = (body: string): ReturnType<typeof createVitestProject> =>
  createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': `${ASK}\n${body}` })

describe('calls outside of a test', () => {
  test('belong to the cassette of the file: module scope, beforeAll, afterAll', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`const early = await ask('module scope')
let prepared = ''
beforeAll(async () => { prepared = await ask('before all') })
afterAll(async () => { await ask('after all') })
test('asks', async () => { expect(early + prepared).toContain('module scope'); await ask('in the test') })`)
    await project.vitest(['run'], variablesFor(server))
    expect(project.list('cassettes/test/a.test.ts')).toEqual(['(file).yaml', 'asks.yaml'])
    const text = project.read('cassettes/test/a.test.ts/(file).yaml')
    expect(promptsIn(text)).toEqual(['module scope', 'before all', 'after all'])
    await server.close()
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(0)
    expect(strict.output).toContain('4 calls replayed')
  })

  test('fail the file when they diverge', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(
      `beforeAll(async () => { await ask('one').catch(() => {}) })\ntest('asks', () => {})`,
    )
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(1)
    expect(strict.output).toContain('[REWIND_DIVERGENCE]')
  })

  test('are not held against a run that left tests out', async () => {
    await using server = await startProviderServer()
    await using project =
      projectWith(`describe('suite', () => { beforeAll(async () => { await ask('suite') }); test('inner', () => {}) })
test('other', () => {})`)
    await project.vitest(['run'], variablesFor(server))
    const filtered = await project.vitest(['run', '-t', 'other'], variablesFor(server, { CI: 'true' }))
    expect(filtered.exitCode).toBe(0)
  })

  test('in fixtures and each-hooks belong to the test', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`beforeEach(async () => { await ask('before each') })
const withFixture = test.extend<{ answer: string }>({ answer: async ({}, use) => { await use(await ask('fixture')) } })
withFixture('asks', async ({ answer }) => { onTestFinished(async () => { await ask('finished') }); expect(answer).toContain('fixture') })`)
    await project.vitest(['run'], variablesFor(server))
    const text = project.read('cassettes/test/a.test.ts/asks.yaml')
    expect(promptsIn(text)).toEqual(['before each', 'fixture', 'finished'])
    expect(project.list('cassettes/test/a.test.ts')).toEqual(['asks.yaml'])
  })
})

describe('work that outlives its test', () => {
  const LATE = `test('asks', async () => { setTimeout(() => void ask('late').catch(() => {}), 100) })
test('next', async () => { await new Promise((resolve) => setTimeout(resolve, 400)) })`

  test('is recorded for its own test, marked late, and fails the file in strict when it is missing', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(LATE)
    await project.vitest(['run'], variablesFor(server))
    expect(project.read('cassettes/test/a.test.ts/asks.yaml')).toContain('"late":true')
    await server.close()
    const again = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(again.exitCode).toBe(0)
    project.write('test/a.test.ts', `${ASK}\ntest('asks', () => {})`)
    const without = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(without.exitCode).toBe(1)
    expect(without.output).toContain('[REWIND_UNUSED]')
  })

  test('is refused when it outlives its file in a worker without isolation, and fails a run in strict', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import { BaseSequencer } from 'vitest/node'
class ByName extends BaseSequencer {
  async sort(files) { return files.toSorted((left, right) => (left.moduleId < right.moduleId ? -1 : 1)) }
}
export default defineConfig({ test: { setupFiles: ['rewind/vitest'], reporters: ['default', 'rewind/reporter'], isolate: false, fileParallelism: false, sequence: { sequencer: ByName } } })`,
      'test/a.test.ts': `${ASK}\nsetTimeout(() => { ask('of the module').catch(() => {}) }, 300)
test('a', () => { setTimeout(() => { ask('of a test').catch(() => {}) }, 300) })`,
      'test/b.test.ts': `${ASK}\ntest('b', async () => { await new Promise((resolve) => { setTimeout(resolve, 1200) }) })`,
    })
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.output.match(/after its test file had ended, and not sent {2}\[REWIND_NO_SESSION\]/g)).toHaveLength(2)
    expect(strict.exitCode, strict.output).toBe(1)
    expect(server.connections).toBe(0)
    const replay = await project.vitest(['run'], variablesFor(server))
    expect(replay.exitCode, replay.output).toBe(0)
    expect(replay.output).toContain('[REWIND_NO_SESSION]')
    expect(server.connections).toBe(0)
  })

  test('fails the file in strict when it has no recorded answer', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(LATE)
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(1)
    expect(strict.output).toContain('[REWIND_DIVERGENCE]')
    expect(server.connections).toBe(0)
  })
})
