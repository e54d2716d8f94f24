import { describe, expect, test } from 'vitest'

import { createJestProject, type JestProject } from '../../helpers/projects/jest-project.ts'
import { ASK_COMMONJS } from '../../helpers/projects/jest-suites.ts'
import { SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import type { Finished } from '../../helpers/run-process.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const CALLS = { a: ['a1', 'a2'], b: ['b1'], c: ['c1'] } as const
const FILES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(CALLS).map(([name, prompts]) => [
    `test/${name}.test.js`,
    `${ASK_COMMONJS}test('${name}', async () => { console.log('printed by a test'); ${prompts.map((prompt) => `await ask('${prompt}')`).join('; ')} })`,
  ]),
)

/**
 * Four calls in three files, recorded once for all tests: cassettes by path, and the variables that lead to the server,
 * now gone.
 */
let recording:
  | Promise<{
      readonly cassettes: Readonly<Record<string, string>>
      readonly variables: Readonly<Record<string, string>>
    }>
  | undefined

async function record(): Promise<{
  readonly cassettes: Readonly<Record<string, string>>
  readonly variables: Readonly<Record<string, string>>
}> {
  await using server = await startProviderServer()
  await using project = createJestProject({ 'rewind.config.mts': SERVER_CONFIG, ...FILES })
  const variables = variablesFor(server)
  await project.jest([], variables)
  return {
    cassettes: Object.fromEntries(
      project.list('cassettes').map((path) => [`cassettes/${path}`, project.read(`cassettes/${path}`)]),
    ),
    variables,
  }
}

/** Runs the recorded calls in strict, without a server. */
async function replay(
  parameters: readonly string[],
  more: {
    readonly files?: Readonly<Record<string, string>>
    readonly variables?: Readonly<Record<string, string>>
  } = {},
): Promise<{ project: JestProject; run: Finished; variables: Record<string, string> }> {
  const recorded = await (recording ??= record())
  const project = createJestProject({
    'rewind.config.mts': SERVER_CONFIG,
    ...FILES,
    ...recorded.cassettes,
    ...more.files,
  })
  const variables = { ...recorded.variables, CI: 'true', ...more.variables }
  return { project, run: await project.jest(parameters, variables), variables }
}

const SUMMARY = 'rewind   strict · 3 tests · 4 calls replayed · 0 live'

/** Whether ours comes after the last line that Jest's own always has. */
function isBelowJest(output: string): boolean {
  const jest = output.lastIndexOf('\nTime: ')
  return jest !== -1 && output.indexOf(SUMMARY) > jest && output.indexOf(SUMMARY) === output.lastIndexOf(SUMMARY)
}

describe('the summary comes after that of Jest, once', () => {
  const parameters = [
    ['--maxWorkers=2'],
    ['--runInBand'],
    ['--forceExit'],
    ['--silent'],
    ['--coverage'],
    ['--detectOpenHandles'],
    ['--verbose'],
  ]

  test.each(parameters)('with %s', async (parameter) => {
    const { project, run } = await replay([parameter])
    await using _ = project
    expect(run.exitCode).toBe(0)
    expect(isBelowJest(run.output)).toBe(true)
    expect(run.output).not.toContain('open handle')
  })

  test('when the reporter is listed twice, before and after the default one', async () => {
    const config = `module.exports = { setupFilesAfterEnv: ['rewind/jest'], reporters: ['rewind/jest-reporter', 'default', 'rewind/jest-reporter'] }`
    const { project, run } = await replay([], { files: { 'jest.config.cjs': config } })
    await using _ = project
    expect(isBelowJest(run.output)).toBe(true)
  })

  test("with preset: 'rewind'", async () => {
    const { project, run } = await replay([], { files: { 'jest.config.cjs': `module.exports = { preset: 'rewind' }` } })
    await using _ = project
    expect(isBelowJest(run.output)).toBe(true)
  })

  test("with preset: 'rewind' and the set-up file beside it", async () => {
    const { project, run } = await replay([], {
      files: { 'jest.config.cjs': `module.exports = { preset: 'rewind', setupFilesAfterEnv: ['rewind/jest'] }` },
    })
    await using _ = project
    expect(isBelowJest(run.output)).toBe(true)
  })

  test('when --bail ends the run', async () => {
    const { project, run } = await replay(['--bail', '--runInBand'], {
      files: { 'test/z.test.js': `${ASK_COMMONJS}test('z', async () => { await ask('z'); throw new Error('stop') })` },
    })
    await using _ = project
    expect(run.output).toMatch(/Tests: +1 failed[\s\S]*rewind {3}strict/)
  })
})

