import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { parseJson } from '../../helpers/json-value.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import type { Finished } from '../../helpers/run-process.ts'
import { startProviderServer, type ProviderServer } from '../../helpers/servers/provider-server.ts'
import { STRICT, projectWith, readReport, asSentence } from './report-project.ts'

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
