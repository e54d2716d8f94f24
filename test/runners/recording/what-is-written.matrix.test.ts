import { describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const CASSETTE = 'cassettes/test/a.test.ts/asks.yaml'

function projectWith(body: string): ReturnType<typeof createVitestProject> {
  return createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': `${ASK}\n${body}` })
}

// The summary breaks its lines at the width of the terminal.
function spaced(output: string): string {
  return output.replaceAll(/\s+/g, ' ')
}

function promptsOf(cassette: string): string[] {
  return [...cassette.matchAll(/^ +content: ((?!\$answer).*)$/gm)].map((match) => match[1] ?? '')
}

describe('a test that passed', () => {
  test('leaves exactly the calls of its run, in the order they were made', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`test('asks', async () => { await ask('one'); await ask('two') })`)
    await project.vitest(['run'], variablesFor(server))
    project.write('test/a.test.ts', `${ASK}\ntest('asks', async () => { await ask('three'); await ask('one') })`)
    const { exitCode } = await project.vitest(['run', '-u'], variablesFor(server))
    expect(exitCode).toBe(0)
    expect(promptsOf(project.read(CASSETTE))).toEqual(['three', 'one'])
  })

  test('leaves the cassette alone when everything was replayed', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`test('asks', async () => { await ask('one'); await ask('two') })`)
    await project.vitest(['run'], variablesFor(server))
    const before = project.read(CASSETTE)
    project.write('test/a.test.ts', `${ASK}\ntest('asks', async () => { await ask('two') })`)
    await project.vitest(['run'], variablesFor(server))
    expect(project.read(CASSETTE)).toBe(before)
    expect(server.requests).toHaveLength(2)
  })

  test('is asked again in record mode, and stays byte for byte where the answer says the same', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`test('asks', async () => { await ask('one') })`)
    await project.vitest(['run'], variablesFor(server))
    const before = project.read(CASSETTE)
    await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'record' }))
    expect(server.requests).toHaveLength(2)
    expect(project.read(CASSETTE)).toBe(before)
  })
})

const FAILS = `test('asks', async () => { await ask('new'); expect(1).toBe(2) })`
const PASSES = `test('asks', async () => { await ask('new') })`

describe('a test that failed', () => {
  test('leaves its cassette byte for byte as it was, in every mode', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`test('asks', async () => { await ask('one'); await ask('two') })`)
    await project.vitest(['run'], variablesFor(server))
    const before = project.read(CASSETTE)
    project.write('test/a.test.ts', `${ASK}\n${FAILS}`)
    for (const mode of ['replay', 'update', 'record', 'strict'])
      expect((await project.vitest(['run'], variablesFor(server, { REWIND_MODE: mode }))).exitCode).toBe(1)
    expect(project.read(CASSETTE)).toBe(before)
    expect(project.list('cassettes')).toEqual(['test/a.test.ts/asks.yaml'])
  })

  test('keeps what it recorded out of git, and the next run is not asked again', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(FAILS)
    const failed = await project.vitest(['run'], variablesFor(server))
    expect(spaced(failed.output)).toContain('1 call of tests that did not pass, on no cassette yet: asks')
    expect(project.exists('cassettes')).toBe(false)
    expect(project.read('.rewind/.gitignore')).toBe('*\n')
    project.write('test/a.test.ts', `${ASK}\n${PASSES}`)
    const passed = await project.vitest(['run'], variablesFor(server))
    expect(passed.exitCode).toBe(0)
    expect(spaced(passed.output)).toContain('1 call was taken from an unfinished run, and not asked again')
    expect(promptsOf(project.read(CASSETTE))).toEqual(['new'])
    expect(project.list('.rewind')).toEqual(['.gitignore', 'last-run'])
    expect(server.requests).toHaveLength(1)
    expect((await project.vitest(['run'], variablesFor(server, { CI: 'true' }))).exitCode).toBe(0)
  })

  test('has no unused calls, once what it recorded takes the place of an old one', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`test('asks', async () => { await ask('old') })`)
    await project.vitest(['run'], variablesFor(server))
    project.write('test/a.test.ts', `${ASK}\n${FAILS}`)
    await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'update' }))
    project.write('test/a.test.ts', `${ASK}\n${PASSES}`)
    const passed = await project.vitest(['run'], variablesFor(server))
    expect(passed.exitCode, passed.output).toBe(0)
    expect(promptsOf(project.read(CASSETTE))).toEqual(['new'])
    expect(passed.output).not.toContain('unused')
    expect(server.requests).toHaveLength(2)
  })

  test('is not helped by an unfinished run in strict, and asks anew in record', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(FAILS)
    await project.vitest(['run'], variablesFor(server))
    project.write('test/a.test.ts', `${ASK}\n${PASSES}`)
    expect((await project.vitest(['run'], variablesFor(server, { CI: 'true' }))).exitCode).toBe(1)
    await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'record' }))
    expect(server.requests).toHaveLength(2)
  })

  test('is asked again by its own retry, whose answer may be another one', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`let attempts = 0
test('asks', { retry: 1 }, async () => { await ask('one'); attempts += 1; expect(attempts).toBe(2) })`)
    const { exitCode } = await project.vitest(['run'], variablesFor(server))
    expect([exitCode, server.requests.length]).toEqual([0, 2])
    expect(project.read(CASSETTE)).toMatch(/"chatcmpl-\w*2"/)
    expect(project.list('.rewind')).toEqual(['.gitignore', 'last-run'])
  })
})

