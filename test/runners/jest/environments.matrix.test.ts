import { describe, expect, test } from 'vitest'

import { patient } from '../../helpers/patience.ts'
import { createJestProject, ES_MODULES } from '../../helpers/projects/jest-project.ts'
import { SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

/** What every environment has or lends: fetch, node:http, and where there is a DOM, XMLHttpRequest. */
const BODY = `
const origin = 'http://' + process.env.PROVIDER_HOST
const bodyOf = (content, stream) => JSON.stringify({ model: 'gpt-4o-mini', stream, messages: [{ role: 'user', content }] })
const headers = { 'content-type': 'application/json' }
async function viaFetch(content) {
  const response = await fetch(origin + '/v1/chat/completions', { method: 'POST', headers, body: bodyOf(content) })
  return (await response.json()).choices[0].message.content
}
function viaHttp(content, stream) {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(origin + '/v1/chat/completions', { method: 'POST', headers }, (response) => {
      const pieces = []
      response.on('data', (chunk) => { pieces.push(String(chunk)) })
      response.on('end', () => resolve(pieces))
    })
    outgoing.on('error', reject)
    outgoing.end(bodyOf(content, stream))
  })
}
function viaXhr(content) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', origin + '/v1/chat/completions')
    xhr.setRequestHeader('content-type', 'application/json')
    xhr.onload = () => resolve(JSON.parse(xhr.responseText).choices[0].message.content)
    xhr.onerror = () => reject(new Error('xhr failed'))
    xhr.send(bodyOf(content))
  })
}
for (let index = 0; index < 3; index += 1) test.concurrent('number ' + index, async () => {
  if (typeof fetch === 'function') expect(await viaFetch('fetch ' + index)).toContain('fetch ' + index)
  expect((await viaHttp('http ' + index)).join('')).toContain('http ' + index)
  expect((await viaHttp('one two three', true)).length).toBeGreaterThan(3)
  if (typeof XMLHttpRequest === 'function') expect(await viaXhr('xhr ' + index)).toContain('xhr ' + index)
})
test('knows its place', () => { if (process.env.PLACE) expect(typeof window).toBe('object') })
`
const COMMONJS = `const http = require('node:http')\n${BODY}`
const TYPED = BODY.replace('viaFetch(content)', 'viaFetch(content: string): Promise<string>')
  .replace('(content, stream) =>', '(content: string, stream?: boolean) =>')
  .replace('viaHttp(content, stream)', 'viaHttp(content: string, stream?: boolean): Promise<string[]>')
  .replace('viaXhr(content)', 'viaXhr(content: string): Promise<string>')
  .replace('const pieces = []', 'const pieces: string[] = []')
const TYPESCRIPT = `import http from 'node:http'\nimport { expect, test } from '@jest/globals'\ndeclare const window: unknown\n${TYPED.replaceAll('XMLHttpRequest', '(globalThis as any).XMLHttpRequest')}`

interface Case {
  readonly config: string
  readonly files: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, string>>
  readonly parameters?: readonly string[]
}

/** Two test files, recorded, then replayed in strict without server. */
async function recordThenReplay({
  config,
  files,
  variables = {},
  parameters = [],
}: Case): Promise<{ recorded: string; strict: string; calls: number; replayed: number }> {
  const server = await startProviderServer({ cors: true, msBetweenChunks: 20 })
  await using project = createJestProject({
    'rewind.config.mts': SERVER_CONFIG,
    'jest.config.cjs': `module.exports = { testTimeout: ${patient(5000)}, setupFilesAfterEnv: ['rewind/jest'], reporters: ['default', 'rewind/jest-reporter'], ${config} }`,
    ...files,
  })
  const recorded = await project.jest(
    parameters,
    variablesFor(server, { REWIND_REPORT: 'recorded.json', ...variables }),
  )
  await server.close()
  const strict = await project.jest(
    parameters,
    variablesFor(server, { CI: 'true', REWIND_REPORT: 'strict.json', ...variables }),
  )
  const count = (file: string, kind: string): number =>
    project.exists(file) ? JSON.parse(project.read(file)).calls[kind] : -1
  return {
    recorded: recorded.output,
    strict: strict.output,
    calls: count('recorded.json', 'recorded'),
    replayed: count('strict.json', 'replayed'),
  }
}

const TWO_FILES = { 'test/a.test.js': COMMONJS, 'test/b.test.js': COMMONJS }

describe('records and replays in environment', () => {
  const environments = [
    { name: 'node', environment: 'node', calls: 18 },
    { name: 'jsdom', environment: 'jsdom', calls: 18 },
    { name: "happy-dom's", environment: '@happy-dom/jest-environment', calls: 24 },
  ]

  test.each(environments)('$name', async ({ environment, calls }) => {
    const run = await recordThenReplay({
      config: `testEnvironment: '${environment}'`,
      files: TWO_FILES,
      variables: environment === 'node' ? {} : { PLACE: 'dom' },
    })
    expect(run.recorded).toContain('8 passed, 8 total')
    expect(run.strict).toContain('8 passed, 8 total')
    expect(run.calls).toBe(calls)
    expect(run.replayed).toBe(calls)
  })
})

describe('records and replays with', () => {
  const workers = [
    { name: 'child processes', config: '', parameters: ['--maxWorkers=2'] },
    { name: 'worker threads', config: 'workerThreads: true', parameters: ['--maxWorkers=2'] },
    { name: 'everything in one process', config: '', parameters: ['--runInBand'] },
  ]

  test.each(workers)('$name', async ({ config, parameters }) => {
    const run = await recordThenReplay({ config, parameters, files: TWO_FILES })
    expect(run.strict).toContain('8 passed, 8 total')
    expect(run.calls).toBe(18)
    expect(run.replayed).toBe(18)
  })

  test('injectGlobals: false', async () => {
    const file = `const { expect, test } = require('@jest/globals')\n${COMMONJS}`
    const run = await recordThenReplay({ config: 'injectGlobals: false', files: { 'test/a.test.js': file } })
    expect(run.strict).toContain('4 passed, 4 total')
    expect(run.replayed).toBe(9)
  })
})

describe('records and replays', () => {
  test('ES modules', async () => {
    const file = `import http from 'node:http'\nimport { savings } from 'rewind'\n${BODY}\ntest('knows', () => { expect(savings().calls.live).toBe(0) })`
    const run = await recordThenReplay({
      config: 'transform: {}',
      files: { 'package.json': '{ "name": "project", "type": "module" }', 'test/a.test.js': file },
      variables: ES_MODULES,
    })
    expect(run.strict).toContain('5 passed, 5 total')
    expect(run.replayed).toBe(9)
  })

  test('plain CommonJS without a transform', async () => {
    const run = await recordThenReplay({ config: 'transform: {}', files: { 'test/a.test.js': COMMONJS } })
    expect(run.replayed).toBe(9)
  })

  test('TypeScript through babel-jest', async () => {
    const run = await recordThenReplay({
      config: '',
      files: {
        'babel.config.cjs': `module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript'] }`,
        'test/a.test.ts': TYPESCRIPT,
      },
    })
    expect(run.replayed).toBe(9)
  })

  test('TypeScript through ts-jest', async () => {
    const file = `import { configure } from 'rewind'\nconfigure({ unused: 'fail' })\n${TYPESCRIPT}`
    const tsconfig = {
      compilerOptions: { module: 'nodenext', target: 'es2022', strict: true, esModuleInterop: true, types: ['node'] },
    }
    const run = await recordThenReplay({
      config: `preset: 'ts-jest'`,
      files: { 'tsconfig.json': JSON.stringify(tsconfig), 'test/a.test.ts': file },
    })
    expect(run.strict).toContain('4 passed, 4 total')
    expect(run.replayed).toBe(9)
  })

  test('TypeScript through @swc/jest', async () => {
    const run = await recordThenReplay({
      config: `transform: { '\\\\.ts$': '@swc/jest' }`,
      files: { 'test/a.test.ts': TYPESCRIPT },
    })
    expect(run.replayed).toBe(9)
  })
})
