import { expect, test } from 'vitest'

import { parseJson } from '../../helpers/json-value.ts'
import { createJestProject } from '../../helpers/projects/jest-project.ts'
import { ASK_COMMONJS } from '../../helpers/projects/jest-suites.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const vitestConfig = (html: string): string => `import { defineConfig } from 'vitest/config'
export default defineConfig({ test: { setupFiles: ['rewind/vitest'], reporters: ['default', ['rewind/reporter', { html: '${html}' }]] } })`
const jestConfig = `module.exports = { setupFilesAfterEnv: ['rewind/jest'], reporters: ['default', ['rewind/jest-reporter', { html: 'run.html' }]] }`

/** A suite of which a later run diverges in one test, and leaves a call of another. */
const TESTS = `
const later = process.env.LATER === '1'
test('greets', async () => { await ask(later ? 'Hello Anna' : 'Hello Ann') })
test('asks twice', async () => { await ask('one'); if (!later) await ask('two') })
test('thinks alone', () => {})`

/** What both runners leave after the later run. */
const LATER_RUN = {
  run: { mode: 'strict', calls: { replayed: 1, recorded: 0, diverged: 1, unused: 1 } },
  tests: [
    { name: 'asks twice', calls: 2, run: { calls: { replayed: 1, unused: 1 }, unusedCalls: [2] } },
    {
      name: 'greets',
      calls: 1,
      run: {
        calls: { diverged: 1 },
        divergences: [
          {
            call: 1,
            nearest: 1,
            differences: [{ path: '$.messages[0].content', recorded: 'Hello Ann', received: 'Hello Anna' }],
          },
        ],
      },
    },
  ],
}

function indexOf(page: string): unknown {
  return parseJson(/id="index"[^>]*>(.*?)<\/script>/su.exec(page)?.[1] ?? '')
}

test('Vitest writes its run as a page: what was recorded, then what diverged and was left', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'vitest.config.ts': vitestConfig('run.html'),
    'test/a.test.ts': ASK + TESTS,
  })
  await project.vitest(['run'], variablesFor(server))
  expect(indexOf(project.read('run.html'))).toMatchObject({
    run: { mode: 'replay', calls: { recorded: 3 } },
    tests: [
      { name: 'asks twice', file: 'test/a.test.ts', calls: 2, models: ['gpt-4o-mini'], run: { recorded: 'new' } },
      { name: 'greets', calls: 1 },
    ],
  })
  await project.vitest(['run'], variablesFor(server, { CI: 'true', LATER: '1' }))
  expect(indexOf(project.read('run.html'))).toMatchObject(LATER_RUN)
})

test('Jest writes the same', async () => {
  await using server = await startProviderServer()
  await using project = createJestProject({
    'rewind.config.mts': SERVER_CONFIG,
    'jest.config.cjs': jestConfig,
    'test/a.test.js': ASK_COMMONJS + TESTS,
  })
  await project.jest([], variablesFor(server))
  await project.jest([], variablesFor(server, { CI: 'true', LATER: '1' }))
  expect(indexOf(project.read('run.html'))).toMatchObject(LATER_RUN)
})

test('a run without calls is a page, too; one that cannot be written fails the run', async () => {
  await using project = createVitestProject({
    'vitest.config.ts': vitestConfig('run.html'),
    'test/a.test.ts': `import { test } from 'vitest'\ntest('adds', () => {})`,
  })
  expect(await project.vitest()).toMatchObject({ exitCode: 0 })
  expect(indexOf(project.read('run.html'))).toMatchObject({ tests: [], run: { calls: { replayed: 0 } } })
  project.write('vitest.config.ts', vitestConfig('no/such/folder/run.html'))
  const { exitCode, output } = await project.vitest()
  expect(exitCode).toBe(1)
  expect(output).toContain('[REWIND_REPORT]')
})
