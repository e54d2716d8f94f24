import { describe, expect, test } from 'vitest'

import { isJsonObject, parseJson } from '../../helpers/json-value.ts'
import { createJestProject } from '../../helpers/projects/jest-project.ts'
import { ASK_COMMONJS } from '../../helpers/projects/jest-suites.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { runProcess } from '../../helpers/run-process.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const REPORT = { REWIND_REPORT: 'report.json' }

/** A configuration under which a model costs so many dollars a token. */
function configWith(dollars: number): string {
  const price = `{ input: ${dollars * 1e6}, output: ${dollars * 1e6} }`
  return SERVER_CONFIG.replace('defineConfig({', `defineConfig({ prices: { 'gpt-4o-mini': ${price} },`)
}

function readReport(project: VitestProject): Readonly<Record<string, unknown>> {
  const report = parseJson(project.read('report.json'))
  return isJsonObject(report) ? report : {}
}

/** Two packages with a configuration each, below a root that has none. */
const PACKAGES = {
  'packages/a/package.json': '{ "name": "a", "type": "module" }',
  'packages/a/rewind.config.ts': configWith(1),
  'packages/b/package.json': '{ "name": "b", "type": "module" }',
  'packages/b/rewind.config.ts': configWith(1000),
}

describe('a monorepo that runs from its root', () => {
  test('prices the calls of every package by its own configuration', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      ...PACKAGES,
      'packages/a/test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('one') })`,
      'packages/b/test/b.test.ts': `${ASK}\ntest('asks', async () => { await ask('one') })`,
    })
    await project.vitest(['run'], variablesFor(server, REPORT))
    const both = spentOf(readReport(project))
    await project.vitest(['run', 'packages/a'], variablesFor(server, { ...REPORT, REWIND_MODE: 'record' }))
    const alone = spentOf(readReport(project))
    expect(alone.usd).toBeGreaterThan(0)
    expect(both.usd).toBeCloseTo(alone.usd * 1001, 5)
  })

  test('lists the cassettes of test files that are gone, in every package', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      ...PACKAGES,
      'packages/a/test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('one') })`,
      'packages/b/test/b.test.ts': `${ASK}\ntest('asks', async () => { await ask('one') })`,
    })
    await project.vitest(['run'], variablesFor(server))
    const recorded = project.read('packages/b/cassettes/test/b.test.ts/asks.yaml')
    project.write('packages/b/cassettes/test/gone.test.ts/asks.yaml', recorded)
    await project.vitest(['run'], variablesFor(server, REPORT))
    expect(readReport(project)['obsoleteFiles']).toEqual(['packages/b/cassettes/test/gone.test.ts/asks.yaml'])
  })

  test('lists them under Jest too, also of a package whose test files are all gone', async () => {
    await using server = await startProviderServer()
    await using project = createJestProject({
      ...PACKAGES,
      'jest.config.cjs': `const project = (name) => ({ rootDir: 'packages/' + name, setupFilesAfterEnv: ['rewind/jest'] })
module.exports = { projects: [project('a'), project('b')], reporters: ['default', 'rewind/jest-reporter'] }`,
      'packages/a/test/a.test.js': `${ASK_COMMONJS}\ntest('asks', async () => { await ask('one') })`,
      'packages/a/package.json': '{ "name": "a", "type": "commonjs" }',
    })
    await project.jest([], variablesFor(server))
    const recorded = project.read('packages/a/cassettes/test/a.test.js/asks.yaml')
    project.write('packages/b/cassettes/test/gone.test.js/asks.yaml', recorded)
    await project.jest([], variablesFor(server, REPORT))
    expect(readReport(project)['obsoleteFiles']).toEqual(['packages/b/cassettes/test/gone.test.js/asks.yaml'])
  })
})

/** Two packages with test files, tests and hence cassettes of the same names. */
const TWINS = {
  'jest.config.cjs': `const project = (name) => ({ rootDir: 'packages/' + name, setupFilesAfterEnv: ['rewind/jest'] })
module.exports = { projects: [project('a'), project('b')], reporters: ['default', 'rewind/jest-reporter'] }`,
  ...PACKAGES,
  'packages/a/package.json': '{ "name": "a", "type": "commonjs" }',
  'packages/b/package.json': '{ "name": "b", "type": "commonjs" }',
}
const SUITES = ['packages/a/test/ask.test.js', 'packages/b/test/ask.test.js'] as const
const CLI = 'node_modules/rewind/dist/cli.js'

function writeSuites(project: VitestProject, name: string, prompt: string): void {
  for (const suite of SUITES)
    project.write(suite, `${ASK_COMMONJS}\ntest('${name}', async () => { await ask('${prompt}') })`)
}

describe('commands that a run of Jest prints at the root of a monorepo, for packages with files of the same names', () => {
  test('move the cassettes of renamed tests, each in its package, and no other command removes them before', async () => {
    await using server = await startProviderServer()
    await using project = createJestProject(TWINS)
    writeSuites(project, 'asks', 'one')
    const recorded = await project.jest([], variablesFor(server))
    for (const suite of SUITES) expect(recorded.output).toContain(`${suite} › a…   1 call`)
    writeSuites(project, 'asks well', 'one')
    const strict = await project.jest([], variablesFor(server, { CI: 'true' }))
    expect(strict.output).not.toContain('obsolete')
    expect((await project.node([CLI, 'prune', '--yes'], variablesFor(server))).stdout).toBe('nothing to remove\n')
    const commands = [...strict.output.matchAll(/fix +npx rewind mv "(.*)" "(.*)"$/gm)]
    expect(commands).toHaveLength(2)
    for (const [, from = '', to = ''] of commands) {
      const moved = await project.node([CLI, 'mv', from, to], variablesFor(server))
      expect(moved.exitCode, moved.output).toBe(0)
    }
    expect((await project.jest([], variablesFor(server, { CI: 'true' }))).exitCode).toBe(0)
    expect(server.requests).toHaveLength(2)
  })

  test('show what was recorded, and remove what belongs to no test', async () => {
    await using server = await startProviderServer()
    await using project = createJestProject(TWINS)
    writeSuites(project, 'asks', 'one')
    await project.jest([], variablesFor(server))
    for (const words of [
      ['init', '-q'],
      ['add', 'packages'],
      [...AUTHOR, 'commit', '-qm', 'recorded'],
    ])
      await runProcess('git', words, { cwd: project.root, variables: {} })
    writeSuites(project, 'asks', 'two')
    await project.jest(['-u'], variablesFor(server))
    const changes = await project.node([CLI, 'diff', '--stat'], variablesFor(server))
    expect(changes.exitCode, changes.output).toBe(0)
    for (const name of ['a', 'b'])
      expect(changes.stdout).toContain(`packages/${name}/cassettes/test/ask.test.js/asks.yaml`)
    writeSuites(project, 'asks anew', 'three')
    await project.jest([], variablesFor(server))
    expect((await project.node([CLI, 'prune', '--yes'], variablesFor(server))).stdout).toBe('removed 2 files\n')
    expect(project.list('packages/a/cassettes')).toEqual(['test/ask.test.js/asks anew.yaml'])
  })
})

const AUTHOR = ['-c', 'user.name=tests', '-c', 'user.email=tests@example.com'] as const

function spentOf(report: Readonly<Record<string, unknown>>): { readonly usd: number } {
  const usd = isJsonObject(report['usd']) ? report['usd']['spent'] : undefined
  return { usd: typeof usd === 'number' ? usd : Number.NaN }
}
