import { describe, expect, test } from 'vitest'

import { createJestProject, type JestProject } from '../helpers/projects/jest-project.ts'
import { NODE_TEST, VITEST } from '../helpers/projects/runners.ts'
import { promptsIn, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'
import { startApp } from './start-app.ts'

/** A server that asks twice for every request, and swallows what it is answered. */
const APP = `import { createServer } from 'node:http'
const word = process.env.WORD ?? ''
const ask = async (content) => {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY }
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
  const answer = await fetch('http://' + process.env.PROVIDER_HOST + '/v1/chat/completions', { method: 'POST', headers, body })
  return answer.text()
}
const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://app')
  if (pathname === '/crash') setTimeout(() => { throw new Error('out of luck') }, 1)
  else response.end(await ask(pathname.slice(1) + word) + await ask(pathname.slice(1) + ' again'))
})
server.listen(0, () => console.log(server.address().port))
`

const TESTS = `
const { testCookie, testHeaders } = require('rewind')
const visit = (path, headers = testHeaders()) => fetch('http://127.0.0.1:' + process.env.APP_PORT + path, { headers }).then((response) => response.text())
sideBySide(Object.fromEntries(['one', 'two', 'three'].map((name) => [name, async () => {
  expect(await visit('/' + name)).toContain(name)
}])))
test('by cookie', async () => {
  const { name, value } = testCookie()
  await visit('/cookie', { cookie: 'theme=dark; ' + name + '=' + value })
})`

describe.each([VITEST, NODE_TEST])('a server in another process that $name drives', (runner) => {
  const file = 'test/app.test.js'
  const requires = `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\n`
  const createProject = (body: string): JestProject =>
    createJestProject({
      'rewind.config.mts': SERVER_CONFIG,
      'app.mjs': APP,
      [file]: (runner === VITEST ? requires : '') + runner.prelude + body,
    })

  test('makes its calls for the test that asks it, and fails just that one', async () => {
    await using server = await startProviderServer()
    await using project = createProject(TESTS)
    await using app = await startApp(project.root, ['app.mjs'], variablesFor(server))
    const first = await runner.run(project, variablesFor(server, { APP_PORT: app.port }))
    expect(first.exitCode, first.output).toBe(0)
    expect(first.output).toContain('replay · 4 tests · 0 calls replayed · 8 recorded')
    const folder = `cassettes/${file}`
    const two = project.list(folder).find((name) => name.endsWith('two.yaml')) ?? ''
    expect(promptsIn(project.read(`${folder}/${two}`))).toEqual(['two', 'two again'])
    expect(promptsIn(project.read(`${folder}/by cookie.yaml`))).toEqual(['cookie', 'cookie again'])
    const before = server.connections
    const strict = await runner.run(project, variablesFor(server, { APP_PORT: app.port, CI: 'true' }))
    expect(strict.exitCode, strict.output).toBe(0)
    expect(strict.output).toContain('strict · 4 tests · 8 calls replayed · 0 live')
    await using changed = await startApp(project.root, ['app.mjs'], variablesFor(server, { WORD: ' changed' }))
    const failed = await runner.run(project, variablesFor(server, { APP_PORT: changed.port, CI: 'true' }), [
      file,
      ...runner.only('by cookie'),
    ])
    expect(failed.exitCode).toBe(1)
    expect(failed.output).toContain('+ cookie changed')
    expect(failed.output).toContain(`npx rewind update ${file} -t "by cookie"`)
    expect(server.connections).toBe(before)
  })

  test('fails the test that made it crash', async () => {
    await using server = await startProviderServer()
    await using project = createProject(`
const { testHeaders } = require('rewind')
test('crashes', () => fetch('http://127.0.0.1:' + process.env.APP_PORT + '/crash', { headers: testHeaders() }).catch(() => {}))
test('is fine', () => {})`)
    await using app = await startApp(project.root, ['app.mjs'], variablesFor(server))
    const { exitCode, output } = await runner.run(project, variablesFor(server, { APP_PORT: app.port }))
    expect(exitCode).toBe(1)
    expect(output).toContain('a server crashed while it answered this test: out of luck  [REWIND_CRASH]')
    expect(output).toContain('app.mjs:11')
  })

  test('refuses a call of a request that names no test, and says what helps', async () => {
    await using server = await startProviderServer()
    await using project = createProject('')
    await using app = await startApp(project.root, ['app.mjs'], variablesFor(server))
    const answer = await fetch(`http://127.0.0.1:${app.port}/nobody`)
    const text = await answer.text()
    expect(text).toContain('REWIND_NO_SESSION')
    expect(text).toContain('headers: { ...testHeaders() }')
    expect(server.requests).toHaveLength(0)
  })
})
