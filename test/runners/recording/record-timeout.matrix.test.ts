import { describe, expect, test } from 'vitest'

import { JEST, projectFor, TEST_FILE, VITEST, type Runner } from '../../helpers/projects/runners.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import type { Behaviour } from '../../helpers/servers/provider-delivery.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

/** An answer that takes longer than the limits below. */
const SLOW: Behaviour = {
  raw: {
    headers: { 'content-type': 'application/json' },
    chunks: [
      { bytes: '{"id":"chatcmpl-1","object":"chat.completion","model":"gpt-4o-mini","choices":' },
      {
        bytes:
          '[{"index":0,"message":{"role":"assistant","content":"slow"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}',
        afterMs: 900,
      },
    ],
  },
}
const TOO_SLOW = /Test timed out in 300ms|Exceeded timeout of 300 ms/

describe.for([VITEST, JEST])('under $name, a test whose limit is shorter than its recording', (runner: Runner) => {
  test('is recorded to the end', async () => {
    await using server = await startProviderServer()
    server.next(SLOW)
    await using project = projectFor(runner, `test('asks', async () => { expect(await ask('one')).toBe('slow') }, 300)`)
    const { exitCode, output } = await runner.run(project, variablesFor(server))
    expect(exitCode, output).toBe(0)
    expect(project.list('cassettes')).toEqual([`${TEST_FILE}/asks.yaml`])
  })

  test('may take as long as recordTimeout says, and no longer', async () => {
    await using server = await startProviderServer()
    server.next(SLOW)
    await using project = projectFor(
      runner,
      `configure({ recordTimeout: 600 })\ntest('asks', async () => { await ask('one') }, 300)`,
    )
    const { exitCode, output } = await runner.run(project, variablesFor(server))
    expect(exitCode).toBe(1)
    expect(output).toMatch(
      /Exceeded timeout of 600 ms for a test that records\.\n.*set recordTimeout in rewind\.config\.ts/,
    )
    expect(output).not.toMatch(TOO_SLOW)
  })

  test('keeps its limit where no call goes live', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(
      runner,
      `test('waits', async () => { await new Promise((resolve) => { setTimeout(resolve, 900) }) }, 300)`,
    )
    const { exitCode, output } = await runner.run(project, variablesFor(server))
    expect(exitCode).toBe(1)
    expect(output).toMatch(TOO_SLOW)
  })

  test('keeps a longer limit of its own', async () => {
    await using server = await startProviderServer()
    server.next(SLOW)
    await using project = projectFor(
      runner,
      `configure({ recordTimeout: 100 })\ntest('asks', async () => { await ask('one') }, 5000)`,
    )
    expect((await runner.run(project, variablesFor(server))).exitCode).toBe(0)
  })
})

test('tests that run at the same time are recorded to their ends, in Vitest 4 as well', async () => {
  await using server = await startProviderServer()
  server.next(SLOW, SLOW)
  await using project = createVitestProject(
    {
      'rewind.config.ts': SERVER_CONFIG,
      'test/a.test.ts': `${ASK}
vi.setConfig({ testTimeout: 300 })
test.concurrent('asks', async ({ expect }) => { expect(await ask('one')).toBe('slow') })
test.concurrent('asks too', async ({ expect }) => { expect(await ask('two')).toBe('slow') })
test.concurrent('waits', async () => { await new Promise((resolve) => { setTimeout(resolve, 900) }) })`,
    },
    { vitest: 4 },
  )
  const { output } = await project.vitest(['run'], variablesFor(server))
  expect(output).toMatch(/1 failed \| 2 passed/)
  expect(output).toContain('Test timed out in 300ms')
})

describe('a test of Jest that calls back', () => {
  const CALLS_BACK = `test('asks', (done) => { ask('one').then((answer) => { expect(answer).toBe('slow'); done() }, done) }, 300)`

  test('is recorded to the end as well', async () => {
    await using server = await startProviderServer()
    server.next(SLOW)
    await using project = projectFor(JEST, CALLS_BACK)
    const { exitCode, output } = await JEST.run(project, variablesFor(server))
    expect(exitCode, output).toBe(0)
    expect(project.list('cassettes')).toEqual([`${TEST_FILE}/asks.yaml`])
  })

  test('keeps its limit where no call goes live', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(JEST, `test('waits', (done) => { setTimeout(done, 900) }, 300)`)
    const { exitCode, output } = await JEST.run(project, variablesFor(server))
    expect(exitCode).toBe(1)
    expect(output).toMatch(TOO_SLOW)
    expect(output).not.toContain('node_modules/rewind')
  })
})
