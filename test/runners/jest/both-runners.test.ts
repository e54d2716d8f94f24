import { describe, expect, test } from 'vitest'

import type { JestProject } from '../../helpers/jest-project.ts'
import { startProviderServer } from '../../helpers/provider-server.ts'
import type { Finished } from '../../helpers/run-process.ts'
import { variablesFor } from '../../helpers/suites.ts'
import { JEST, projectFor, TEST_FILE, VITEST, type Runner } from './runners.ts'

const CASSETTE = 'cassettes/test/a.test.js/suite › asks.yaml'
const ASKS = `describe('suite', () => { test('asks', async () => { expect(await ask('Say hello to Ann')).toContain('Ann') }) })`

/** Records one body, and runs another one in strict with the server still there: whoever gets through is seen. */
async function recordThenRun(runner: Runner, recorded: string, changed: string): Promise<{ project: JestProject; strict: Finished; connections: number }> {
  const server = await startProviderServer()
  const project = projectFor(runner, recorded)
  await runner.run(project, variablesFor(server))
  const before = server.connections
  project.write(TEST_FILE, runner.prelude + changed)
  const strict = await runner.run(project, variablesFor(server, { CI: 'true' }))
  await server.close()
  return { project, strict, connections: server.connections - before }
}

function promptsOf(cassette: string): string[] {
  return [...cassette.matchAll(/^ +content: (.*)$/gm)].map((match) => match[1] ?? '')
}

