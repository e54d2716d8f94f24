import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../helpers/projects/vitest-project.ts'
import { startProviderServer, type ProviderServer } from '../helpers/servers/provider-server.ts'

const RECORDED = {
  'test/last.test.ts': `test('asks', () => { void ask('left behind').catch(() => {}) })`,
  'test/retry.test.ts': `test('asks', async () => { await ask('one') })`,
  'test/edited.test.ts': `test('asks', async () => { expect(await ask('the old prompt')).toContain('prompt') })`,
  'test/rules.test.ts': `configure({ ignore: { body: ['$.user'] } })
test('asks', async () => { await openai.chat.completions.create({ model: 'm', user: 'ann', messages: [{ role: 'user', content: 'x' }] }) })`,
  'test/throws.test.ts': `test('asks', async () => { await ask('one') })`,
  'test/promise.test.ts': `test('asks', async () => { await ask('one') })`,
}

const CHANGED = {
  'test/last.test.ts': `test('asks', () => { void ask('left elsewhere').catch(() => {}) })`,
  'test/retry.test.ts': `let attempt = 0
test('asks', { retry: 2 }, async () => { attempt += 1; await ask(attempt === 1 ? 'another' : 'one').catch(() => {}) })`,
  'test/rules.test.ts': `test('asks', async () => { await openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'x' }] }).catch(() => {}) })`,
  'test/slow.test.ts': `test('asks', () => {
  const body = new ReadableStream({ async start(controller) {
    controller.enqueue(new TextEncoder().encode('{"a":'))
    await new Promise((resolve) => setTimeout(resolve, 6500))
    controller.close()
  } })
  void fetch('http://' + process.env.PROVIDER_HOST + '/v1/slow', { method: 'POST', body, duplex: 'half' } as RequestInit).catch(() => {})
})`,
  'test/throws.test.ts': `configure({ match: () => { throw new Error('no such tenant') } })
test('asks', async () => { await ask('one').catch(() => {}) })`,
  'test/promise.test.ts': `configure({ match: (async () => true) as never })
test('asks', async () => { await ask('one').catch(() => {}) })`,
}

describe('strict does not stay green', () => {
  let server: ProviderServer
  let project: VitestProject
  let recorded: { readonly output: string; readonly exitCode: number | null }
  let output: string
  let connections: number

  beforeAll(async () => {
    server = await startProviderServer()
    project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG })
    for (const [file, text] of Object.entries(RECORDED)) project.write(file, `${ASK}\n${text}`)
    recorded = await project.vitest(['run'], variablesFor(server))
    for (const [file, text] of Object.entries(CHANGED)) project.write(file, `${ASK}\n${text}`)
    const cassette = 'cassettes/test/edited.test.ts/asks.yaml'
    project.write(cassette, project.read(cassette).replace('content: the old prompt', 'content: the reviewed prompt'))
    const before = server.connections
    ;({ output } = await project.vitest(['run'], variablesFor(server, { CI: 'true' })))
    connections = server.connections - before
  })
  afterAll(async () => {
    await project[Symbol.asyncDispose]()
    await server.close()
  })

  // What Vitest prints for the failures of one file.
  function failureOf(file: string): string {
    return output
      .split(/(?=^ *FAIL )/m)
      .filter((part) => part.includes(`FAIL  ${file}`))
      .join('')
  }

  test('when the last call of a file is not awaited: it is recorded, and judged', () => {
    expect(recorded).toMatchObject({ exitCode: 0, output: expect.stringContaining('6 recorded') })
    expect(project.read('cassettes/test/last.test.ts/asks.yaml')).toContain('left behind')
    expect(failureOf('test/last.test.ts')).toContain('+ left elsewhere')
  })

  test('when a retry passes without the divergence of the first attempt', () => {
    expect(failureOf('test/retry.test.ts')).toContain('+ another')
    expect(failureOf('test/retry.test.ts')).toContain('an earlier attempt failed with this')
  })

  test('when the request was edited on the cassette, and the code still sends the old one', () => {
    expect(failureOf('test/edited.test.ts')).toMatch(/- the reviewed prompt\n\s+\+ the old prompt/)
  })

  test('when a rule was taken away, and the request no longer has what it ignored', () => {
    expect(project.read('cassettes/test/rules.test.ts/asks.yaml')).toMatch(/^rules: "[0-9a-f]{16}"$/m)
    expect(failureOf('test/rules.test.ts')).toContain('$.user')
  })

  test('when a call is still being sent long after the end of its test', () => {
    expect(failureOf('test/slow.test.ts')).toContain('a call was still under way 5 s after the test ended')
  })

  test('when match throws, or is an async function: the configuration is named, not a defect', () => {
    expect(failureOf('test/throws.test.ts')).toMatch(/'match' threw at POST \S+: no such tenant {2}\[REWIND_OPTIONS\]/)
    expect(failureOf('test/promise.test.ts')).toMatch(/'match' returned a promise for POST \S+ {2}\[REWIND_OPTIONS\]/)
  })

  test('and nothing of it went to the network', () => {
    expect(connections).toBe(0)
    expect(output).toContain('7 failed')
  })
})
