import { spawn } from 'node:child_process'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const FILE = `${ASK}\ntest('asks', async () => { await ask('one') })`
const config = (body: string): string => `import { rewind } from 'rewind/plugin'
import { defineConfig } from 'vitest/config'
export default defineConfig(${body})`

describe('rewind/plugin', () => {
  test('sets everything up in one line, whatever reporter is asked for', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      'vitest.config.ts': config('{ plugins: [rewind()] }'),
      'test/a.test.ts': FILE,
    })
    const { output, exitCode } = await project.vitest(['run', '--reporter=dot'], variablesFor(server))
    expect(exitCode).toBe(0)
    expect(output).toContain('1 recorded')
    expect(project.list('cassettes')).toEqual(['test/a.test.ts/asks.yaml'])
  })

  test('does no harm when set-up file and reporter are listed as well', async () => {
    await using server = await startProviderServer()
    const twice = config(
      `{ plugins: [rewind(), rewind()], test: { setupFiles: ['rewind/vitest', 'rewind/vitest'], reporters: ['default', 'rewind/reporter', 'rewind/reporter'] } }`,
    )
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      'vitest.config.ts': twice,
      'test/a.test.ts': FILE,
    })
    const recorded = await project.vitest(['run'], variablesFor(server))
    expect(recorded.output.match(/ rewind {3}/g)).toHaveLength(1)
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(0)
    expect(strict.output).toContain('strict · 1 test · 1 call replayed')
  })

  test('names a test file that two projects recorded', async () => {
    await using server = await startProviderServer()
    const projects = config(
      `{ plugins: [rewind()], test: { projects: [{ extends: true, test: { name: 'one' } }, { extends: true, test: { name: 'two' } }] } }`,
    )
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      'vitest.config.ts': projects,
      'test/a.test.ts': FILE,
    })
    const recorded = await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'record' }))
    expect(recorded.output.replaceAll(/\s+/g, ' ')).toContain(
      "test/a.test.ts was recorded by the projects one, two, which share its cassettes: call configure({ cassettes: 'cassettes/<project>' })",
    )
    const replayed = await project.vitest(['run'], variablesFor(server))
    expect(replayed.output).not.toContain('share its cassettes')
  })

  test('reaches every project of a workspace', async () => {
    await using server = await startProviderServer()
    const projects = config(
      `{ plugins: [rewind()], test: { projects: [{ extends: true, test: { name: 'one', include: ['test/a.test.ts'] } }, { extends: true, test: { name: 'two', include: ['test/b.test.ts'] } }] } }`,
    )
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      'vitest.config.ts': projects,
      'test/a.test.ts': FILE,
      'test/b.test.ts': FILE,
    })
    const { output } = await project.vitest(['run'], variablesFor(server))
    expect(output).toContain('2 tests')
    expect(project.list('cassettes')).toEqual(['test/a.test.ts/asks.yaml', 'test/b.test.ts/asks.yaml'])
  })

  test('refuses a project that runs in a browser', async () => {
    await using project = createVitestProject({
      'vitest.config.ts': `import { preview } from '@vitest/browser-preview'\n${config("{ plugins: [rewind()], test: { name: 'pages', browser: { enabled: true, provider: preview(), instances: [{ browser: 'chromium' }] } } }")}`,
      'test/a.test.ts': FILE,
    })
    const { output, exitCode } = await project.vitest(['run'], { PROVIDER_HOST: '127.0.0.1:1' })
    expect(exitCode).not.toBe(0)
    expect(output).toContain('runs in a browser  [REWIND_RUNNER]')
  })
})

describe('watch mode', () => {
  test('is not triggered by the cassettes that a run writes', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': FILE })
    const child = spawn(process.execPath, [join(project.root, 'node_modules/vitest/vitest.mjs'), 'watch'], {
      cwd: project.root,
      env: { PATH: process.env['PATH'], NO_COLOR: '1', ...variablesFor(server, { REWIND_MODE: 'record' }) },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    try {
      let output = ''
      const seen = (text: string): Promise<void> =>
        new Promise((resolve) => {
          const check = (): void => {
            if (!output.includes(text)) return
            child.stdout.off('data', check)
            resolve()
          }
          child.stdout.on('data', check)
          check()
        })
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
      await seen('1 recorded')
      // What follows is the answer to this change and to nothing before it.
      project.write('test/a.test.ts', FILE.replace('one', 'two'))
      await seen('RERUN')
      await seen('x1')
      expect(output.match(/RERUN/g)).toHaveLength(1)
      expect(output).toContain('test/a.test.ts')
      expect(server.requests.length).toBeLessThanOrEqual(2)
    } finally {
      child.kill()
    }
  })
})
