import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createJestProject } from '../helpers/projects/jest-project.ts'
import { createVitestProject, type VitestProject } from '../helpers/projects/vitest-project.ts'
import { OPENAI_KEY, startOpenAIHost, type OpenAIHost } from '../helpers/servers/openai-host.ts'
import { SHOWN } from './shown.ts'

/** What differs from run to run: times, ports, ids of folders. */
function settled(text: string): string {
  return text.replaceAll(/\d+(?:\.\d+)?m?s of waiting/g, '- of waiting')
}

describe('the README', () => {
  let host: OpenAIHost
  let project: VitestProject

  beforeAll(async () => {
    host = await startOpenAIHost()
    project = createVitestProject({
      'vitest.config.ts': SHOWN.vitestConfig.text,
      'test/greet.test.ts': SHOWN.greetTest.text,
    })
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
    await project[Symbol.asyncDispose]()
  })

  test('shows a test that records, and the cassette it writes', async () => {
    const { exitCode } = await project.vitest(['run'], host.variables(OPENAI_KEY))
    expect(exitCode).toBe(0)
    const cassette = settled(project.read('cassettes/test/greet.test.ts/greets Ann.yaml'))
    // A line with an ellipsis stands for lines that are left out.
    const shown = settled(SHOWN.cassette.text).split('…\n')
    expect(cassette.startsWith(shown[0] ?? '')).toBe(true)
    expect(cassette.endsWith(shown.at(-1) ?? '')).toBe(true)
    for (const part of shown) expect(cassette).toContain(part)
  })

  test('shows the summary of a strict run', async () => {
    await host.server.close()
    const { exitCode, output } = await project.vitest(['run'], host.variables({ CI: 'true' }))
    expect(exitCode).toBe(0)
    expect(settled(output)).toContain(settled(SHOWN.summary.text).trimEnd())
  })

  test('shows the message of a changed prompt', async () => {
    project.write('test/greet.test.ts', SHOWN.greetTest.text.replace('Say hello to Ann', 'Say hello to Anna'))
    const { exitCode, output } = await project.vitest(['run'], host.variables({ CI: 'true' }))
    expect(exitCode).toBe(1)
    expect(output).toContain(SHOWN.divergence.text.trimEnd())
    expect(SHOWN.divergenceInReference.text).toBe(SHOWN.divergence.text)
    project.write('test/greet.test.ts', SHOWN.greetTest.text)
  })

  test('shows a configuration of Jest, which replays what Vitest recorded', async () => {
    const greet = SHOWN.greetTest.text
      .replace(/^import OpenAI.*$/m, "const OpenAI = require('openai')")
      .replace(/^import .*$/m, '')
    await using jest = createJestProject({ 'jest.config.cjs': SHOWN.jestConfig.text, 'test/greet.test.js': greet })
    jest.write(
      'cassettes/test/greet.test.js/greets Ann.yaml',
      project.read('cassettes/test/greet.test.ts/greets Ann.yaml'),
    )
    const listed = await jest.jest([], host.variables({ CI: 'true' }))
    expect(listed.exitCode).toBe(0)
    expect(listed.output).toContain('strict · 1 test · 1 call replayed · 0 live')

    jest.write('jest.config.cjs', SHOWN.jestPreset.text)
    const preset = await jest.jest([], host.variables({ CI: 'true' }))
    expect(preset.exitCode).toBe(0)
    expect(preset.output).toContain('strict · 1 test · 1 call replayed · 0 live')
  })

  test('leads to the plugin in one line', async () => {
    project.write('vitest.config.ts', SHOWN.vitestPlugin.text)
    const { exitCode, output } = await project.vitest(['run'], host.variables({ CI: 'true' }))
    expect(exitCode).toBe(0)
    expect(output).toContain('1 call replayed')
  })

  test('leads to a script, and to options for one test', async () => {
    await host.restart()
    project.write('script.ts', SHOWN.script.text)
    const { stdout } = await project.node(['script.ts'], host.variables(OPENAI_KEY))
    expect(stdout).toContain('You said: Summarize')
    expect(project.exists('cassettes/daily summary.yaml')).toBe(true)

    project.write('test/greet-again.test.ts', SHOWN.greetAgain.text)
    const { exitCode, output } = await project.vitest(['run', 'greet-again'], host.variables(OPENAI_KEY))
    expect(output).toContain('3 recorded')
    expect(exitCode).toBe(0)
  })
})
