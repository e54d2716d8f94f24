import { expect, test } from 'vitest'

import { startOpenAIHost } from '../helpers/servers/openai-host.ts'
import { openExample, type ExampleName } from './examples.ts'

async function replay(name: ExampleName): Promise<void> {
  await using host = await startOpenAIHost()
  await using example = openExample(name)
  const { exitCode, output } = await example.run(host.variables({ CI: 'true' }))

  expect(output).toContain('strict · 2 tests · 2 calls replayed · 0 live')
  expect(exitCode).toBe(0)
  expect(host.server.connections).toBe(0)
}

test('the example for Vitest replays its cassettes (else: node test/docs/examples.ts)', () => replay('vitest'))

test('the example for Jest replays its cassettes (else: node test/docs/examples.ts)', () => replay('jest'))
