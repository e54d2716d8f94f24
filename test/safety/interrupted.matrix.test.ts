import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../helpers/projects/vitest-project.ts'
import { startProviderServer, type ProviderServer } from '../helpers/servers/provider-server.ts'

const CASSETTE = 'cassettes/test/a.test.ts/asks.yaml'
const NEVER = { raw: { chunks: [{ bytes: '' }, { bytes: '', afterMs: 600_000 }] } }
const USUAL = { change: {} }

/** A test of six calls, one after the other. */
const SIX = `${ASK}\ntest('asks', async () => { for (const prompt of ['a', 'b', 'c', 'd', 'e', 'f']) await ask('new ' + prompt) })`

/** Runs the project in update mode, and ends it when as many calls were answered and the next one is under way. */
async function interrupt(
  project: VitestProject,
  server: ProviderServer,
  { signal, answered }: { readonly signal: 'SIGKILL' | 'SIGINT'; readonly answered: number },
): Promise<void> {
  const before = server.requests.length
  server.next(...Array.from({ length: answered }, () => USUAL), NEVER)
  const child = spawn(process.execPath, [join(project.root, 'node_modules/vitest/vitest.mjs'), 'run'], {
    cwd: project.root,
    env: { PATH: process.env['PATH'], ...variablesFor(server, { REWIND_MODE: 'update' }) },
    stdio: 'ignore',
    detached: true,
  })
  const closed = once(child, 'close')
  await expect.poll(() => server.requests.length, { timeout: 20_000 }).toBe(before + answered + 1)
  // Its workers as well: a group.
  process.kill(-(child.pid ?? 0), signal)
  await closed
}

test('what a run had recorded when it was killed or interrupted is not asked again, and the cassette is as it was', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('old') })`,
  })
  await project.vitest(['run'], variablesFor(server))
  const before = project.read(CASSETTE)
  project.write('test/a.test.ts', SIX)

  await interrupt(project, server, { signal: 'SIGKILL', answered: 0 })
  await interrupt(project, server, { signal: 'SIGKILL', answered: 1 })
  await interrupt(project, server, { signal: 'SIGINT', answered: 1 })
  await interrupt(project, server, { signal: 'SIGKILL', answered: 2 })
  expect(project.read(CASSETTE)).toBe(before)
  expect(project.list('cassettes')).toHaveLength(1)

  const last = await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'update' }))
  expect(last.exitCode, last.output).toBe(0)
  const asked = server.requests.map(({ body }) => /new (.)/.exec(body)?.[1]).filter((prompt) => prompt !== undefined)
  // Each as often as it was under way when the run ended, and once more.
  expect(asked).toEqual(['a', 'a', 'b', 'b', 'c', 'c', 'd', 'e', 'e', 'f'])
  expect(project.list('.rewind')).toEqual(['.gitignore', 'last-run'])
  const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  expect(strict.exitCode).toBe(0)
})
