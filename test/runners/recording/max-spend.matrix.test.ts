import { describe, expect, test } from 'vitest'

import { createJestProject } from '../../helpers/projects/jest-project.ts'
import { JEST } from '../../helpers/projects/runners.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

/** A little more than a dollar a call: each has 9 tokens of output. */
const PRICES = `prices: { 'gpt-4o-mini': { input: 0, output: 112_000 } }, `
const CONFIG = SERVER_CONFIG.replace('{ hosts', `{ ${PRICES}hosts`)
const THREE = `test('asks', async () => { for (const name of ['a', 'b', 'c']) await ask(name) })`

describe('maxSpend', () => {
  test('refuses what would be sent once it is spent, in every worker', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'rewind.config.ts': CONFIG,
      'test/a.test.ts': `${ASK}\n${THREE}`,
      'test/b.test.ts': `${ASK}\n${THREE}`,
      'test/c.test.ts': `${ASK}\n${THREE}`,
    })
    const { exitCode, output } = await project.vitest(
      ['run', '--no-file-parallelism'],
      variablesFor(server, { REWIND_MAX_SPEND: '3.5' }),
    )
    expect(exitCode).toBe(1)
    expect(output).toMatch(
      /this run has spent \$4\.\d+ of \$3\.5000, its maxSpend {2}\[REWIND_BUDGET\]\s+request {3}POST \S+, which was not sent/,
    )
    expect(server.requests).toHaveLength(4)
  })

  test('refuses the same under Jest, whose workers are processes', async () => {
    await using server = await startProviderServer()
    await using project = createJestProject({
      'rewind.config.mts': CONFIG,
      'test/a.test.js': JEST.prelude + THREE,
      'test/b.test.js': JEST.prelude + THREE,
    })
    const { exitCode, output } = await project.jest(['-w', '1'], variablesFor(server, { REWIND_MAX_SPEND: '2' }))
    expect(exitCode).toBe(1)
    expect(output).toMatch(/\[REWIND_BUDGET\][\s\S]*at ask \(test\/[ab]\.test\.js:\d+:\d+\)/)
    expect(server.requests).toHaveLength(2)
  })

  test('begins anew with every run, and loses nothing that was paid for', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({ 'rewind.config.ts': CONFIG, 'test/a.test.ts': `${ASK}\n${THREE}` })
    const variables = variablesFor(server, { REWIND_MAX_SPEND: '2' })
    expect((await project.vitest(['run'], variables)).exitCode).toBe(1)
    expect((await project.vitest(['run'], variables)).exitCode).toBe(0)
    expect(server.requests).toHaveLength(3)
    expect(project.list('.rewind')).toEqual(['.gitignore', 'last-run'])
  })

  test('names what it cannot count', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      'test/a.test.ts': `${ASK}
test('asks', async () => { await openai.chat.completions.create({ model: 'my-model', messages: [{ role: 'user', content: 'a' }] }) })`,
    })
    const { exitCode, output } = await project.vitest(['run'], variablesFor(server, { REWIND_MAX_SPEND: '2' }))
    expect(exitCode).toBe(0)
    expect(output.replaceAll(/\s+/g, ' ')).toContain('maxSpend does not count my-model, whose price is unknown')
  })
})
