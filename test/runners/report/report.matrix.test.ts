import { describe, expect, test } from 'vitest'

import { isJsonObject } from '../../helpers/json-value.ts'
import { createJestProject } from '../../helpers/projects/jest-project.ts'
import { variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'
import { STRICT, configWith, projectWith, readReport, asSentence } from './report-project.ts'

function dollars(report: Readonly<Record<string, unknown>>, name: 'saved' | 'spent'): number {
  const usd = isJsonObject(report['usd']) ? report['usd'][name] : undefined
  return typeof usd === 'number' ? usd : NaN
}

describe('the report', () => {
  test('has the calls of hooks, which are no tests, and those after a test has ended', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`beforeAll(async () => { await ask('prepare') })
test('asks', async () => { await ask('now'); setTimeout(() => void ask('late'), 50) })
test('waits', () => new Promise((resolve) => setTimeout(resolve, 300)))`)
    await project.vitest(['run'], variablesFor(server, { REWIND_REPORT: 'report.json' }))

    expect(readReport(project)).toMatchObject({ tests: 1, calls: { recorded: 3 } })
  })

  test('has the calls of withCassette() inside a test', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`import { withCassette } from 'rewind'
afterAll(() => { console.log('SAVINGS ' + JSON.stringify(savings().calls)) })
test('asks', async () => { await withCassette('by hand', () => ask('one'), { repeats: 'last' }); await ask('two') })`)
    await project.vitest(['run'], variablesFor(server))
    const { output } = await project.vitest(['run'], variablesFor(server, STRICT))

    expect(output).toContain('strict · 1 test · 2 calls replayed · 0 live')
    expect(output).toContain("repeats: 'last'")
    expect(output).toContain('SAVINGS {"replayed":2,"recorded":0,"live":0}')
  })

  test('counts what every attempt has spent, and as saved and recorded only the last', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(
      `let attempt = 0
afterAll(() => { console.log('SAVINGS ' + JSON.stringify(savings().calls)) })
test('flaky', { retry: 2 }, async () => { attempt += 1; await ask('hello ' + (process.env.CI ? 3 : attempt)); expect(attempt).toBe(3) })`,
      `prices: { 'gpt-4o-mini': { input: 1000, output: 0 } }`,
    )
    await project.vitest(['run'], variablesFor(server, { REWIND_REPORT: 'first.json' }))
    const { output } = await project.vitest(['run'], variablesFor(server, { ...STRICT, REWIND_REPORT: 'second.json' }))
    const [first, second] = [readReport(project, 'first.json'), readReport(project, 'second.json')]

    expect(first).toMatchObject({ tests: 1, calls: { replayed: 0, recorded: 1, live: 2 }, usd: { saved: 0 } })
    expect(second).toMatchObject({ tests: 1, calls: { replayed: 1, recorded: 0, live: 0 }, usd: { spent: 0 } })
    expect(dollars(first, 'spent')).toBeCloseTo(3 * dollars(second, 'saved'), 10)
    expect(output).toContain('SAVINGS {"replayed":1,"recorded":0,"live":0}')
  })

  test('counts the live calls of mode off, whose cost is unknown', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`test('asks', async () => { await ask('hello') })`)
    const { output } = await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'off' }))

    expect(asSentence(output)).toContain(
      'off 1 test 0 calls replayed 1 live spent 1 call went to the network cost unknown for 1 call',
    )
    expect(output).not.toContain('$')
  })

  test('counts the tokens of a stream that was not kept because the server cut it', async () => {
    await using server = await startProviderServer()
    server.next({
      raw: {
        headers: { 'content-type': 'text/event-stream' },
        chunks: [{ bytes: 'data: {"model":"gpt-4o-mini","usage":{"prompt_tokens":9,"completion_tokens":4}}\n\n' }],
        cut: true,
      },
    })
    await using project = projectWith(
      `test('asks', async () => { await ask('hello').catch(() => {}) })`,
      `prices: { 'gpt-4o-mini': { input: 1000, output: 1000 } }`,
    )
    await project.vitest(['run'], variablesFor(server, { REWIND_REPORT: 'report.json' }))

    expect(readReport(project)).toMatchObject({
      calls: { recorded: 0, live: 1 },
      notRecorded: 1,
      usd: { spent: 0.013 },
      spentUnknown: 0,
    })
  })

  test('prices unknown models at nothing but what prices says, and shows them', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`test('asks', async () => {
  await openai.chat.completions.create({ model: 'our-own-model', messages: [{ role: 'user', content: 'hello' }] })
})`)
    await project.vitest(['run'], variablesFor(server))
    const unknown = await project.vitest(['run'], variablesFor(server, STRICT))
    project.write('rewind.config.ts', configWith(`prices: { 'our-own-model': { input: 1000, output: 1000 } }`))
    const known = await project.vitest(['run'], variablesFor(server, STRICT))

    expect(asSentence(unknown.output)).toContain(
      "unpriced 1 call: price unknown to set it: prices in rewind.config.ts, for 'our-own-model'",
    )
    expect(unknown.output).not.toContain('$')
    expect(known.output).not.toContain('price unknown')
    expect(asSentence(known.output)).toMatch(/saved \d+ \+ \d+ tokens \$0\.0\d+/u)
  })

  test('counts cassettes that are older than maxAge', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(
      `test('asks', async () => { await ask('hello') })\ntest('asks too', async () => { await ask('hi') })`,
      `maxAge: '90d'`,
    )
    await project.vitest(['run'], variablesFor(server))
    const young = await project.vitest(['run'], variablesFor(server, STRICT))
    const path = 'cassettes/test/a.test.ts/asks.yaml'
    project.write(path, project.read(path).replace(/"at":"\d{4}/u, '"at":"2020'))
    const old = await project.vitest(['run'], variablesFor(server, STRICT))

    expect(young.output).not.toContain('stale')
    expect(old.output).toMatch(/stale +1 cassette older than maxAge/u)
    // It renews what is stale, and asks for nothing else.
    expect(asSentence(old.output)).toContain('to renew it: npx rewind record test/a.test.ts -t "asks"')
  })

  test('says why nothing was captured', async () => {
    await using project = createVitestProject({
      'test/a.test.ts': `import { test } from 'vitest'\ntest('adds', () => {})`,
    })
    const { output } = await project.vitest(['run'])

    expect(asSentence(output)).toContain('rewind replay no LLM calls captured why no test called a known LLM host')
  })

  test('says that the set-up file is missing', async () => {
    await using project = createVitestProject({
      'vitest.config.ts': `import { defineConfig } from 'vitest/config'\nexport default defineConfig({ test: { reporters: ['default', 'rewind/reporter'] } })`,
      'test/a.test.ts': `import { test } from 'vitest'\ntest('adds', () => {})`,
    })
    const { output } = await project.vitest(['run'])

    expect(asSentence(output)).toContain(
      "no LLM calls captured why no test file loaded rewind: list 'rewind/vitest' in test.setupFiles of vitest.config.ts",
    )
  })

  test('goes where the options of the reporter say', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`test('asks', async () => { await ask('hello') })`)
    project.write(
      'vitest.config.ts',
      `import { defineConfig } from 'vitest/config'
export default defineConfig({ test: { setupFiles: ['rewind/vitest'], reporters: ['default', ['rewind/reporter', { json: 'own.json', summary: false, githubSummary: false }]] } })`,
    )
    const { output } = await project.vitest(
      ['run'],
      variablesFor(server, { GITHUB_STEP_SUMMARY: `${project.root}/step.md` }),
    )

    expect(output).not.toContain(' rewind   ')
    expect(project.exists('step.md')).toBe(false)
    expect(readReport(project, 'own.json')).toMatchObject({ version: 1, mode: 'replay', calls: { recorded: 1 } })
  })

  test.each([
    { options: `{ jsn: 'own.json' }`, complaint: 'unknown option jsn: did you mean json?' },
    { options: `{ summary: 'no' }`, complaint: 'summary must be true or false, but is "no"' },
  ])('stops the run where an option of the reporter is wrong: $options', async ({ options, complaint }) => {
    await using project = createJestProject({
      'test/a.test.js': `test('passes', () => {})`,
      'vitest.config.ts': `export default { test: { globals: true, reporters: ['default', ['rewind/reporter', ${options}]] } }`,
      'jest.config.cjs': `module.exports = { reporters: [['rewind/jest-reporter', ${options}]] }`,
    })
    for (const run of [await project.vitest(), await project.jest()]) {
      expect(run.exitCode).toBe(1)
      expect(run.output).toContain(`${complaint}  [REWIND_OPTIONS]`)
      expect(run.output).toContain('the options of the reporter')
    }
  })
})
