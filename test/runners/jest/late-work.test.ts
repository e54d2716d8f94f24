import { describe, expect, test } from 'vitest'

import { createJestProject } from '../../helpers/projects/jest-project.ts'
import { ASK_COMMONJS } from '../../helpers/projects/jest-suites.ts'
import { JEST, projectFor } from '../../helpers/projects/runners.ts'
import { SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

describe('work that outlives its test', () => {
  test('is recorded for its own test, marked late', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(
      JEST,
      `let late\ntest('first', () => { late = new Promise((resolve) => { setTimeout(resolve, 50) }).then(() => ask('late')) })\ntest('second', async () => { await late })`,
    )
    await project.jest([], variablesFor(server))
    expect(project.list('cassettes/test/a.test.js')).toEqual(['first.yaml'])
    expect(project.read('cassettes/test/a.test.js/first.yaml')).toContain('"late":true')
  })

  test('is refused with a warning when it outlives its file, and fails a run in strict', async () => {
    await using server = await startProviderServer()
    await using project = createJestProject({
      'rewind.config.mts': SERVER_CONFIG,
      'test/a.test.js': `${ASK_COMMONJS}setTimeout(() => { ask('of the module').catch(() => {}) }, 200)
test('a', () => { setTimeout(() => { ask('of a test').catch(() => {}) }, 200) })`,
      // Jest runs the larger file first.
      'test/b.test.js': `test('b', async () => { await new Promise((resolve) => { setTimeout(resolve, 1200) }) })`,
    })
    const strict = variablesFor(server, { REWIND_MODE: 'strict' })
    const { exitCode, output } = await project.jest(['--runInBand'], strict)
    expect(output.match(/was made after its test file had ended, and not sent {2}\[REWIND_NO_SESSION\]/g)).toHaveLength(
      2,
    )
    expect(exitCode).toBe(1)
    expect(server.connections).toBe(0)
  })

  test('fails a run in strict from a worker, whose own exit code nobody sees', async () => {
    await using server = await startProviderServer()
    const slow = `test('is slow', async () => { await new Promise((resolve) => { setTimeout(resolve, 1200) }) })`
    await using project = createJestProject({
      'rewind.config.mts': SERVER_CONFIG,
      'test/a.test.js': `${ASK_COMMONJS}test('a', () => { setTimeout(() => { ask('late').catch(() => {}) }, 200) })`,
      'test/b.test.js': slow,
      'test/c.test.js': slow,
    })
    const strict = variablesFor(server, { REWIND_MODE: 'strict' })
    const { exitCode, output } = await project.jest(['--maxWorkers=2'], strict)
    expect(output).toContain('was made after its test file had ended, and not sent  [REWIND_NO_SESSION]')
    expect(exitCode, output).toBe(1)
    expect(server.connections).toBe(0)
  })
})
