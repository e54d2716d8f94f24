import { expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

// Measured on two cores that others used as well: 12.9 s to record 400 tests, 5.5 s for strict, 8.3 s with all of them
// failing, 11.1 s for the command, which asks the model 400 times. The failing run is 1,004 lines: Vitest names every
// failed test twice, and shows the divergence whole once a file, of which there are ten here. The rest is rewind's.

const FILES = 10
const CHANGED = { MODEL: 'gpt-4.1-mini' }

function suiteOf(file: number): string {
  return `${ASK.replace("'gpt-4o-mini'", "process.env.MODEL ?? 'gpt-4o-mini'")}
test.each(Array.from({ length: 40 }, (_, number) => number))('asks %i', async (number) => { await ask('prompt ${file}.' + number) })`
}

test('400 tests that diverge by one model are one group, and one command makes strict green', async () => {
  await using server = await startProviderServer()
  const suites = Array.from({ length: FILES }, (_, file) => [`test/suite-${file}.test.ts`, suiteOf(file)] as const)
  await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, ...Object.fromEntries(suites) })
  await project.vitest(['run'], variablesFor(server))
  expect(server.requests).toHaveLength(400)

  const failed = await project.vitest(['run'], variablesFor(server, { CI: 'true', ...CHANGED }))
  expect(failed.exitCode).toBe(1)
  expect(server.requests).toHaveLength(400)
  const messages = failed.output.match(/^RewindReplayDivergenceError: .*$/gm) ?? []
  const whole = messages.filter((line) => line.endsWith('has no recorded answer  [REWIND_DIVERGENCE]'))
  expect(whole).toHaveLength(FILES)
  // Equal texts are printed once, below the names of their tests.
  expect(messages.length - whole.length).toBe(1)
  // Two pipes: the end of Vitest's own list may come after it.
  const [summary = ''] = failed.output.slice(failed.output.indexOf(' rewind   ')).split(/\n+ FAIL /)
  expect(summary.trimEnd().split('\n')).toEqual([
    ' rewind   strict · 400 tests · 0 calls replayed · 0 live',
    '',
    '   diverged   400 tests: 400 × $.model gpt-4o-mini → gpt-4.1-mini',
    expect.stringMatching(/^ {14}to record them: npx rewind update · about \$0\.\d{4}$/),
  ])

  const [, words = ''] = /to record them: npx rewind (\w+)/.exec(failed.output) ?? []
  const updated = await project.node(['node_modules/rewind/dist/cli.js', words], variablesFor(server, CHANGED))
  expect(updated.exitCode, updated.output).toBe(0)
  expect(server.requests).toHaveLength(800)
  const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true', ...CHANGED }))
  expect(strict.exitCode, strict.output).toBe(0)
})
