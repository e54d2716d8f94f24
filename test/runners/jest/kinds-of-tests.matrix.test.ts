import { describe, expect, test } from 'vitest'

import { JEST, projectFor, TEST_FILE } from '../../helpers/projects/runners.ts'
import { promptsIn, variablesFor } from '../../helpers/projects/suites.ts'
import type { Finished } from '../../helpers/run-process.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

/** Records a body, then runs the same one or a changed one in strict, without a server. */
async function recordThenStrict(
  body: string,
  changed: { readonly body?: string; readonly parameters?: readonly string[] } = {},
): Promise<{ recorded: Finished; strict: Finished; cassettes: Readonly<Record<string, readonly string[]>> }> {
  const server = await startProviderServer()
  await using project = projectFor(JEST, body)
  const recorded = await project.jest([], variablesFor(server))
  await server.close()
  const cassettes = project
    .list('cassettes/test/a.test.js')
    .map((name) => [name, promptsIn(project.read(`cassettes/test/a.test.js/${name}`))] as const)
  project.write(TEST_FILE, JEST.prelude + (changed.body ?? body))
  const strict = await project.jest(changed.parameters ?? [], variablesFor(server, { CI: 'true' }))
  return { recorded, strict, cassettes: Object.fromEntries(cassettes) }
}

describe('a call belongs to its test', () => {
  test('when the test takes a callback', async () => {
    const run = await recordThenStrict(
      `test('done', (done) => { ask('one').then((answer) => { expect(answer).toContain('one'); done() }, done) })`,
    )
    expect(run.strict.exitCode).toBe(0)
    expect(run.cassettes).toEqual({ 'done.yaml': ['one'] })
  })

  test('when the test is a generator, at every step', async () => {
    const run = await recordThenStrict(`test('steps', function* () {
  expect(yield ask('one')).toContain('one')
  try { yield Promise.reject(new Error('caught')) } catch (error) { expect(error.message).toBe('caught') }
  expect(yield ask('two')).toContain('two')
})
test('fails', function* () { yield ask('three'); throw new Error('at the end') })`)
    expect(run.strict.output).toContain('1 failed, 1 passed')
    expect(run.recorded.output).toContain('at the end')
    expect(run.cassettes).toEqual({ 'steps.yaml': ['one', 'two'] })
  })

  test('when it comes from hooks of every kind', async () => {
    const run = await recordThenStrict(`describe('outer', () => {
  beforeAll((done) => { ask('before all').then(() => done(), done) })
  beforeEach(function* () { yield ask('outer each') })
  describe('inner', () => {
    beforeEach(async function () { this.answer = await ask('inner each') })
    afterEach((done) => { ask('after each').then(() => done(), done) })
    test('one', async function () { expect(this.answer).toContain('inner each'); await ask('one') })
  })
  test('two', async () => { await ask('two') })
})`)
    expect(run.strict.exitCode).toBe(0)
    expect(run.cassettes).toEqual({
      '(file).yaml': ['before all'],
      'outer › inner › one.yaml': ['outer each', 'inner each', 'one', 'after each'],
      'outer › two.yaml': ['outer each', 'two'],
    })
  })

  test('when it runs at the top of the file', async () => {
    const run = await recordThenStrict(
      `const early = ask('early')\ntest('waits', async () => { expect(await early).toContain('early') })`,
    )
    expect(run.strict.exitCode).toBe(0)
    expect(run.cassettes).toEqual({ '(file).yaml': ['early'] })
  })

  test('when concurrent tests are retried at once', async () => {
    const run = await recordThenStrict(`jest.retryTimes(2, { retryImmediately: true })
for (const name of ['a', 'b', 'c']) { let attempt = 0; test.concurrent(name, async () => { attempt += 1; await ask(name + attempt); if (attempt < 2) throw new Error('again') }) }`)
    expect(run.cassettes).toEqual({ 'a.yaml': ['a2'], 'b.yaml': ['b2'], 'c.yaml': ['c2'] })
  })

  test('when a whole describe block is retried', async () => {
    const run = await recordThenStrict(`describe('block', () => {
  jest.retryTimes(1, { entireDescribe: true })
  let attempt = 0
  test('asks', async () => { attempt += 1; await ask('attempt ' + attempt); expect(attempt).toBe(2) })
})`)
    expect(run.recorded.exitCode).toBe(0)
    expect(run.cassettes).toEqual({ 'block › asks.yaml': ['attempt 2'] })
  })

  test('when the tests run in random order, or only some of them', async () => {
    const body = `test('same', async () => { await ask('1') }); test('same', async () => { await ask('2') }); test('other', async () => { await ask('3') })`
    const shuffled = await recordThenStrict(body, { parameters: ['--randomize', '--seed=7'] })
    expect(shuffled.strict.exitCode).toBe(0)
    const only = await recordThenStrict(body, {
      body: body.replace(`test('same', async () => { await ask('2')`, `test.only('same', async () => { await ask('2')`),
    })
    expect(only.strict.output).toContain('2 skipped, 1 passed')
  })
})

