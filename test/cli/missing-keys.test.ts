import { join } from 'node:path'

import { expect, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import { chatCall, createRecordedProject } from '../helpers/projects/recorded-project.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

const COMMAND = join(import.meta.dirname, '../../dist/cli.js')
const LINE = 'rewind  ANTHROPIC_API_KEY is not set: unless a test sets it, they are not sent (2 calls to Anthropic)'

function toAnthropic(question: string): Call {
  const call = chatCall(question, 'Hello')
  return { ...call, request: { ...call.request, url: 'https://api.anthropic.com/v1/messages' } }
}

test('before everything is recorded again, the keys are named that its calls will need', async () => {
  await using server = await startProviderServer()
  await using project = createRecordedProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('one') })`,
  })
  project.record('cassettes/test/b.test.ts/greets.yaml', 'greets', [toAnthropic('Hi'), toAnthropic('Ho')])
  const record = async (
    words: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): Promise<string> => {
    const { output } = await project.node([COMMAND, 'record', ...words], variablesFor(server, variables))
    expect(output).toContain('Tests  1 passed')
    return output
  }
  const output = await record([])
  expect(output).toContain(`${LINE}\n`)
  expect(output.indexOf(LINE)).toBeLessThan(output.indexOf('RUN'))
  expect(await record(['test/a.test.ts'])).not.toContain('is not set')
  expect(await record([], { ANTHROPIC_API_KEY: 'sk-real' })).not.toContain('is not set')
  project.write('.env.test', 'export ANTHROPIC_API_KEY=sk-real\n')
  expect(await record([])).not.toContain('is not set')
})
