import { describe, expect, test } from 'vitest'

import { ASK, promptsIn, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const SET_UP = ['--import', 'rewind/node-test']
const FILE = 'test/a.test.ts'
const IMPORTS = `import { after, afterEach, before, beforeEach, describe, test } from 'node:test'\n`

function createProject(body: string): VitestProject {
  const ask = ASK.replace(/^import \{.*'vitest'\n/m, '').replace(/^import \{.*'rewind'\n/m, '')
  return createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, [FILE]: IMPORTS + ask + body })
}

const asked = (project: VitestProject, name: string): readonly string[] =>
  promptsIn(project.read(`cassettes/${FILE}/${name}.yaml`))

describe('node:test', () => {
  test('has a cassette for each subtest, and hooks within a test are its own', async () => {
    await using server = await startProviderServer()
    await using project = createProject(`before(() => ask('before'))
describe('suite', () => {
  before(() => ask('before suite'))
  test('outer', async (t) => {
    await ask('outer')
    await t.test('inner', async (t) => {
      t.after(() => ask('after inner'))
      await ask('inner')
    })
    await Promise.all(['a', 'b'].map((name) => t.test(name, () => ask('of ' + name))))
    await ask('outer again')
  })
})
afterEach(() => ask('around'))`)
    const first = await project.node([...SET_UP, '--test', 'test/*.test.ts'], variablesFor(server))
    expect(first.exitCode, first.output).toBe(0)
    expect(asked(project, '(file)')).toEqual(['before', 'before suite'])
    expect(asked(project, 'suite › outer › inner')).toEqual(['inner', 'around', 'after inner'])
    expect(asked(project, 'suite › outer › a')).toEqual(['of a', 'around'])
    expect(asked(project, 'suite › outer')).toEqual(['outer', 'outer again', 'around'])
    await server.close()
    const strict = await project.node([...SET_UP, '--test', 'test/*.test.ts'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode, strict.output).toBe(0)
  })

  test('runs the tests of a subtest that diverged by the test around it', async () => {
    await using server = await startProviderServer()
    const body = `test('outer', (t) => t.test('inner', () => ask('one')))`
    await using project = createProject(body)
    await project.node([...SET_UP, FILE], variablesFor(server))
    project.write(FILE, project.read(FILE).replace("'one'", "'other'"))
    const changed = await project.node([...SET_UP, FILE], variablesFor(server))
    expect(changed.exitCode).toBe(1)
    expect(changed.output).toContain('npx rewind update test/a.test.ts -t "outer"')
    // The error of the client repeats it.
    expect(changed.output.match(/has no recorded answer/g)).toHaveLength(1)
  })

  test('skip, todo and only keep their meaning, and what was left out is not missed', async () => {
    await using server = await startProviderServer()
    await using project = createProject(`test.skip('skipped', () => ask('no'))
test.todo('planned', () => ask('planned'))
test.only('chosen', () => ask('chosen'))
test('other', () => ask('other'))`)
    await project.node([...SET_UP, '--test', 'test/*.test.ts'], variablesFor(server))
    expect(project.list(`cassettes/${FILE}`)).toEqual(['chosen.yaml', 'other.yaml', 'planned.yaml'])
    const strict = variablesFor(server, { CI: 'true' })
    const only = await project.node([...SET_UP, '--test-only', FILE], strict)
    expect(only.exitCode, only.output).toBe(0)
    expect(only.output).toContain('strict · 1 test · 1 call replayed')
  })

  test('runs all files in one process under --test-isolation=none', async () => {
    await using server = await startProviderServer()
    await using project = createProject(`before(() => ask('before'))
test('asks', () => ask('one'))`)
    project.write('test/b.test.ts', project.read(FILE).replace("'one'", "'two'").replace("'before'", "'before b'"))
    const parameters = [...SET_UP, '--test', '--test-isolation=none', 'test/*.test.ts']
    const first = await project.node(parameters, variablesFor(server))
    expect(first.exitCode, first.output).toBe(0)
    expect(first.output).toContain('replay · 2 tests · 0 calls replayed · 4 recorded')
    expect(asked(project, 'asks')).toEqual(['one'])
    expect(promptsIn(project.read('cassettes/test/b.test.ts/asks.yaml'))).toEqual(['two'])
    expect(promptsIn(project.read('cassettes/test/b.test.ts/(file).yaml'))).toEqual(['before b'])
  })

  test('a call that went live is reported by the process of its file if no reporter adds them up', async () => {
    await using server = await startProviderServer()
    await using project = createProject(`test('asks', () => ask('one'))`)
    const { output } = await project.node([...SET_UP, '--test', 'test/*.test.ts'], variablesFor(server))
    expect(output).toContain('rewind  1 call of test/a.test.ts went live, 1 recorded')
  })

  test('--test-update-snapshots records what changed', async () => {
    await using server = await startProviderServer()
    await using project = createProject(`test('asks', () => ask('one'))`)
    await project.node([...SET_UP, FILE], variablesFor(server))
    project.write(FILE, project.read(FILE).replace("'one'", "'other'"))
    const updated = await project.node([...SET_UP, '--test-update-snapshots', FILE], variablesFor(server))
    expect(updated.exitCode, updated.output).toBe(0)
    expect(asked(project, 'asks')).toEqual(['other'])
  })

  test('a divergence is not a success if a test is expected to fail', async () => {
    await using server = await startProviderServer()
    await using project = createProject(`test('asks', { expectFailure: true }, async () => {
  await ask('one').catch(() => {})
  throw new Error('expected')
})`)
    const strict = await project.node([...SET_UP, FILE], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(1)
    expect(strict.output).toContain('[REWIND_DIVERGENCE]')
    expect(server.connections).toBe(0)
  })
})
