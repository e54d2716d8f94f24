import { describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer, type ProviderServer } from '../../helpers/servers/provider-server.ts'

const CASSETTE = 'cassettes/test/a.test.ts/asks.yaml'

function fileThatAsks(...prompts: readonly string[]): string {
  return `${ASK}\ntest('asks', async () => {\n${prompts.map((prompt) => `  await ask('${prompt}').catch(() => {})`).join('\n')}\n})\n`
}

/** Records one call, then changes the prompt. */
async function recordThenAsk(server: ProviderServer, ...prompts: readonly string[]): Promise<VitestProject> {
  const project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': fileThatAsks('one'),
  })
  await project.vitest(['run'], variablesFor(server))
  project.write('test/a.test.ts', fileThatAsks(...prompts))
  return project
}

describe('replay', () => {
  test('records a test without a cassette', async () => {
    await using server = await startProviderServer()
    await using project = await recordThenAsk(server, 'one')
    expect(server.requests).toHaveLength(1)
    expect(project.exists(CASSETTE)).toBe(true)
  })

  test('fails a request that is not on the cassette of its test, and sends nothing', async () => {
    await using server = await startProviderServer()
    await using project = await recordThenAsk(server, 'one', 'two')
    const [connections, before] = [server.connections, project.read(CASSETTE)]
    const { exitCode, output } = await project.vitest(['run'], variablesFor(server))
    expect(exitCode).toBe(1)
    expect(output).toContain('has no recorded answer  [REWIND_DIVERGENCE]')
    expect(server.connections - connections).toBe(0)
    expect(project.read(CASSETTE)).toBe(before)
  })

  test('counts recorded calls that were not made, and leaves them', async () => {
    await using server = await startProviderServer()
    await using project = await recordThenAsk(server)
    const before = project.read(CASSETTE)
    const { exitCode, output } = await project.vitest(['run'], variablesFor(server))
    expect(exitCode).toBe(0)
    expect(output).toContain('1 recorded call not asked for')
    expect(project.read(CASSETTE)).toBe(before)
  })
})

describe('update', () => {
  test('replays what is recorded, and records what is not', async () => {
    await using server = await startProviderServer()
    await using project = await recordThenAsk(server, 'one', 'two')
    const { exitCode } = await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'update' }))
    expect(exitCode).toBe(0)
    expect(server.requests.map(({ body }) => /one|two/.exec(body)?.[0])).toEqual(['one', 'two'])
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(0)
  })

  test('removes calls that the test does not make any more', async () => {
    await using server = await startProviderServer()
    await using project = await recordThenAsk(server)
    await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'update' }))
    expect(project.exists(CASSETTE)).toBe(false)
  })

  test('is what -u asks for', async () => {
    await using server = await startProviderServer()
    await using project = await recordThenAsk(server, 'two')
    const { exitCode, output } = await project.vitest(['run', '-u'], variablesFor(server))
    expect([exitCode, server.requests.length]).toEqual([0, 2])
    expect(output).toContain('rewind   update')
  })

  test('is what -u asks for in Vitest 4', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject(
      { 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': fileThatAsks('one') },
      { vitest: 4 },
    )
    const { output } = await project.vitest(['run', '-u'], variablesFor(server))
    expect(output).toContain('rewind   update')
  })

  test('is not what -u asks for in CI', async () => {
    await using server = await startProviderServer()
    await using project = await recordThenAsk(server, 'two')
    const before = server.connections
    const { exitCode, output } = await project.vitest(['run', '-u'], variablesFor(server, { CI: 'true' }))
    expect([exitCode, server.connections - before]).toEqual([1, 0])
    expect(output).toContain('rewind   strict')
  })

  test('gives way to REWIND_MODE and to the option', async () => {
    await using server = await startProviderServer()
    await using project = await recordThenAsk(server, 'two')
    const strict = await project.vitest(['run', '-u'], variablesFor(server, { REWIND_MODE: 'strict' }))
    expect(strict.output).toContain('rewind   strict')
    project.write('rewind.config.ts', SERVER_CONFIG.replace('{ hosts', "{ mode: 'replay', hosts"))
    const replay = await project.vitest(['run', '-u'], variablesFor(server))
    expect(replay.output).toContain('rewind   replay')
  })
})

/** Runs a project in watch mode, and presses u when the first run is over. */
const PRESS_U = `import { startVitest } from 'vitest/node'
const vitest = await startVitest('test', [], { watch: true, reporters: ['default', 'rewind/reporter'] })
await vitest.updateSnapshot()
await vitest.close()
`

test('u in watch mode updates what failed, once', async () => {
  await using server = await startProviderServer()
  await using project = await recordThenAsk(server, 'two')
  project.write('watch.mjs', PRESS_U)
  const { output } = await project.node(['watch.mjs'], variablesFor(server))
  expect(output).toMatch(/rewind {3}replay[\s\S]*rewind {3}update/)
  expect(server.requests).toHaveLength(2)
})
