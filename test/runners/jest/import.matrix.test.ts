import { join } from 'node:path'

import { expect, test } from 'vitest'

import { createJestProject } from '../../helpers/projects/jest-project.ts'
import { ASK_COMMONJS } from '../../helpers/projects/jest-suites.ts'
import { variablesFor } from '../../helpers/projects/suites.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'
import { answerOf, askedOf } from '../../import/hand-made-call.ts'

const COMMAND = join(import.meta.dirname, '../../../dist/cli.js')
const CONFIG = `module.exports = { hosts: [{ host: process.env.PROVIDER_HOST, provider: 'openai' }] }\n`
const SUITE = `${ASK_COMMONJS}
test('asks one', async () => expect(await ask('one')).toBe('one answers'))
test('asks two', async () => expect(await ask('two')).toBe('two answers'))`

test('Jest takes imported calls as its own, offline, and refuses what is not among them', async () => {
  await using server = await startProviderServer()
  const recorded = ['one', 'two', 'left'].map((prompt) => ({
    request: { url: `${server.origin}/v1/chat/completions`, method: 'POST', headers: {}, body: askedOf(prompt) },
    response: { status: 200, headers: { 'content-type': 'application/json' }, body: answerOf(prompt) },
  }))
  await using project = createJestProject({
    'rewind.config.js': CONFIG,
    'test/a.test.js': SUITE,
    'recordings/a.json': JSON.stringify(recorded),
  })
  const variables = variablesFor(server)
  const imported = await project.node([COMMAND, 'import', 'recordings'], variables)
  expect(imported.exitCode, imported.output).toBe(0)
  const replay = await project.jest([], variables)
  expect(replay.exitCode, replay.output).toBe(0)
  expect(replay.output).toMatch(/imported +2 calls of another tool are on cassettes now/)
  expect(replay.output).toContain('1 call waits in .rewind/import')
  expect(project.list('cassettes')).toEqual(['test/a.test.js/asks one.yaml', 'test/a.test.js/asks two.yaml'])
  const strict = await project.jest(['--ci'], variables)
  expect(strict.exitCode, strict.output).toBe(0)
  project.write('test/a.test.js', `${SUITE}\ntest('asks three', async () => { await ask('three') })`)
  const refused = await project.jest([], variables)
  expect(refused.exitCode).toBe(1)
  expect(refused.output).toContain('it is not among the calls that wait in .rewind/import')
  expect(server.connections).toBe(0)
})
