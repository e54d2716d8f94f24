import { cpSync, existsSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { createJestProject } from '../helpers/projects/jest-project.ts'
import { promptsIn, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

const APP = `import { createServer } from 'node:http'
const ask = async (content) => {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY }
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
  const answer = await fetch('http://' + process.env.PROVIDER_HOST + '/v1/chat/completions', { method: 'POST', headers, body })
  const { choices } = await answer.json()
  return choices?.[0].message.content ?? 'no answer'
}
createServer(async (request, response) => {
  if (request.url !== '/' && request.url !== '/favicon.ico') response.write(await ask(request.url.slice(1) + (process.env.WORD ?? '')))
  response.end()
}).listen(Number(process.env.APP_PORT))
`

const SPEC = `import { expect, test as base } from '@playwright/test'
import { rewind } from 'rewind/playwright'
const test = base.extend(rewind)
test.describe('pages', () => {
  for (const name of ['one', 'two']) test('shows ' + name, async ({ page }) => {
    await page.goto('/' + name)
    await expect(page.locator('body')).toContainText(/said|no answer/)
  })
})
test('is retried', async ({ page }, { retry }) => {
  await page.goto('/three' + (retry === 0 ? process.env.FIRST ?? '' : ''))
  await expect(page.locator('body')).toContainText(/said|no answer/)
})
`

const CONFIG = `export default {
  testDir: 'e2e', workers: 2, fullyParallel: true, reporter: 'line', retries: Number(process.env.RETRIES ?? 0),
  use: { baseURL: 'http://127.0.0.1:' + process.env.APP_PORT, launchOptions: { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] } },
  webServer: { command: 'node app.mjs', url: 'http://127.0.0.1:' + process.env.APP_PORT },
}`

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path)) ?? 'chromium'

test('Playwright records and replays what a server asks for its pages, and a changed prompt fails its test', async () => {
  await using server = await startProviderServer()
  await using project = createJestProject({
    'package.json': '{ "type": "module" }',
    'rewind.config.mts': SERVER_CONFIG,
    'app.mjs': APP,
    'playwright.config.mjs': CONFIG,
    'e2e/pages.spec.mjs': SPEC,
  })
  for (const name of ['@playwright', 'playwright', 'playwright-core']) {
    const place = join(project.root, 'node_modules', name)
    unlinkSync(place)
    cpSync(join(import.meta.dirname, '../../node_modules', name), place, { recursive: true })
  }
  const port = String(20_000 + (process.pid % 20_000))
  const command = [
    'node_modules/rewind/dist/cli.js',
    'run',
    '--',
    'node',
    'node_modules/@playwright/test/cli.js',
    'test',
  ]
  const run = (
    more: Readonly<Record<string, string>> = {},
    ...words: readonly string[]
  ): ReturnType<typeof project.node> =>
    project.node([...command, ...words], variablesFor(server, { APP_PORT: port, CHROMIUM, ...more }))
  const first = await run()
  expect(first.exitCode, first.output).toBe(0)
  expect(first.output).toContain('replay · 3 tests · 0 calls replayed · 3 recorded')
  expect(promptsIn(project.read('cassettes/e2e/pages.spec.mjs/pages › shows one.yaml'))).toEqual(['one'])
  const before = server.connections
  const strict = await run({ CI: 'true', OPENAI_API_KEY: '' })
  expect(strict.exitCode, strict.output).toBe(0)
  expect(strict.output).toContain('strict · 3 tests · 3 calls replayed · 0 live')
  const changed = await run({ CI: 'true', WORD: ' changed' })
  expect(changed.exitCode).toBe(1)
  expect(changed.output).toContain('+ one changed')
  expect(changed.output).toContain('npx playwright test e2e/pages.spec.mjs -g "pages shows one"')
  const retried = await run({ CI: 'true', RETRIES: '1', FIRST: ' other' }, '-g', 'retried')
  expect(retried.output).toContain('note      an earlier attempt failed with this: a retry that passes')
  expect(retried.output).toContain('1 failed')
  expect(retried.output).toContain('strict · 1 test · 1 call replayed · 0 live')
  expect(server.connections).toBe(before)
})
