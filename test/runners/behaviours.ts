import { afterAll, beforeAll, expect, test } from 'vitest'

import { createJestProject, type JestProject } from '../helpers/projects/jest-project.ts'
import { projectFor, TEST_FILE, type Runner } from '../helpers/projects/runners.ts'
import { promptsIn, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import type { Finished } from '../helpers/run-process.ts'
import { startProviderServer, type ProviderServer } from '../helpers/servers/provider-server.ts'

const ASKS = `describe('suite', () => { test('asks', async () => { expect(await ask('Say hello to Ann')).toContain('Ann') }) })`

/** What the first run records, file by file. */
const RECORDED = {
  asks: ASKS,
  swallows: `test('asks', async () => { await ask('one') })`,
  streams: `test('streams', async () => { expect((await stream('one two three')).length).toBeGreaterThan(4) })`,
  concurrent: `sideBySide(Object.fromEntries(Array.from({ length: 10 }, (_, index) => ['number ' + index, async () => {
  await Promise.all([ask('a' + index), ask('b' + index)])
  expect(await ask('c' + index)).toContain('c' + index)
}])))`,
  retried: `flaky('asks', 1, async () => { await ask('one') })`,
  unplayed: `test('asks', async () => { await ask('one'); await ask('two') })`,
  broken: `test('asks', async () => { await ask('one') })`,
  names: `test('same', async () => { await ask('1') }); test('same', async () => { await ask('2') })
test.each(['x', 'y'])('each %s', async (value) => { await ask(value) })`,
  hooks: `beforeAll(async () => { await ask('before all') }); afterAll(async () => { await ask('after all') })
beforeEach(async () => { await ask('before each') }); afterEach(async () => { await ask('after each') })
test('asks', async () => { await ask('in test') })`,
  short: `test('asks', async () => {
  let sent = 0
  process.getBuiltinModule('node:diagnostics_channel').subscribe('undici:client:sendHeaders', () => { sent += 1 })
  await ask('one')
  console.log('SENT', sent)
})`,
} as const
const RECORDED_TESTS = 22
const RECORDED_CALLS = 47

/** What some of them are changed to; the others stay. */
const CHANGED = {
  asks: ASKS.replace('hello to Ann', 'hello to Anna'),
  swallows: `test('asks', async () => {\n  try { await ask('other') } catch {}\n})\ntest('fine', () => {})`,
  retried: `let attempt = 0\nflaky('asks', 1, async () => { attempt += 1; console.log('ATTEMPT', attempt); await ask(attempt === 1 ? 'other' : 'one').catch(() => {}) })`,
  unplayed: `test('asks', async () => { await ask('one') })`,
} as const

function fileOf(name: string): string {
  return `test/${name}.test.js`
}

/**
 * Asks for the behaviours that every runner has.
 *
 * @param runner - the runner
 * @param retries - whether it has a word for them
 */
export function describeRunner(runner: Runner, retries: 'retries' | 'no retries' = 'retries'): void {
  let server: ProviderServer
  let project: JestProject
  let first: Finished
  let second: Finished
  let strict: Finished
  let changed: Finished
  let requests: { readonly first: number; readonly second: number }
  let connections: number

  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) project.write(fileOf(name), runner.prelude + text)
  }
  const cassetteOf = (name: string, testName: string): string =>
    project.read(`cassettes/${fileOf(name)}/${testName}.yaml`)
  const failuresOf = (name: string): string => runner.failuresIn(changed.output, fileOf(name))

  beforeAll(async () => {
    server = await startProviderServer()
    project = createJestProject({ 'rewind.config.mts': SERVER_CONFIG })
    write(RECORDED)
    first = await runner.run(project, variablesFor(server))
    const recorded = server.requests.length
    second = await runner.run(project, variablesFor(server))
    requests = { first: recorded, second: server.requests.length - recorded }
    const before = server.connections
    // The server still runs: whoever gets through is seen.
    strict = await runner.run(project, variablesFor(server, { CI: 'true', OPENAI_API_KEY: '' }))
    write(CHANGED)
    const broken = `cassettes/${fileOf('broken')}/asks.yaml`
    project.write(broken, project.read(broken).replace('response:', 'response: ['))
    changed = await runner.run(project, variablesFor(server, { CI: 'true' }))
    connections = server.connections - before
  })
  afterAll(async () => {
    await project[Symbol.asyncDispose]()
    await server.close()
  })

  test('the first run records, and the second replays', () => {
    expect(first.output).toContain(`replay · ${RECORDED_TESTS} tests · 0 calls replayed · ${RECORDED_CALLS} recorded\n`)
    expect(second.output).toContain(`replay · ${RECORDED_TESTS} tests · ${RECORDED_CALLS} calls replayed · 0 live`)
    expect([first.exitCode, second.exitCode]).toEqual([0, 0])
    expect(requests).toEqual({ first: RECORDED_CALLS, second: 0 })
  })

  test('CI replays without a key, and makes no connection', () => {
    expect(strict.output).toContain(`strict · ${RECORDED_TESTS} tests · ${RECORDED_CALLS} calls replayed · 0 live`)
    expect(strict.exitCode).toBe(0)
    expect(connections).toBe(0)
  })

  test('a replayed call of fetch does not come to a socket', () => {
    expect(first.output).toContain('SENT 1')
    expect(strict.output).toContain('SENT 0')
  })

  test('a changed prompt fails the test with the whole message', () => {
    expect(changed.exitCode).toBeGreaterThan(0)
    const failures = failuresOf('asks')
    expect(failures).toMatch(
      /RewindReplayDivergenceError\]?: POST http:\S+ has no recorded answer {2}\[REWIND_DIVERGENCE\]/,
    )
    expect(failures).toContain('cassettes/test/asks.test.js/suite › asks.yaml (1 call, 1 unplayed)')
    expect(failures).toContain('- Say hello to Ann\n')
    expect(failures).toContain('+ Say hello to Anna\n')
    expect(failures).toMatch(runner.fix)
  })

  test('a divergence that the code swallows still fails the test, at the line that asked', () => {
    expect(failuresOf('swallows')).toContain('REWIND_DIVERGENCE')
    expect(failuresOf('swallows')).not.toContain('fine')
    const line =
      project
        .read(fileOf('swallows'))
        .split('\n')
        .findIndex((text) => text.includes(`await ask('other')`)) + 1
    expect(failuresOf('swallows')).toContain(`${fileOf('swallows')}:${line}`)
  })

  test('streams come in the pieces they were recorded in', () => {
    expect(failuresOf('streams')).toBe('')
    expect(cassetteOf('streams', 'streams')).toContain('"chunks":')
  })

  test('ten tests that run side by side have ten cassettes, each with its own calls', () => {
    const found = project.list(`cassettes/${fileOf('concurrent')}`).map((path) =>
      promptsIn(project.read(`cassettes/${fileOf('concurrent')}/${path}`))
        .toSorted()
        .join(' '),
    )
    expect(found).toEqual(Array.from({ length: 10 }, (_, index) => `a${index} b${index} c${index}`))
  })

  test('calls left unplayed fail a test that passed', () => {
    expect(failuresOf('unplayed')).toContain('a recorded call was not made by this test  [REWIND_UNUSED]')
  })

  test('a broken cassette is an error with file and line', () => {
    expect(failuresOf('broken')).toMatch(/asks\.yaml:\d+ is not valid YAML: .*\[REWIND_CASSETTE\]/)
  })

  test('equal names, each with its own cassette, are told apart under a filter too', async () => {
    expect(project.list(`cassettes/${fileOf('names')}`)).toEqual([
      'each x.yaml',
      'each y.yaml',
      'same (2).yaml',
      'same.yaml',
    ])
    const filtered = await runner.run(project, variablesFor(server, { CI: 'true' }), [
      fileOf('names'),
      ...runner.only('same'),
    ])
    expect(filtered.exitCode).toBe(0)
    expect(filtered.output).toContain('strict · 2 tests · 2 calls replayed · 0 live')
  })

  test('hooks around all tests have the cassette of the file, hooks around each test that of the test', () => {
    expect(promptsIn(cassetteOf('hooks', runner.around))).toEqual(['before all', 'after all'])
    expect(promptsIn(cassetteOf('hooks', 'asks'))).toEqual(['before each', 'in test', 'after each'])
    expect(failuresOf('hooks')).toBe('')
  })

  test('record mode records anew, and off goes live and writes nothing', async () => {
    const before = server.requests.length
    await runner.run(project, variablesFor(server, { REWIND_MODE: 'record' }), [fileOf('streams')])
    expect(server.requests).toHaveLength(before + 1)
    const cassette = cassetteOf('streams', 'streams')
    const off = await runner.run(project, variablesFor(server, { REWIND_MODE: 'off' }), [fileOf('streams')])
    expect(off.exitCode).toBe(0)
    expect(server.requests).toHaveLength(before + 2)
    expect(cassetteOf('streams', 'streams')).toBe(cassette)
  })

  if (retries === 'no retries') return

  test('a divergence is retried like any failure, and a retry that passes does not change that', () => {
    expect(changed.output).toContain('ATTEMPT 2')
    expect(failuresOf('retried')).toContain('an earlier attempt failed with this')
  })

  test('a retry starts afresh, and the last attempt is what stays', async () => {
    write({
      again: `let attempt = 0\nflaky('asks', 2, async () => { attempt += 1; await ask('attempt ' + attempt); expect(attempt).toBe(2) })`,
    })
    const { exitCode } = await runner.run(project, variablesFor(server), [fileOf('again')])
    expect(exitCode).toBe(0)
    expect(promptsIn(cassetteOf('again', 'asks'))).toEqual(['attempt 2'])
  })
}

/** Expects that one runner replays, test by test, what another one has recorded. */
export async function expectReplay(recorder: Runner, player: Runner): Promise<void> {
  await using server = await startProviderServer()
  const body = `describe('suite', () => { describe('inner', () => { test('asks', async () => { await ask('one'); await stream('two three') }) }) })
test.each([{ city: 'Paris' }])('goes to $city', async ({ city }) => { await ask(city) })`
  await using project = projectFor(recorder, body)
  await recorder.run(project, variablesFor(server))
  await server.close()
  project.write(TEST_FILE, player.prelude + body)
  const strict = await player.run(project, variablesFor(server, { CI: 'true' }))
  expect(strict.exitCode, strict.output).toBe(0)
  expect(strict.output).toContain('strict · 2 tests · 3 calls replayed · 0 live')
}