describe('the summary says', () => {
  test('of cassettes that belong to no test any more, when every test is known', async () => {
    const { project, variables } = await replay([])
    await using _ = project
    project.write('test/a.test.js', `${ASK_COMMONJS}test('renamed', () => {})`)
    expect((await project.jest([], variables)).output).toContain('of no test: cassettes/test/a.test.js/a.yaml')
    expect((await project.jest(['test/a'], variables)).output).not.toContain('obsolete')
  })

  test('that the set-up file is not listed', async () => {
    await using project = createJestProject({
      'jest.config.cjs': `module.exports = { reporters: ['default', 'rewind/jest-reporter'] }`,
      'test/a.test.js': `test('a', () => {})`,
    })
    const { exitCode, output } = await project.jest()
    expect(exitCode).toBe(0)
    expect(output).toMatch(/list 'rewind\/jest' in setupFilesAfterEnv/)
  })
})

describe('report files', () => {
  test('of shards add up', async () => {
    const { project, run, variables } = await replay(['--shard=1/2'], { variables: { REWIND_REPORT: 'one.json' } })
    await using _ = project
    expect(run.exitCode).toBe(0)
    await project.jest(['--shard=2/2'], { ...variables, REWIND_REPORT: 'two.json' })
    await project.jest([], { ...variables, REWIND_REPORT: 'all.json' })
    const [one, two, all] = ['one.json', 'two.json', 'all.json'].map((path) => JSON.parse(project.read(path)))
    expect([
      one.tests + two.tests,
      one.calls.replayed + two.calls.replayed,
      one.tokens.input + two.tokens.input,
    ]).toEqual([all.tests, all.calls.replayed, all.tokens.input])
    expect(all.calls.replayed).toBe(4)
  })

  test('that cannot be written fail the run, and Jest still prints its summary', async () => {
    const { project, run } = await replay([], { variables: { REWIND_REPORT: 'no/such/folder.json' } })
    await using _ = project
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain('Ran all test suites')
    expect(run.output).toContain('[REWIND_REPORT]')
  })

  test('go to the step summary of GitHub Actions', async () => {
    const { project } = await replay([], { variables: { GITHUB_STEP_SUMMARY: 'step.md' } })
    await using _ = project
    expect(project.read('step.md')).toContain('gpt-4o-mini')
  })
})

describe('projects', () => {
  const PROJECTS = `module.exports = { reporters: ['default', 'rewind/jest-reporter'], projects: [
  { displayName: 'with', setupFilesAfterEnv: ['rewind/jest'], testMatch: ['<rootDir>/test/*.test.js'] },
  { displayName: 'without', testMatch: ['<rootDir>/live/*.test.js'] },
] }`

  test('without rewind go live in the same worker, and are not counted', async () => {
    await using server = await startProviderServer()
    const live = `${ASK_COMMONJS}test('live', async () => { expect(await ask('live')).toContain('live') })`
    await using project = createJestProject({
      'rewind.config.mts': SERVER_CONFIG,
      'jest.config.cjs': PROJECTS,
      ...FILES,
      'live/a.test.js': live,
    })
    await project.jest(['--runInBand'], variablesFor(server))
    const { exitCode, output } = await project.jest(['--runInBand'], variablesFor(server, { REWIND_MODE: 'strict' }))
    expect(exitCode).toBe(0)
    expect(output).toContain(SUMMARY)
    expect(server.requests).toHaveLength(6)
  })
})

describe('--ci', () => {
  test('makes strict the default mode', async () => {
    await using server = await startProviderServer()
    await using project = createJestProject({ 'rewind.config.mts': SERVER_CONFIG, ...FILES })
    const { output } = await project.jest(['--ci'], variablesFor(server))
    expect(output).toContain('[REWIND_DIVERGENCE]')
    expect(server.connections).toBe(0)
  })
})

describe('a wrong set-up', () => {
  test('fails the file before any call is made', async () => {
    await using server = await startProviderServer()
    await using project = createJestProject({ 'rewind.config.mts': `export default { hostz: [] }`, ...FILES })
    const { exitCode, output } = await project.jest([], variablesFor(server))
    expect(exitCode).toBe(1)
    expect(output).toContain('unknown option hostz: did you mean hosts?')
    expect(server.connections).toBe(0)
  })

  test('in setupFiles is refused with the place where it belongs', async () => {
    await using project = createJestProject({
      'jest.config.cjs': `module.exports = { setupFiles: ['rewind/jest'] }`,
      'test/a.test.js': `test('a', () => {})`,
    })
    const { exitCode, output } = await project.jest()
    expect(exitCode).toBe(1)
    expect(output).toContain('[REWIND_RUNNER]')
    expect(output).toContain('setupFilesAfterEnv')
  })
})
