import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { isJsonObject, parseJson } from '../helpers/json-value.ts'
import { startProviderServer, type ProviderServer } from '../helpers/provider-server.ts'
import type { Finished } from '../helpers/run-process.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../helpers/suites.ts'
import { createVitestProject, type VitestProject } from '../helpers/vitest-project.ts'

const STRICT = { CI: 'true' }

function configWith(options: string): string {
  return SERVER_CONFIG.replace('defineConfig({', `defineConfig({ ${options},`)
}

function projectWith(body: string, options = 'recordErrors: false'): VitestProject {
  return createVitestProject({ 'rewind.config.ts': configWith(options), 'test/a.test.ts': `${ASK}\n${body}` })
}

function readReport(project: VitestProject, file = 'report.json'): Readonly<Record<string, unknown>> {
  const report = parseJson(project.read(file))
  return isJsonObject(report) ? report : {}
}

function dollars(report: Readonly<Record<string, unknown>>, name: 'saved' | 'spent'): number {
  const usd = isJsonObject(report['usd']) ? report['usd'][name] : undefined
  return typeof usd === 'number' ? usd : NaN
}

// As it reads, wherever the lines of a narrow terminal were broken.
function asSentence(output: string): string {
  return output.replaceAll(/\s*(?:·|\s)\s*/gu, ' ')
}

function suiteFile(name: string): string {
  return `${ASK}
const attempts = new Map()
beforeAll(async () => { await ask('prepare ${name}') })
test.concurrent('one', async () => { await ask('${name} one') })
test.concurrent('two', async () => { await ask('${name} two'); await ask('${name} two again') })
test('flaky', { retry: 2 }, async () => {
  const attempt = (attempts.get('flaky') ?? 0) + 1
  attempts.set('flaky', attempt)
  await ask('${name} flaky')
  expect(attempt).toBe(3)
})`
}

function summaryOf(output: string): string {
  return output.slice(output.indexOf(' rewind   '))
}

describe('one run, however it is cut', () => {
  let server: ProviderServer
  let project: VitestProject
  let alone: string

  beforeAll(async () => {
    server = await startProviderServer()
    const names = ['a', 'b', 'c', 'd']
    project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      ...Object.fromEntries(names.map((name) => [`test/${name}.test.ts`, suiteFile(name)])),
    })
    await project.vitest(['run'], variablesFor(server))
    const { output } = await project.vitest(['run', '--maxWorkers=1', '--no-file-parallelism'], variables('alone.json'))
    alone = summaryOf(output)
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await project[Symbol.asyncDispose]()
  })

  function variables(report: string): Record<string, string> {
    return variablesFor(server, { ...STRICT, REWIND_REPORT: report })
  }

  test('counts each test once, as its last attempt went', () => {
    expect(readReport(project, 'alone.json')).toMatchObject({
      mode: 'strict',
      tests: 12,
      calls: { replayed: 20, recorded: 0, live: 0, diverged: 0, unused: 0 },
    })
    expect(alone).toContain('strict · 12 tests · 20 calls replayed · 0 live')
  })

  test('prints the same with four workers', async () => {
    const { output } = await project.vitest(['run', '--maxWorkers=4'], variables('workers.json'))

    expect(readReport(project, 'workers.json')).toEqual(readReport(project, 'alone.json'))
    expect(summaryOf(output)).toBe(alone)
  })

  test('prints the same in threads, without isolation', async () => {
    const { output } = await project.vitest(
      ['run', '--pool=threads', '--no-isolate', '--maxWorkers=2'],
      variables('threads.json'),
    )

    expect(readReport(project, 'threads.json')).toEqual(readReport(project, 'alone.json'))
    expect(summaryOf(output)).toBe(alone)
  })

  test('prints the same when two shards are merged', async () => {
    await project.vitest(['run', '--shard=1/2', '--reporter=blob', '--maxWorkers=4'], variables('shard.json'))
    await project.vitest(['run', '--shard=2/2', '--reporter=blob', '--maxWorkers=4'], variables('shard.json'))
    const { output } = await project.vitest(['--merge-reports'], variables('merged.json'))

    expect(readReport(project, 'merged.json')).toEqual(readReport(project, 'alone.json'))
    expect(summaryOf(output)).toBe(alone)
  })

  test('is the sum of what savings() says in the worker', async () => {
    project.write(
      'test/f.test.ts',
      `${ASK}
afterAll(() => { console.log('SAVINGS ' + JSON.stringify(savings())) })
test('one', async () => { await ask('f one') })
test('two', async () => { await ask('f two') })`,
    )
    await project.vitest(['run', 'test/f.test.ts'], variablesFor(server))
    const { output } = await project.vitest(['run', 'test/f.test.ts'], variables('f.json'))
    const { calls, tokens, ms } = readReport(project, 'f.json')
    const said = parseJson(/SAVINGS (?<json>\{.*\})/u.exec(output)?.groups?.['json'] ?? '')

    expect(said).toMatchObject({ calls: { replayed: 2, recorded: 0, live: 0 }, tokens, ms, unknownUsage: 0 })
    expect(calls).toMatchObject({ replayed: 2 })
  })
})

