import { describe, expect, test } from 'vitest'

import { SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const HEAD = `import OpenAI from 'openai'
import * as rewind from 'rewind'
const { install, isInstalled, savings, uninstall, withCassette } = rewind
const openai = new OpenAI({ baseURL: 'http://' + process.env.PROVIDER_HOST + '/v1', apiKey: process.env.OPENAI_API_KEY ?? 'none' })
const ask = async (content: string) => (await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })).choices[0]!.message.content
`

const projectWith = (script: string): ReturnType<typeof createVitestProject> =>
  createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'script.ts': `${HEAD}\n${script}` })

describe('withCassette()', () => {
  test('records once and replays without a server', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(
      `console.log(await withCassette('daily summary', () => ask('one')), JSON.stringify(savings().calls))`,
    )
    const recorded = await project.node(['script.ts'], variablesFor(server))
    expect(recorded.stdout).toContain('You said: one {"replayed":0,"recorded":1,"live":0}')
    expect(project.list('cassettes')).toEqual(['daily summary.yaml'])
    await server.close()
    const replayed = await project.node(['script.ts'], variablesFor(server, { CI: 'true' }))
    expect(replayed.stdout).toContain('You said: one {"replayed":1,"recorded":0,"live":0}')
    expect(replayed.exitCode).toBe(0)
  })

  test('fails as a test would when a swallowed call diverges', async () => {
    await using server = await startProviderServer()
    await using project =
      projectWith(`try { await withCassette('a', () => ask(process.argv[2]!).catch(() => 'swallowed')) } catch (error) {
  console.log(error instanceof rewind.RewindReplayDivergenceError, error.code, error.nearest, JSON.stringify(error.differences))
}`)
    await project.node(['script.ts', 'one'], variablesFor(server))
    const { stdout } = await project.node(['script.ts', 'two'], variablesFor(server, { CI: 'true' }))
    expect(stdout).toContain(
      'true REWIND_DIVERGENCE 1 [{"path":"$.messages[0].content","recorded":"one","received":"two"}]',
    )
  })

  test('fails with the divergence where the client repeats it in an error of its own', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`await withCassette('a', () => ask(process.argv[2]!))`)
    await project.node(['script.ts', 'one'], variablesFor(server))
    const { stderr, exitCode } = await project.node(['script.ts', 'two'], variablesFor(server, { CI: 'true' }))
    expect(stderr.split('no recorded answer').length - 1).toBe(1)
    expect(stderr).toContain('+ two')
    expect(stderr).not.toContain('BadRequestError')
    expect(exitCode).toBe(1)
  })

  test('has the options of install() until uninstall()', async () => {
    await using server = await startProviderServer()
    await using project =
      projectWith(`for (const options of [{ mode: 'off' as const }, { cassettes: 'elsewhere' }, {}]) {
  install(options)
  await withCassette('a', () => ask('one'))
  uninstall()
}
console.log(JSON.stringify(savings().calls))`)
    const { stdout } = await project.node(['script.ts'], variablesFor(server))
    expect(stdout).toContain('{"replayed":0,"recorded":2,"live":1}')
    expect(project.list('elsewhere')).toEqual(['a.yaml'])
    expect(project.list('cassettes')).toEqual(['a.yaml'])
  })

  test('keeps sessions apart that run side by side', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(
      `await Promise.all(['a', 'b', 'c'].map((name) => withCassette(name, () => Promise.all([ask(name + '1'), ask(name + '2')]))))`,
    )
    await project.node(['script.ts'], variablesFor(server))
    for (const name of ['a', 'b', 'c'])
      expect(project.read(`cassettes/${name}.yaml`).match(/content: \w\d$/gm)).toEqual([
        `content: ${name}1`,
        `content: ${name}2`,
      ])
  })

  test('warns where two of one name run at once: one would write over the other', async () => {
    await using server = await startProviderServer()
    await using project =
      projectWith(`await Promise.all(process.argv.slice(2).map((name) => withCassette(name, () => ask('one'))))
await withCassette('a', () => ask('one'))`)
    const apart = await project.node(['script.ts', 'a', 'b'], variablesFor(server))
    expect(apart.stderr).not.toContain('RewindWarning')
    const alike = await project.node(['script.ts', 'a', 'a'], variablesFor(server))
    expect(alike.stderr).toMatch(/RewindWarning: withCassette\("a"\) began while another one of that name ran/)
    expect(alike.stderr.match(/RewindWarning/g)).toHaveLength(1)
  })

  test('takes options of its own', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(
      `await withCassette('a', () => ask('one'), { cassettes: 'other', redact: [{ pattern: /one/g, as: 'x' }] })`,
    )
    await project.node(['script.ts'], variablesFor(server))
    expect(project.read('other/a.yaml')).toContain('content: x')
  })

  test('gives the error of the code it ran, and keeps what was recorded for the next run', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(
      `await withCassette('a', async () => { await ask('one'); throw new Error('of the code') }).catch((error) => console.log(error.message))`,
    )
    const { stdout } = await project.node(['script.ts'], variablesFor(server))
    expect(stdout).toContain('of the code')
    expect(project.list('cassettes')).toEqual([])
    await project.node(['script.ts'], variablesFor(server))
    expect(server.requests).toHaveLength(1)
  })
})

