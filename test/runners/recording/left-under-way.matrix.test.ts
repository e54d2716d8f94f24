import { expect, test } from 'vitest'

import { projectFor, VITEST } from '../../helpers/projects/runners.ts'
import { variablesFor } from '../../helpers/projects/suites.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

test('the summary names the host of a call that no test waited for', async () => {
  await using server = await startProviderServer()
  const headers = { 'content-type': 'application/json' }
  server.next({ raw: { headers, chunks: [{ bytes: '{"a":' }, { bytes: '1}', afterMs: 60_000 }] } })
  await using project = projectFor(
    VITEST,
    `configure({ recordTimeout: 300 })\ntest('asks', async () => { await ask('one') }, 300)`,
  )
  const { exitCode, output } = await VITEST.run(project, variablesFor(server))
  expect(exitCode).toBe(1)
  expect(output.replaceAll(/\s+/g, ' ')).toMatch(
    /not recorded 127\.0\.0\.1:\d+: still under way 5 s after the test ended: await every call, or give the test more time/,
  )
  expect(output).not.toContain('no test called a known LLM host')
})
