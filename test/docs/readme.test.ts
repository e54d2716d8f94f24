import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createCertificate, type TestCertificate } from '../helpers/certificates.ts'
import { createJestProject } from '../helpers/jest-project.ts'
import { startProviderServer, type ProviderServer } from '../helpers/provider-server.ts'
import { createVitestProject, type VitestProject } from '../helpers/vitest-project.ts'

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

/** The code blocks of the README, by the file name in their first line or by what they contain. */
function block(language: string, contains: string): string {
  const blocks = [...README.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(
    (match) => match[1] === language && match[2]?.includes(contains),
  )
  const [found] = blocks
  if (found?.[2] === undefined) throw new Error(`README.md has no ${language} block with ${contains}`)
  return found[2]
}

/** What differs from run to run: times, ports, ids of folders. */
function settled(text: string): string {
  return text
    .replaceAll(/^( +)(latency|duration): \d+$/gm, '$1$2: 0')
    .replaceAll(/recordedAt: ".*"/g, 'recordedAt: "-"')
    .replaceAll(/\d+(?:\.\d+)?m?s of waiting/g, '- of waiting')
}

describe('the README', () => {
  let certificate: TestCertificate
  let server: ProviderServer
  let project: VitestProject
  let scratch: string

  beforeAll(async () => {
    certificate = await createCertificate(['api.openai.com'])
    server = await startProviderServer({ tls: certificate })
    scratch = mkdtempSync(join(tmpdir(), 'rewind-readme-'))
    project = createVitestProject({
      'vitest.config.ts': block('ts', '// vitest.config.ts\nimport { defineConfig } from'),
      'test/greet.test.ts': block('ts', '// test/greet.test.ts'),
    })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await project[Symbol.asyncDispose]()
    certificate[Symbol.dispose]()
    rmSync(scratch, { recursive: true, force: true })
  })

  const variables = (more: Readonly<Record<string, string>>): Record<string, string> => ({
    LOOPBACK_HOSTS: JSON.stringify({ 'api.openai.com:443': server.port }),
    LOOPBACK_LOG: join(scratch, 'connections.log'),
    NODE_EXTRA_CA_CERTS: certificate.caFile,
    NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, '../helpers/loopback-network.mjs')).href}`,
    ...more,
  })

  test('shows a test that records, and the cassette it writes', async () => {
    const { exitCode } = await project.vitest(['run'], variables({ OPENAI_API_KEY: 'sk-test-4f9c2a7b1e8d4c6f9a0b' }))
    expect(exitCode).toBe(0)
    const cassette = settled(project.read('cassettes/test/greet.test.ts/greets Ann.yaml'))
    // A line with an ellipsis stands for lines that are left out.
    const shown = settled(block('yaml', 'rewind: 1')).split('…\n')
    expect(cassette.startsWith(shown[0] ?? '')).toBe(true)
    expect(cassette.endsWith(shown.at(-1) ?? '')).toBe(true)
    for (const part of shown) expect(cassette).toContain(part)
  })

  test('shows the summary of a strict run', async () => {
    await server.close()
    const { exitCode, output } = await project.vitest(['run'], variables({ CI: 'true' }))
    expect(exitCode).toBe(0)
    expect(settled(output)).toContain(settled(block('text', '1 call replayed')).trimEnd())
  })

  test('shows the message of a changed prompt', async () => {
    project.write(
      'test/greet.test.ts',
      block('ts', '// test/greet.test.ts').replace('Say hello to Ann', 'Say hello to Anna'),
    )
    const { exitCode, output } = await project.vitest(['run'], variables({ CI: 'true' }))
    expect(exitCode).toBe(1)
    expect(output).toContain(block('text', 'has no recorded answer').trimEnd())
  })

  test('shows a configuration that loads', async () => {
    project.write('rewind.config.ts', block('ts', '// rewind.config.ts'))
    project.write('test/greet.test.ts', block('ts', '// test/greet.test.ts'))
    const { exitCode } = await project.vitest(['run'], variables({ CI: 'true' }))
    expect(exitCode).toBe(0)
  })

  test('shows a configuration of Jest, which replays what Vitest recorded', async () => {
    const greet = block('ts', '// test/greet.test.ts')
      .replace(/^import OpenAI.*$/m, "const OpenAI = require('openai')")
      .replace(/^import .*$/m, '')
    await using jest = createJestProject({
      'jest.config.cjs': block('js', '// jest.config.js'),
      'test/greet.test.js': greet,
    })
    jest.write(
      'cassettes/test/greet.test.js/greets Ann.yaml',
      project.read('cassettes/test/greet.test.ts/greets Ann.yaml'),
    )
    const { exitCode, output } = await jest.jest([], variables({ CI: 'true' }))
    expect(exitCode).toBe(0)
    expect(output).toContain('strict · 1 test · 1 call replayed · 0 live')
  })

  test('shows the plugin in one line', async () => {
    project.write('vitest.config.ts', block('ts', 'rewind/plugin'))
    const { exitCode, output } = await project.vitest(['run'], variables({ CI: 'true' }))
    expect(exitCode).toBe(0)
    expect(output).toContain('1 call replayed')
  })

  test('shows a script', async () => {
    await using live = await startProviderServer({ tls: certificate })
    project.write('script.ts', block('ts', 'withCassette'))
    const hosts = JSON.stringify({ 'api.openai.com:443': live.port })
    const { stdout } = await project.node(
      ['script.ts'],
      variables({ LOOPBACK_HOSTS: hosts, OPENAI_API_KEY: 'sk-test-4f9c2a7b1e8d4c6f9a0b' }),
    )
    expect(stdout).toContain('You said: Summarize')
    expect(project.exists('cassettes/daily summary.yaml')).toBe(true)
  })

  test('lists every error code', () => {
    const codes = [
      ...readFileSync(join(import.meta.dirname, '../../src/errors.ts'), 'utf8').matchAll(/^ {2}\| '(REWIND_\w+)'$/gm),
    ].map((match) => match[1])
    expect(codes.length).toBeGreaterThan(10)
    for (const code of codes) expect(README).toContain(`| \`${code}\` |`)
  })
})