test('an error of the code hides no error of rewind: it is a warning', async () => {
  await using server = await startProviderServer()
  await using project = projectWith(
    `await withCassette('a', async () => { await ask('one').catch(() => {}); throw new Error('of the code') }).catch((error) => console.log(error.message))`,
  )
  const { stdout, stderr } = await project.node(['script.ts'], variablesFor(server, { CI: 'true' }))
  expect(stdout).toBe('of the code\n')
  expect(stderr).toContain('RewindReplayDivergenceError: POST')
  expect(stderr).toContain('fix ')
})

describe('install() and uninstall()', () => {
  test('do no harm when repeated', async () => {
    await using project = projectWith(`import net from 'node:net'
const before = net.Socket.prototype.connect
install(); install(); console.log(isInstalled()); uninstall(); uninstall(); console.log(isInstalled(), net.Socket.prototype.connect === before)`)
    const { stdout, exitCode } = await project.node(['script.ts'], { PROVIDER_HOST: '127.0.0.1:1' })
    expect(stdout).toBe('true\nfalse true\n')
    expect(exitCode).toBe(0)
  })

  test('refuse a call outside of every session, and say where it belongs', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`install(); console.log((await ask('one').catch((error) => error)).message)`)
    const { stdout } = await project.node(['script.ts'], variablesFor(server))
    expect(stdout).toContain('was made outside a test or withCassette()  [REWIND_NO_SESSION]')
    expect(server.requests).toHaveLength(0)
  })

  test('see calls of clients whose connections were opened before', async () => {
    await using server = await startProviderServer()
    await using project =
      projectWith(`await fetch('http://' + process.env.PROVIDER_HOST + '/v1/models').then((response) => response.text())
await withCassette('a', () => ask('one'))`)
    await project.node(['script.ts'], variablesFor(server))
    expect(project.list('cassettes')).toEqual(['a.yaml'])
    const strict = await project.node(['script.ts'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(0)
    expect(server.requests.map(({ url }) => url)).toEqual(['/v1/models', '/v1/chat/completions', '/v1/models'])
  })
})

describe('a connection from before the set-up', () => {
  test('fails the session in strict, and carries no call', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`import { Agent, fetch as undiciFetch } from 'undici'
const dispatcher = new Agent({ connections: 1, keepAliveTimeout: 60_000 })
const early = () => undiciFetch('http://' + process.env.PROVIDER_HOST + '/v1/models', { dispatcher }).then((response) => response.text())
await early()
await withCassette('a', early).then(() => console.log('GREEN'), (error) => console.log(error.message))`)
    const { stdout } = await project.node(['script.ts'], variablesFor(server, { CI: 'true' }))
    expect(stdout).toContain('was not sent: rewind cannot answer it  [REWIND_BYPASSED]')
    expect(stdout).not.toContain('GREEN')
    expect(server.requests).toHaveLength(1)
  })
})