describe('replay works', () => {
  test('under fake timers, streams included', async () => {
    const run =
      await recordThenStrict(`beforeEach(() => { jest.useFakeTimers() }); afterEach(() => { jest.useRealTimers() })
test('asks', async () => { expect(await ask('one')).toContain('one'); expect((await stream('two three four')).length).toBeGreaterThan(4) })`)
    expect(run.strict.exitCode).toBe(0)
    expect(run.strict.output).toContain('2 calls replayed')
  })

  test('when modules are reset between tests', async () => {
    const run = await recordThenStrict(`beforeEach(() => { jest.resetModules() })
const again = async (content) => new (require('openai').default)({ baseURL: openai.baseURL }).chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] })
test('one', async () => { require('rewind').configure({ unused: 'warn' }); await again('one') })
test('two', async () => { await again('two'); expect(require('rewind').savings().calls.live).toBe(0) })`)
    expect(run.strict.exitCode).toBe(0)
    expect(run.strict.output).toContain('strict · 2 tests · 2 calls replayed')
  })
})

describe('a divergence', () => {
  test('does not hide in test.failing', async () => {
    const run = await recordThenStrict(
      `test.failing('asks', async () => { await ask('one'); throw new Error('expected') })`,
      {
        body: `test.failing('asks', async () => { await ask('two') })`,
      },
    )
    expect(run.strict.exitCode).toBe(1)
    expect(run.strict.output).toContain('REWIND_DIVERGENCE')
  })

  test('outside of tests fails the file, and its tests keep their results', async () => {
    const run = await recordThenStrict(
      `beforeAll(async () => { await ask('one') })\ntest('a', () => {}); test('b', () => {})`,
      {
        body: `beforeAll(async () => { await ask('two').catch(() => {}) })\ntest('a', () => {}); test('b', () => {})`,
      },
    )
    expect(run.strict.exitCode).toBe(1)
    expect(run.strict.output).toContain('REWIND_DIVERGENCE')
    expect(run.strict.output).toContain('+ two')
    expect(run.strict.output).toContain('2 passed, 2 total')
  })

  test('names a command that can be pasted', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(JEST, `test('asks (once)', async () => { await ask('one') })`)
    const { output } = await project.jest([], variablesFor(server, { CI: 'true' }))
    expect(output).toContain('fix       npx rewind update test/a.test.js -t "asks (once)"')
  })
})

describe('a test that failed', () => {
  test('by expect.assertions() has failed for rewind too: its cassette stays as it was', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(JEST, `test('asks', async () => { await ask('one') })`)
    await project.jest([], variablesFor(server))
    project.write(TEST_FILE, `${JEST.prelude}test('asks', async () => { expect.assertions(1); await ask('two') })`)
    const { exitCode } = await project.jest(['-u'], variablesFor(server))
    expect(exitCode).toBe(1)
    expect(promptsIn(project.read('cassettes/test/a.test.js/asks.yaml'))).toEqual(['one'])
  })

  test('by a timeout has no cassette, and is not asked again for what it recorded', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(
      JEST,
      `require('rewind').configure({ recordTimeout: 500 })
test('asks', async () => { await ask('one'); await new Promise(() => {}) }, 500)`,
    )
    const { output } = await project.jest([], variablesFor(server))
    expect(output).toContain('Exceeded timeout of 500 ms')
    expect(project.exists('cassettes')).toBe(false)
    project.write(TEST_FILE, `${JEST.prelude}test('asks', async () => { await ask('one') })`)
    await project.jest([], variablesFor(server))
    expect(promptsIn(project.read('cassettes/test/a.test.js/asks.yaml'))).toEqual(['one'])
    expect(server.requests).toHaveLength(1)
  })
})