describe('the report of a first run', () => {
  let project: VitestProject
  let run: Finished

  beforeAll(async () => {
    await using server = await startProviderServer()
    const options = `prices: { 'gpt-4o-mini': { input: 1000, output: 1000 } }, repeats: 'last', unused: 'warn', ignore: { body: ['$.user'] }, normalize: [{ pattern: /x/g, as: 'y' }]`
    project = projectWith(`test('asks', async () => { await ask('hello') })`, options)
    run = await project.vitest(
      ['run'],
      variablesFor(server, {
        REWIND_REPORT: 'report.json',
        GITHUB_STEP_SUMMARY: `${project.root}/step.md`,
        NO_COLOR: '',
      }),
    )
  })
  afterAll(async () => {
    await project[Symbol.asyncDispose]()
  })

  test('says what it has spent, and loudly', () => {
    expect(run.output).toMatch(/spent {6}1 call went to the network, 1 of them recorded · \$0\.0\d+\n/u)
    expect(readReport(project)).toMatchObject({ usd: { saved: 0 }, tokens: { input: 0 } })
  })

  test('names the options that make matching weaker', () => {
    expect(asSentence(run.output)).toContain("in force ignore $.user normalize /x/g repeats: 'last' unused: 'warn'")
  })

  test('goes to the step summary of GitHub Actions', () => {
    expect(project.read('step.md')).toContain('### rewind\n\nreplay · 1 test · 0 calls replayed · 1 recorded\n')
  })

  test('has no colours where the output is no terminal', () => {
    expect(run.stdout.split('\n').filter((line) => line.includes(' rewind   '))).toEqual([
      ' rewind   replay · 1 test · 0 calls replayed · 1 recorded',
    ])
  })
})

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
})

describe('cassettes of no test', () => {
  const TWO = `test('keeps', async () => { await ask('one') })\ntest('goes', async () => { await ask('two') })`

  test('are named after a full run: of a test that is gone, and of a file that is gone', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(TWO)
    project.write('test/b.test.ts', `${ASK}\ntest('asks', async () => { await ask('three') })`)
    await project.vitest(['run'], variablesFor(server))
    project.write('test/a.test.ts', `${ASK}\n${TWO.split('\n')[0]}`)
    project.write('cassettes/test/gone.test.ts/asks.yaml', project.read('cassettes/test/b.test.ts/asks.yaml'))
    const { output } = await project.vitest(['run'], variablesFor(server, { REWIND_REPORT: 'report.json' }))

    expect(readReport(project)).toMatchObject({
      obsolete: 2,
      obsoleteFiles: ['cassettes/test/a.test.ts/goes.yaml', 'cassettes/test/gone.test.ts/asks.yaml'],
    })
    expect(asSentence(output)).toContain(
      'obsolete 2 cassettes of no test: cassettes/test/a.test.ts/goes.yaml, cassettes/test/gone.test.ts/asks.yaml npx rewind prune',
    )
  })

  test('are not looked for when only some tests run', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(TWO)
    project.write('test/b.test.ts', `${ASK}\ntest('asks', async () => { await ask('three') })`)
    await project.vitest(['run'], variablesFor(server))
    project.write('cassettes/test/a.test.ts/gone.yaml', project.read('cassettes/test/a.test.ts/goes.yaml'))
    const named = await project.vitest(['run', '-t', 'keeps'], variablesFor(server, STRICT))
    const filtered = await project.vitest(['run', 'a.test'], variablesFor(server, STRICT))
    const sharded = await project.vitest(['run', '--shard=1/2'], variablesFor(server, STRICT))

    expect([named, filtered, sharded].filter(({ output }) => output.includes('obsolete'))).toEqual([])
  })

  test('are none of those that withCassette() names, and none of skipped tests', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`import { withCassette } from 'rewind'
test('asks', async () => { await withCassette('by hand', () => ask('one')) })
test('skipped later', async () => { await ask('two') })`)
    await project.vitest(['run'], variablesFor(server))
    project.write('test/a.test.ts', project.read('test/a.test.ts').replace("test('skipped", "test.skip('skipped"))
    const { output } = await project.vitest(['run'], variablesFor(server, STRICT))

    expect(project.exists('cassettes/by hand.yaml')).toBe(true)
    expect(output).not.toContain('obsolete')
  })
})
