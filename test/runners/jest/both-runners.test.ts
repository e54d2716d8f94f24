import { describe, expect, test } from 'vitest'

import { startProviderServer } from '../../helpers/provider-server.ts'
import { variablesFor } from '../../helpers/suites.ts'
import { describeRunner } from '../behaviours.ts'
import { JEST, projectFor, TEST_FILE, VITEST } from './runners.ts'

describe('in Jest', () => describeRunner(JEST))

describe.each([
  { recorder: VITEST, player: JEST },
  { recorder: JEST, player: VITEST },
])('what $recorder.name recorded', ({ recorder, player }) => {
  test('$player.name replays', async () => {
    await using server = await startProviderServer()
    const body = `describe('suite', () => { describe('inner', () => { test('asks', async () => { await ask('one'); await stream('two three') }) }) })
test.each([{ city: 'Paris' }])('goes to $city', async ({ city }) => { await ask(city) })`
    await using project = projectFor(recorder, body)
    await recorder.run(project, variablesFor(server))
    await server.close()
    project.write(TEST_FILE, player.prelude + body)
    const strict = await player.run(project, variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(0)
    expect(strict.output).toContain('strict · 2 tests · 3 calls replayed · 0 live')
  })
})
