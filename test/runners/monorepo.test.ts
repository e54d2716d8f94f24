import { describe, expect, test } from 'vitest'

import { createJestProject } from '../helpers/jest-project.ts'
import { ASK_COMMONJS } from '../helpers/jest-suites.ts'
import { isJsonObject, parseJson } from '../helpers/json-value.ts'
import { startProviderServer } from '../helpers/provider-server.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../helpers/suites.ts'
import { createVitestProject, type VitestProject } from '../helpers/vitest-project.ts'

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

function spentOf(report: Readonly<Record<string, unknown>>): { readonly usd: number } {
  const usd = isJsonObject(report['usd']) ? report['usd']['spent'] : undefined
  return { usd: typeof usd === 'number' ? usd : Number.NaN }
}
