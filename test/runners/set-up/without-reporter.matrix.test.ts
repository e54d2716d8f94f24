import { describe, expect, test } from 'vitest'

import { parseJson } from '../../helpers/json-value.ts'
import { JEST, projectFor } from '../../helpers/projects/runners.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const FILES = {
  'rewind.config.ts': SERVER_CONFIG,
  'test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('one'); await ask('two') })`,
}
const WITH_PLUGIN = {
  ...FILES,
  'vitest.config.ts': `import { rewind } from 'rewind/plugin'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [rewind()] })`,
}

function readReport(project: VitestProject): unknown {
  return parseJson(project.read('report.json'))
}

describe('stdout that programs read', () => {
  test('of the JSON reporter stays JSON: the summary goes to stderr', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject(WITH_PLUGIN, { vitest: 4 })
    const { stdout, stderr } = await project.vitest(['run', '--reporter=json'], variablesFor(server))
    expect(parseJson(stdout)).toMatchObject({ numPassedTests: 1, success: true })
    expect(stderr).toContain('2 recorded')
  })

  test('of the JSON reporter of Vitest 5, which is asked for it, stays JSON', async () => {
    await using server = await startProviderServer()
    const reporters = `{ plugins: [rewind()], test: { reporters: [['json', { stdout: true }]] } }`
    await using project = createVitestProject({
      ...WITH_PLUGIN,
      'vitest.config.ts': WITH_PLUGIN['vitest.config.ts'].replace('{ plugins: [rewind()] }', reporters),
    })
    const { stdout, stderr } = await project.vitest(['run'], variablesFor(server))
    expect(parseJson(stdout)).toMatchObject({ numPassedTests: 1, success: true })
    expect(stderr).toContain('2 recorded')
  })

  test.each(['junit', 'tap', 'tap-flat'])('of the reporter %s has no summary in it', async (reporter) => {
    await using server = await startProviderServer()
    await using project = createVitestProject(WITH_PLUGIN)
    const { stdout, stderr } = await project.vitest(['run', `--reporter=${reporter}`], variablesFor(server))
    expect(stdout).not.toContain('rewind  ')
    expect(stderr).toContain('2 recorded')
  })

  test('is not read where it goes to a file: the summary stays beside that of Vitest', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject(WITH_PLUGIN)
    const parameters = ['run', '--reporter=default', '--reporter=json', '--outputFile.json=out.json']
    const { stdout } = await project.vitest(parameters, variablesFor(server))
    expect(stdout).toContain('2 recorded')
    expect(parseJson(project.read('out.json'))).toMatchObject({ success: true })
  })
})

describe("a run without rewind's reporter", () => {
  test('says in one line what went live, and nothing where all was replayed', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject(FILES)
    const recorded = await project.vitest(['run', '--reporter=dot'], variablesFor(server))
    expect(recorded.stderr).toBe(
      'rewind  2 calls of test/a.test.ts went live, 2 recorded: for a summary, add --reporter=rewind/reporter\n',
    )
    const replayed = await project.vitest(['run', '--reporter=dot'], variablesFor(server))
    expect(replayed.stderr).toBe('')
  })

  test.each(['forks', 'threads'])('says so in the pool %s, as JSON stays JSON', async (pool) => {
    await using server = await startProviderServer()
    await using project = createVitestProject(FILES, { vitest: 4 })
    const parameters = ['run', '--reporter=json', `--pool=${pool}`]
    const { stdout, stderr } = await project.vitest(parameters, variablesFor(server))
    expect(parseJson(stdout)).toMatchObject({ success: true })
    expect(stderr).toContain('rewind  2 calls of test/a.test.ts went live, 2 recorded')
  })

  test('says that it cannot write REWIND_REPORT', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject(FILES)
    await project.vitest(['run'], variablesFor(server))
    const report = { REWIND_REPORT: 'report.json' }
    const { stderr } = await project.vitest(['run', '--reporter=dot'], variablesFor(server, report))
    expect(stderr).toBe('rewind  REWIND_REPORT is not written: for a summary, add --reporter=rewind/reporter\n')
    await project.vitest(['run', '--reporter=dot', '--reporter=rewind/reporter'], variablesFor(server, report))
    expect(readReport(project)).toMatchObject({ calls: { replayed: 2 } })
  })

  test('has one all the same under the plugin, which writes REWIND_REPORT', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject(WITH_PLUGIN)
    const variables = variablesFor(server, { REWIND_REPORT: 'report.json' })
    const { output } = await project.vitest(['run', '--reporter=junit'], variables)
    expect(output).not.toContain('went live')
    expect(readReport(project)).toMatchObject({ calls: { recorded: 2 } })
  })

  test('of Jest says it too', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(JEST, `test('asks', async () => { await ask('one') })`)
    const silent = await project.jest(['--reporters=default'], variablesFor(server))
    expect(silent.stderr).toContain(
      'rewind  1 call of test/a.test.js went live, 1 recorded: for a summary, add --reporters=rewind/jest-reporter\n',
    )
    const reported = await project.jest([], variablesFor(server, { REWIND_MODE: 'record' }))
    expect(reported.output).not.toContain('went live,')
  })
})

test('a script says what went live when it ends', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'script.mjs': `import OpenAI from 'openai'
import { withCassette } from 'rewind'
const openai = new OpenAI({ baseURL: \`http://\${process.env.PROVIDER_HOST}/v1\` })
const ask = (content) => openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
await withCassette('first', () => ask('one'))
await withCassette('second', () => ask('two'))`,
  })
  const recorded = await project.node(['script.mjs'], variablesFor(server))
  expect(recorded.stderr).toBe(
    'rewind  2 calls of this script went live, 2 recorded: review and commit the cassettes\n',
  )
  const replayed = await project.node(['script.mjs'], variablesFor(server))
  expect(replayed.output).toBe('')
})
