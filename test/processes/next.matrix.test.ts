import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

import { promptsIn, variablesFor } from '../helpers/projects/suites.ts'
import { runProcess, type Finished } from '../helpers/run-process.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

const FILES = {
  'package.json': '{ "name": "app" }',
  'rewind.config.mjs': `export default { hosts: [{ host: process.env.PROVIDER_HOST, provider: 'openai' }] }`,
  // Turbopack reads nothing outside of its root; the packages are beside the project.
  'next.config.mjs': `import { dirname, join } from 'node:path'
const cacheHandler = join(import.meta.dirname, 'no-cache.cjs')
const isTested = process.env.REWIND_REPORTS !== undefined
export default { turbopack: { root: dirname(import.meta.dirname) }, ...(isTested ? { cacheHandler, cacheMaxMemorySize: 0 } : {}) }`,
  'no-cache.cjs': `module.exports = class NoCache {
  async get() { return null }
  async set() {}
  async revalidateTag() {}
  resetRequestCache() {}
}`,
  'app/ask.js': `export async function ask(content, cache) {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY }
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
  const answer = await fetch('http://' + process.env.PROVIDER_HOST + '/v1/chat/completions', { method: 'POST', headers, body, cache })
  const { choices } = await answer.json()
  return choices?.[0].message.content ?? 'no answer'
}`,
  'app/layout.js': `export default ({ children }) => <html><body>{children}</body></html>`,
  'app/api/[word]/route.js': `import { ask } from '../../ask.js'
export const GET = async (_request, { params }) => new Response(await ask('route ' + (await params).word + (process.env.WORD ?? '')))`,
  'app/page/[word]/page.js': `import { ask } from '../../ask.js'
export const dynamic = 'force-dynamic'
export default async ({ params }) => <p>{await ask('page ' + (await params).word)}</p>`,
  'app/cached/[word]/page.js': `import { ask } from '../../ask.js'
export const dynamic = 'force-dynamic'
export default async ({ params }) => <p>{await ask('cached ' + (await params).word, 'force-cache')}</p>`,
  'e2e/app.spec.mjs': `import { expect, test as base } from '@playwright/test'
import { rewind } from 'rewind/playwright'
const test = base.extend(rewind)
for (const kind of ['api', 'page', 'cached']) test('shows ' + kind, async ({ page }) => {
  await page.goto('/' + kind + '/one')
  await expect(page.locator('body')).toContainText(/said|no answer/)
})`,
  'playwright.config.mjs': `export default {
  testDir: 'e2e', workers: 2, fullyParallel: true, reporter: 'line',
  use: { baseURL: 'http://127.0.0.1:' + process.env.APP_PORT, launchOptions: { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] } },
  webServer: { command: 'node ../node_modules/next/dist/bin/next start -p ' + process.env.APP_PORT, port: Number(process.env.APP_PORT) },
}`,
} as const

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path)) ?? 'chromium'
const REPOSITORY = join(import.meta.dirname, '../..')

test('Playwright records and replays what a built Next.js application asks, and a changed prompt fails its test', async () => {
  await using server = await startProviderServer()
  const root = mkdtempSync(join(import.meta.dirname, 'next-'))
  try {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    // Playwright compiles what lies in no folder of packages, where a link leads to.
    for (const path of ['dist', 'package.json'])
      cpSync(join(REPOSITORY, path), join(root, 'node_modules/rewind', path), { recursive: true })
    const node = (words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Finished> =>
      runProcess(process.execPath, words, {
        cwd: root,
        variables: variablesFor(server, {
          APP_PORT: String(20_000 + (process.pid % 20_000)),
          CHROMIUM,
          NEXT_TELEMETRY_DISABLED: '1',
          ...more,
        }),
      })
    const playwright = join(REPOSITORY, 'node_modules/@playwright/test/cli.js')
    const run = (more: Readonly<Record<string, string>> = {}): Promise<Finished> =>
      node(['node_modules/rewind/dist/cli.js', 'run', '--', 'node', playwright, 'test'], more)

    const built = await node(['../node_modules/next/dist/bin/next', 'build'])
    expect(built.exitCode, built.output).toBe(0)
    const first = await run()
    expect(first.exitCode, first.output).toBe(0)
    expect(first.output).toContain('replay · 3 tests · 0 calls replayed · 3 recorded')
    expect(promptsIn(readFileSync(join(root, 'cassettes/e2e/app.spec.mjs/shows api.yaml'), 'utf8'))).toEqual([
      'route one',
    ])
    const before = server.connections
    const strict = await run({ CI: 'true', OPENAI_API_KEY: '' })
    expect(strict.exitCode, strict.output).toBe(0)
    expect(strict.output).toContain('strict · 3 tests · 3 calls replayed · 0 live')
    const changed = await run({ CI: 'true', WORD: ' changed' })
    expect(changed.exitCode).toBe(1)
    expect(changed.output).toContain('+ route one changed')
    expect(changed.output).toContain('npx playwright test e2e/app.spec.mjs -g "shows api"')
    expect(changed.output).toContain('2 passed')
    // Not the one line of a minified chunk.
    expect(changed.output).not.toContain('.next/server')
    expect(changed.output.length).toBeLessThan(10_000)
    expect(server.connections).toBe(before)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
