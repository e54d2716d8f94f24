import { describe, expect, test } from 'vitest'

import { MOCHA, NODE_TEST, projectFor, SCRIPT, TEST_FILE, VITEST } from '../../helpers/projects/runners.ts'
import { variablesFor } from '../../helpers/projects/suites.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'
import { describeRunner, expectReplay } from '../behaviours.ts'

const suite = (prompt: string): string => `describe('chat', () => {
  test('asks', async () => { await ask('${prompt}') })
  test('asks twice', async () => { await ask('${prompt} twice') })
})`

describe('in node:test', () => describeRunner(NODE_TEST, 'no retries'))

describe('in Mocha', () => describeRunner(MOCHA))

describe('in a script', () => describeRunner(SCRIPT, 'no retries'))

describe.each([
  { recorder: VITEST, player: NODE_TEST },
  { recorder: NODE_TEST, player: MOCHA },
  { recorder: MOCHA, player: VITEST },
])('what $recorder.name recorded', ({ recorder, player }) => {
  test('$player.name replays', () => expectReplay(recorder, player))
})

describe.each([NODE_TEST, MOCHA])('in $name', (runner) => {
  test('the fix of a divergence records just its test, and makes it green', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, suite('old'))
    await runner.run(project, variablesFor(server))
    project.write(TEST_FILE, runner.prelude + suite('new'))
    const failed = await runner.run(project, variablesFor(server))
    expect(failed.output).toContain('npx rewind update test/a.test.js -t "chat > asks"')
    const before = server.requests.length
    const update = ['node_modules/rewind/dist/cli.js', 'update', TEST_FILE, '-t', 'chat > asks']
    const updated = await project.node(update, variablesFor(server))
    expect(updated.exitCode, updated.output).toBe(0)
    expect(updated.output).toContain('update · 1 test · 0 calls replayed · 1 recorded')
    expect(server.requests.slice(before).map(({ body }) => /new[ \w]*/.exec(body)?.[0])).toEqual(['new'])
    const strict = await runner.run(project, variablesFor(server, { CI: 'true' }))
    expect(strict.output).toContain('diverged   1 test')
  })
})
