import { describe, expect, test } from 'vitest'

import { ASK, variablesFor } from '../../helpers/projects/suites.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'
import { STRICT, projectWith, readReport, asSentence } from '../report/report-project.ts'

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
