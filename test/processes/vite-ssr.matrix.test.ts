import { expect, test } from 'vitest'

import { promptsIn, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../helpers/projects/vitest-project.ts'
import { startProviderServer, type ProviderServer } from '../helpers/servers/provider-server.ts'
import { startApp } from './start-app.ts'

const FILES = {
  'rewind.config.mts': SERVER_CONFIG,
  'src/page.js': `export async function render(word) {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY }
  const content = 'page ' + word + (process.env.WORD ?? '')
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
  const answer = await fetch('http://' + process.env.PROVIDER_HOST + '/v1/chat/completions', { method: 'POST', headers, body })
  return '<p>' + (await answer.json()).choices?.[0].message.content + '</p>'
}`,
  // As the guide of Vite has it: in development its middleware loads the page; built, the page is a module.
  'server.mjs': `import { createServer } from 'node:http'
import { createServer as createVite } from 'vite'
const isBuilt = process.argv[2] === 'built'
const vite = isBuilt ? undefined : await createVite({ server: { middlewareMode: true, ws: false, watch: null }, appType: 'custom', logLevel: 'error' })
const load = () => (isBuilt ? import('./built/page.js') : vite.ssrLoadModule('/src/page.js'))
const server = createServer(async (request, response) => {
  const { render } = await load()
  response.end(await render(request.url.slice(1)))
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))`,
  'test/app.test.js': `import { testHeaders } from 'rewind'
import { expect, test } from 'vitest'
test.concurrent.for(['one', 'two'])('shows %s', async (word) => {
  const answer = await fetch('http://127.0.0.1:' + process.env.APP_PORT + '/' + word, { headers: testHeaders() })
  expect(await answer.text()).toMatch(/<p>/)
})`,
}

async function visit(
  project: VitestProject,
  server: ProviderServer,
  { form, word = '', ...more }: { readonly form: string; readonly word?: string; readonly CI?: string },
) {
  await using app = await startApp(
    project.root,
    ['server.mjs', form],
    variablesFor(server, word === '' ? {} : { WORD: word }),
  )
  return await project.vitest(['run'], variablesFor(server, { APP_PORT: app.port, ...more }))
}

test.each(['development', 'built'])(
  'what Vite renders on the server (%s) asks for the test that visits it',
  async (form) => {
    await using server = await startProviderServer()
    await using project = createVitestProject(FILES)
    if (form === 'built') {
      const built = await project.node([
        'node_modules/vite/bin/vite.js',
        'build',
        '--ssr',
        'src/page.js',
        '--outDir',
        'built',
      ])
      expect(built.exitCode, built.output).toBe(0)
    }
    const first = await visit(project, server, { form })
    expect(first.exitCode, first.output).toBe(0)
    expect(promptsIn(project.read('cassettes/test/app.test.js/shows two.yaml'))).toEqual(['page two'])
    const before = server.connections
    const strict = await visit(project, server, { form, CI: 'true' })
    expect(strict.exitCode, strict.output).toBe(0)
    expect(strict.output).toContain('strict · 2 tests · 2 calls replayed · 0 live')
    const changed = await visit(project, server, { form, CI: 'true', word: ' changed' })
    expect(changed.exitCode).toBe(1)
    expect(changed.output).toContain('+ page one changed')
    expect(changed.output).toContain('npx rewind update test/app.test.js -t "shows one"')
    expect(server.connections).toBe(before)
  },
)
