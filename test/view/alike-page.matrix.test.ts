import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { expect, onTestFinished, test } from 'vitest'

import { launchBrowser, readShown, watchPage } from '../helpers/browser.ts'
import { SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

const COMMAND = join(import.meta.dirname, '../../dist/cli.js')
const suite = (length: string): string => `import OpenAI from 'openai'
import { expect, test } from 'vitest'
const openai = new OpenAI({ baseURL: 'http://' + process.env.PROVIDER_HOST + '/v1', apiKey: 'none' })
test.for(['refunds', 'parcels', 'invoices'])('answers about %s', async (topic) => {
  const content = 'In ${length} sentences: ' + topic
  const answer = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
  expect(answer.choices).toHaveLength(1)
})
`

test('tests that diverge alike are one line, which opens to their names', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'a.test.ts': suite('three') })
  await project.vitest(['run'], variablesFor(server))
  project.write('a.test.ts', suite('two'))
  await project.vitest(['run'], variablesFor(server))
  await project.node([COMMAND, 'view', '--html', 'run.html'], variablesFor(server))
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const { page } = await watchPage(browser, pathToFileURL(join(project.root, 'run.html')).href)
  const line = page.locator('.troubles > li')
  expect((await readShown(line)).replaceAll(/\s+/gu, ' ')).toBe('3 tests diverged $.messages[0].content three → two')
  await line.locator('summary').click()
  await line.getByRole('link', { name: 'answers about parcels' }).click()
  await page.getByRole('heading', { level: 1, name: 'answers about parcels' }).waitFor()
})