describe.each([VITEST, JEST])('in $name', (runner) => {
  test('the first run records one cassette a test, and the second replays it', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, ASKS)
    const first = await runner.run(project, variablesFor(server))
    expect(first.output).toContain('replay · 1 test · 0 calls replayed · 1 recorded · 0 live')
    expect(project.list('cassettes')).toEqual(['test/a.test.js/suite › asks.yaml'])
    const second = await runner.run(project, variablesFor(server))
    expect(second.exitCode).toBe(0)
    expect(second.output).toContain('replay · 1 test · 1 call replayed · 0 live')
    expect(server.requests).toHaveLength(1)
  })

  test('record mode records anew', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, ASKS)
    await runner.run(project, variablesFor(server))
    await runner.run(project, variablesFor(server, { REWIND_MODE: 'record' }))
    expect(server.requests).toHaveLength(2)
  })

  test('CI replays without server and key', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, ASKS)
    await runner.run(project, variablesFor(server))
    await server.close()
    const strict = await runner.run(project, { PROVIDER_HOST: `127.0.0.1:${server.port}`, CI: 'true' })
    expect(strict.output).toContain('strict · 1 test · 1 call replayed · 0 live')
    expect(strict.exitCode).toBe(0)
  })

  test('off goes live and writes nothing', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, ASKS)
    const { exitCode } = await runner.run(project, variablesFor(server, { REWIND_MODE: 'off' }))
    expect(exitCode).toBe(0)
    expect(server.requests).toHaveLength(1)
    expect(project.exists('cassettes')).toBe(false)
  })

  test('a changed prompt fails the test with the whole message, and no connection is made', async () => {
    const run = await recordThenRun(runner, ASKS, ASKS.replace('hello to Ann', 'hello to Anna'))
    await using _ = run.project
    expect(run.strict.exitCode).toBe(1)
    expect(run.strict.output).toMatch(/RewindReplayDivergenceError: POST http:\S+ has no recorded answer {2}\[REWIND_DIVERGENCE\]/)
    expect(run.strict.output).toContain('cassettes/test/a.test.js/suite › asks.yaml (1 call, 1 unplayed)')
    expect(run.strict.output).toContain('- Say hello to Ann\n')
    expect(run.strict.output).toContain('+ Say hello to Anna\n')
    expect(run.strict.output).toMatch(/fix +REWIND_MODE=record npx (?:vitest run|jest) test\/a\.test\.js -t asks/)
    expect(run.connections).toBe(0)
  })

  test('a divergence that the code swallows still fails the test, at the line that asked', async () => {
    const run = await recordThenRun(runner, ASKS, `test('asks', async () => {\n  try { await ask('other') } catch {}\n})\ntest('fine', () => {})`)
    await using _ = run.project
    expect(run.strict.exitCode).toBe(1)
    expect(run.strict.output).toContain('REWIND_DIVERGENCE')
    expect(run.strict.output).toMatch(/1 failed.*1 passed/)
    const line = run.project.read(TEST_FILE).split('\n').findIndex((text) => text.includes(`await ask('other')`)) + 1
    expect(run.strict.output).toContain(`test/a.test.js:${line}`)
  })

  test('streams come in the pieces they were recorded in', async () => {
    const streams = `test('streams', async () => { expect((await stream('one two three')).length).toBeGreaterThan(4) })`
    const run = await recordThenRun(runner, streams, streams)
    await using _ = run.project
    expect(run.strict.exitCode).toBe(0)
    expect(run.strict.output).toContain('1 call replayed')
    expect(run.connections).toBe(0)
  })

  test('ten tests that run side by side have ten cassettes, each with its own calls', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(
      runner,
      `for (let index = 0; index < 10; index += 1) test.concurrent('number ' + index, async () => {
  await Promise.all([ask('a' + index), ask('b' + index)])
  expect(await ask('c' + index)).toContain('c' + index)
})`,
    )
    await runner.run(project, variablesFor(server))
    const found = project.list('cassettes').map((path) => promptsOf(project.read(`cassettes/${path}`)).toSorted().join(' '))
    expect(found).toEqual(Array.from({ length: 10 }, (_, index) => `a${index} b${index} c${index}`))
    await server.close()
    const strict = await runner.run(project, variablesFor(server, { CI: 'true' }))
    expect(strict.output).toContain('strict · 10 tests · 30 calls replayed · 0 live')
  })

  test('a retry starts afresh, and the last attempt is what stays', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(
      runner,
      `let attempt = 0\nflaky('asks', 2, async () => { attempt += 1; await ask('attempt ' + attempt); expect(attempt).toBe(2) })`,
    )
    const { exitCode } = await runner.run(project, variablesFor(server))
    expect(exitCode).toBe(0)
    expect(promptsOf(project.read('cassettes/test/a.test.js/asks.yaml'))).toEqual(['attempt 2'])
  })

  test('a divergence is retried like any failure, and a retry that passes does not make up for it', async () => {
    const run = await recordThenRun(
      runner,
      `flaky('asks', 1, async () => { await ask('one') })`,
      `let attempt = 0\nflaky('asks', 1, async () => { attempt += 1; console.log('ATTEMPT', attempt); await ask(attempt === 1 ? 'other' : 'one').catch(() => {}) })`,
    )
    await using _ = run.project
    expect(run.strict.exitCode).toBe(1)
    expect(run.strict.output).toContain('ATTEMPT 2')
    expect(run.strict.output).toContain('an earlier attempt failed with this')
  })

  test('calls left unplayed fail a test that passed', async () => {
    const run = await recordThenRun(
      runner,
      `test('asks', async () => { await ask('one'); await ask('two') })`,
      `test('asks', async () => { await ask('one') })`,
    )
    await using _ = run.project
    expect(run.strict.exitCode).toBe(1)
    expect(run.strict.output).toContain('a recorded call was not made by this test  [REWIND_UNUSED]')
  })

  test('a broken cassette is an error with file and line, and nothing goes live', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, ASKS)
    await runner.run(project, variablesFor(server))
    project.write(CASSETTE, project.read(CASSETTE).replace('response:', 'response: ['))
    const { exitCode, output } = await runner.run(project, variablesFor(server))
    expect(exitCode).toBe(1)
    expect(output).toMatch(/asks\.yaml:\d+ is not valid YAML: .*\[REWIND_CASSETTE\]/)
    expect(server.requests).toHaveLength(1)
  })

  test('equal names, each with its own cassette, are told apart under a filter too', async () => {
    await using server = await startProviderServer()
    const body = `test('same', async () => { await ask('1') }); test('same', async () => { await ask('2') })
test.each(['x', 'y'])('each %s', async (value) => { await ask(value) })`
    await using project = projectFor(runner, body)
    await runner.run(project, variablesFor(server))
    expect(project.list('cassettes/test/a.test.js')).toEqual(['each x.yaml', 'each y.yaml', 'same (2).yaml', 'same.yaml'])
    await server.close()
    const strict = await runner.run(project, variablesFor(server, { CI: 'true' }), ['-t', 'same'])
    expect(strict.exitCode).toBe(0)
    expect(strict.output).toContain('strict · 2 tests · 2 calls replayed · 0 live')
  })

  test('hooks around all tests have the cassette of the file, hooks around each test that of the test', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(
      runner,
      `${runner === VITEST ? `import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'` : ''}
beforeAll(async () => { await ask('before all') }); afterAll(async () => { await ask('after all') })
beforeEach(async () => { await ask('before each') }); afterEach(async () => { await ask('after each') })
test('asks', async () => { await ask('in test') })`,
    )
    await runner.run(project, variablesFor(server))
    expect(promptsOf(project.read('cassettes/test/a.test.js/(file).yaml'))).toEqual(['before all', 'after all'])
    expect(promptsOf(project.read('cassettes/test/a.test.js/asks.yaml'))).toEqual(['before each', 'in test', 'after each'])
    await server.close()
    expect((await runner.run(project, variablesFor(server, { CI: 'true' }))).exitCode).toBe(0)
  })
})

describe.each([
  { recorder: VITEST, player: JEST },
  { recorder: JEST, player: VITEST },
])('what $recorder.name recorded', ({ recorder, player }) => {
  test('$player.name replays', async () => {
    await using server = await startProviderServer()
    const body = `describe('suite', () => { describe('inner', () => { test('asks', async () => { await ask('one'); await stream('two three') }) }) })
test.each([{ city: 'Paris' }])('goes to $city', async ({ city }) => { await ask(city) })`
    await using project = projectFor(recorder, body)
    await recorder.run(project, variablesFor(server))
    await server.close()
    project.write(TEST_FILE, player.prelude + body)
    const strict = await player.run(project, variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(0)
    expect(strict.output).toContain('strict · 2 tests · 3 calls replayed · 0 live')
  })
})