describe('a test that runs more than once', () => {
  test('leaves the calls of its last attempt when it was retried', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`let attempt = 0
test('asks', { retry: 2 }, async () => { attempt += 1; await ask('attempt ' + attempt); expect(attempt).toBe(2) })`)
    const { exitCode } = await project.vitest(['run'], variablesFor(server))
    expect(exitCode).toBe(0)
    expect(promptsOf(project.read(CASSETTE))).toEqual(['attempt 2'])
  })

  test('plays the cassette from its beginning in every repeat', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(
      `test('asks', { repeats: 2 }, async () => { expect(await ask('one')).toContain('one') })`,
    )
    await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'record' }))
    await server.close()
    const { exitCode } = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(exitCode).toBe(0)
    expect(promptsOf(project.read(CASSETTE))).toEqual(['one'])
  })
})

describe('a test that does not run', () => {
  test('keeps its cassette when it is filtered out, skipped or stopped', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(
      `test('asks', async () => { await ask('one') }); test('other', async () => { await ask('two') })`,
    )
    await project.vitest(['run'], variablesFor(server))
    const before = project.read(CASSETTE)
    await project.vitest(['run', '-t', 'other'], variablesFor(server, { REWIND_MODE: 'record' }))
    project.write(
      'test/a.test.ts',
      `${ASK}\ntest.skip('asks', async () => { await ask('x') }); test('other', async () => { await ask('two') })`,
    )
    await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'record' }))
    project.write(
      'test/a.test.ts',
      `${ASK}\ntest('asks', (context) => { context.skip() }); test('other', async () => { await ask('two') })`,
    )
    await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'record' }))
    expect(project.read(CASSETTE)).toBe(before)
  })
})

describe('modes that do not record', () => {
  test('strict writes nothing', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`test('asks', async () => { await ask('one') })`)
    const { exitCode, output } = await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'strict' }))
    expect(exitCode).toBe(1)
    expect(output).toContain('has no recorded answer  [REWIND_DIVERGENCE]')
    expect(output).toContain('(never recorded, or not committed)')
    expect(project.exists('cassettes')).toBe(false)
    expect(server.connections).toBe(0)
  })

  test('off goes live and writes nothing', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`test('asks', async () => { expect(await ask('one')).toContain('one') })`)
    const { exitCode } = await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'off' }))
    expect(exitCode).toBe(0)
    expect(server.requests).toHaveLength(1)
    expect(project.exists('cassettes')).toBe(false)
  })
})

describe('answers that are not recorded', () => {
  test('are named with their cause, and the next run asks again', async () => {
    await using server = await startProviderServer()
    server.next({
      status: 401,
      body: JSON.stringify({ error: { message: 'Incorrect API key', type: 'invalid_request_error' } }),
    })
    await using project = projectWith(`test('asks', async () => { await ask('one').catch(() => {}) })`)
    const { output } = await project.vitest(['run'], variablesFor(server))
    expect(output).toContain('401: is OPENAI_API_KEY set and valid?')
    expect(project.exists('cassettes')).toBe(false)
  })

  test('are recorded under recordErrors', async () => {
    await using server = await startProviderServer()
    server.next({
      status: 401,
      body: JSON.stringify({ error: { message: 'Incorrect API key', type: 'invalid_request_error' } }),
    })
    await using project = projectWith(`configure({ recordErrors: true })
test('asks', async () => { await expect(ask('one')).rejects.toThrow('Incorrect API key') })`)
    await project.vitest(['run'], variablesFor(server))
    await server.close()
    const { exitCode } = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(exitCode).toBe(0)
  })

  test('leave only the answer of the retry that worked', async () => {
    await using server = await startProviderServer()
    server.next({ status: 429, headers: { 'retry-after-ms': '1' }, body: '{"error":{"message":"slow down"}}' })
    await using project = projectWith(`test('asks', async () => { expect(await ask('one')).toContain('one') })`)
    const { output } = await project.vitest(['run'], variablesFor(server))
    expect(output).toContain('429: rate limited')
    await server.close()
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(0)
    expect(promptsOf(project.read(CASSETTE))).toEqual(['one'])
  })
})

describe('calls left unplayed in strict', () => {
  const TWO = `test('asks', async () => { await ask('one'); await ask('two') })`

  test('fail a test that passed', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(TWO)
    await project.vitest(['run'], variablesFor(server))
    project.write('test/a.test.ts', `${ASK}\ntest('asks', async () => { await ask('one') })`)
    const { exitCode, output } = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(exitCode).toBe(1)
    expect(output).toContain('a recorded call was not made by this test  [REWIND_UNUSED]')
    expect(output).toContain('call 2: "two"')
  })

  test('fail a test that makes no call any more', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(TWO)
    await project.vitest(['run'], variablesFor(server))
    project.write('test/a.test.ts', `${ASK}\ntest('asks', () => {})`)
    const { exitCode, output } = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(exitCode).toBe(1)
    expect(output).toContain('2 recorded calls were not made by this test  [REWIND_UNUSED]')
  })

  test("only warn under unused: 'warn'", async () => {
    await using server = await startProviderServer()
    await using project = projectWith(TWO)
    await project.vitest(['run'], variablesFor(server))
    project.write(
      'test/a.test.ts',
      `${ASK}\nconfigure({ unused: 'warn' })\ntest('asks', async () => { await ask('one') })`,
    )
    const { exitCode, output } = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(exitCode).toBe(0)
    expect(output.replaceAll(/\s+/gu, ' ')).toContain(
      'has calls that its test did not make: to renew it, npx rewind update test/a.test.ts',
    )
  })
})
