import { describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

/** Records a test file, closes the server, and runs a changed file in strict. */
async function recordThenChange(
  recorded: string,
  changed: string,
): Promise<{ project: VitestProject; output: string; exitCode: number | null; connections: number }> {
  const server = await startProviderServer()
  const project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': `${ASK}\n${recorded}` })
  await project.vitest(['run'], variablesFor(server))
  const before = server.connections
  project.write('test/a.test.ts', `${ASK}\n${changed}`)
  // The server still runs: whoever gets through is seen.
  const { output, exitCode } = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  await server.close()
  return { project, output, exitCode, connections: server.connections - before }
}

describe('a changed prompt in strict', () => {
  test('fails the test even though the code swallows the error', async () => {
    const run = await recordThenChange(
      `test('asks', async () => { await ask('Say hello to Ann') })`,
      `test('asks', async () => { try { await ask('Say hello to Anna') } catch {} })`,
    )
    await using _ = run.project
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain('RewindReplayDivergenceError')
    expect(run.output).toContain('1 failed')
    expect(run.connections).toBe(0)
  })

  test('is asked once: the SDK does not retry', async () => {
    const run = await recordThenChange(
      `test('asks', async () => { await ask('one') })`,
      `test('asks', async () => { const error = await ask('two').catch((error) => error); console.log('STATUS', error.status, error.message.split('\\n')[0]) })`,
    )
    await using _ = run.project
    expect(run.output).toMatch(/STATUS 400 400 POST http:\S+ has no recorded answer {2}\[REWIND_DIVERGENCE\]/)
    expect(run.output).toContain('diverged   1 test: $.messages[0].content one → two')
  })

  test('is shown once: the error of the client, which repeats it, is left out', async () => {
    const run = await recordThenChange(
      `test('asks', async () => { await ask('one') })`,
      `test('asks', async () => { await ask('two') })`,
    )
    await using _ = run.project
    expect(run.output.match(/has no recorded answer/g)).toHaveLength(1)
    expect(run.output).not.toContain('node_modules')
  })

  test("points at the user's line that made the call", async () => {
    const run = await recordThenChange(
      `test('asks', async () => { await ask('one') })`,
      `test('asks', async () => {\n  try {\n    await ask('two') // this line\n  } catch {}\n})`,
    )
    await using _ = run.project
    const line =
      run.project
        .read('test/a.test.ts')
        .split('\n')
        .findIndex((text) => text.includes('// this line')) + 1
    expect(run.output).toContain(`test/a.test.ts:${line}:`)
  })

  test('names every request that found no answer', async () => {
    const run = await recordThenChange(
      `test('asks', async () => { await ask('one') })`,
      `test('asks', async () => { await ask('two').catch(() => {}); await ask('three').catch(() => {}) })`,
    )
    await using _ = run.project
    expect(run.output).toContain('and 1 more:')
    expect(run.output).toContain('+ two')
    expect(run.output).toContain('+ three')
  })

  test('says so when a request comes more often than it was recorded', async () => {
    const run = await recordThenChange(
      `test('asks', async () => { await ask('one') })`,
      `test('asks', async () => { await ask('one'); await ask('one').catch(() => {}) })`,
    )
    await using _ = run.project
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain('its recorded answers were all used before')
  })

  test("gives the last answer again under repeats: 'last'", async () => {
    const run = await recordThenChange(
      `test('asks', async () => { await ask('one') })`,
      `configure({ repeats: 'last' })\ntest('asks', async () => { expect(await ask('one')).toBe(await ask('one')) })`,
    )
    await using _ = run.project
    expect(run.exitCode).toBe(0)
  })

  test('does not hide in test.fails', async () => {
    const run = await recordThenChange(
      `test.fails('asks', async () => { await ask('one'); throw new Error('expected') })`,
      `test.fails('asks', async () => { await ask('two') })`,
    )
    await using _ = run.project
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain('REWIND_DIVERGENCE')
  })

  test('does not hide in a test that skips itself', async () => {
    const run = await recordThenChange(
      `test('asks', async () => { await ask('one') })`,
      `test('asks', async (context) => { await ask('two').catch(() => {}); context.skip() })`,
    )
    await using _ = run.project
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain('REWIND_DIVERGENCE')
  })

  test('is retried like any failure, and fails for good', async () => {
    const run = await recordThenChange(
      `test('asks', async () => { await ask('one') })`,
      `let attempts = 0\ntest('asks', { retry: 1 }, async () => { attempts += 1; console.log('ATTEMPT', attempts); await ask('two') })`,
    )
    await using _ = run.project
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain('ATTEMPT 2')
  })
})

describe('what does not count as a change', () => {
  test('the order of keys in the body, and the key that is sent', async () => {
    const run = await recordThenChange(
      `test('asks', async () => { await openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'x' }], temperature: 0 }) })`,
      `test('asks', async () => { const other = new OpenAI({ baseURL: openai.baseURL, apiKey: 'sk-another-key-0123456789' }); await other.chat.completions.create({ temperature: 0, messages: [{ content: 'x', role: 'user' }], model: 'm' }) })`,
    )
    await using _ = run.project
    expect(run.exitCode).toBe(0)
  })

  test('what ignore and normalize name', async () => {
    const options = `configure({ ignore: { body: ['$.user'] }, normalize: [{ pattern: /\\d{4}-\\d{2}-\\d{2}/g, as: '<date>' }] })`
    const run = await recordThenChange(
      `${options}\ntest('asks', async () => { await openai.chat.completions.create({ model: 'm', user: 'a', messages: [{ role: 'user', content: 'Today is 2026-01-01' }] }) })`,
      `${options}\ntest('asks', async () => { await openai.chat.completions.create({ model: 'm', user: 'b', messages: [{ role: 'user', content: 'Today is 2027-12-31' }] }) })`,
    )
    await using _ = run.project
    expect(run.exitCode).toBe(0)
  })

  test('rules that came after the recording', async () => {
    const run = await recordThenChange(
      `test('asks', async () => { await openai.chat.completions.create({ model: 'm', user: 'a', messages: [{ role: 'user', content: 'x' }] }) })`,
      `configure({ ignore: { body: ['$.user'] } })\ntest('asks', async () => { await openai.chat.completions.create({ model: 'm', user: 'b', messages: [{ role: 'user', content: 'x' }] }) })`,
    )
    await using _ = run.project
    expect(run.exitCode).toBe(0)
  })
})
