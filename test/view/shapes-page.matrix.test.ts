import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import {
  findBarriers,
  launchBrowser,
  overflowOf,
  PHONE,
  readShown,
  watchPage,
  type WatchedPage,
} from '../helpers/browser.ts'
import { chatCall, createRecordedProject } from '../helpers/projects/recorded-project.ts'
import { agentOf, chatTurn, socketCall } from '../helpers/samples/page-calls.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

async function pageOf(
  recordings: Readonly<Record<string, readonly Call[]>>,
  viewport?: typeof PHONE,
): Promise<WatchedPage> {
  const project = createRecordedProject()
  onTestFinished(() => project[Symbol.asyncDispose]())
  for (const [name, calls] of Object.entries(recordings))
    project.record(`cassettes/a.test.ts/${name.slice(0, 40)}.yaml`, name, calls)
  const made = await project.rewind('view', '--html', 'page.html')
  expect(made).toMatchObject({ exitCode: 0, stderr: '' })
  const url = pathToFileURL(join(project.root, 'page.html')).href
  return watchPage(browser, url, viewport === undefined ? {} : { viewport })
}

test('a project without recordings says what to do', async () => {
  const { page, troubles } = await pageOf({})
  expect(await readShown(page.locator('.nothing'))).toContain('Run the tests once')
  expect(await findBarriers(page)).toEqual([])
  expect(troubles).toEqual([])
})

test('an agent of 200 turns has each message once, and its last call is reached by a link', async () => {
  const { page, troubles } = await pageOf({ counts: agentOf(200) })
  await page.locator('.row').click()
  await page.locator('.turn').nth(199).waitFor({ state: 'attached' })
  const text = await page.evaluate<string>("document.querySelector('.turns').textContent")
  expect(text.split('You count. You count.').length - 1).toBe(20)
  expect(text.split('number 7: so far').length - 1).toBe(1)
  await page.goto(`${page.url()}/200`)
  await expect
    .poll(() => page.evaluate<number>("document.getElementById('call-200').getBoundingClientRect().top"))
    .toBeLessThan(860)
  await page.getByRole('button', { name: 'wire of call 200' }).click()
  const request = page.getByRole('region', { name: 'request', exact: true })
  expect(await readShown(request.getByText('{400}').or(request.getByText('[400]')).first())).toContain('400')
  expect(troubles).toEqual([])
})

test('what a tool of the provider gave back is shown once, and an answer in JSON as data', async () => {
  const call = chatCall('', '')
  const output = [
    { type: 'mcp_call', id: 'mcp_1', server_label: 'issues', name: 'list_issues', arguments: '{}', output: 'one open' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: '{"open":[1]}', annotations: [] }] },
  ]
  const body = { model: 'gpt-5', instructions: 'Answer as JSON.', input: 'What is open?' }
  const { page } = await pageOf({
    'asks a server': [
      {
        ...call,
        request: {
          ...call.request,
          url: 'https://api.openai.com/v1/responses',
          body: Buffer.from(JSON.stringify(body)),
        },
        response: {
          ...call.response,
          body: Buffer.from(JSON.stringify({ object: 'response', status: 'completed', output })),
        },
      },
    ],
  })
  await page.locator('.row').click()
  const answer = page.locator('.is-answer')
  await answer.waitFor()
  expect((await readShown(answer)).split('one open').length - 1).toBe(1)
  expect(await readShown(answer.locator('.json').last())).toBe('{ open: [1] }')
  await page.getByRole('button', { name: 'request of call 1' }).click()
  const prompt = page.locator('.panel section', { hasText: 'System prompt' })
  expect(await readShown(prompt)).toContain('Answer as JSON.')
})

test('a WebSocket session is a list of messages in both directions', async () => {
  const { page, troubles } = await pageOf({ 'talks over a socket': [socketCall()] })
  await page.locator('.row').click()
  await page.getByRole('button', { name: 'messages of call 1' }).click()
  const lines = page.locator('.socket-line')
  await lines.nth(3).waitFor()
  expect(await lines.allInnerTexts()).toEqual([
    expect.stringMatching(/received\s+20 ms\s+session.created/u),
    expect.stringMatching(/sent\s+30 ms\s+response.create/u),
    expect.stringMatching(/received\s+210 ms\s+response.text.delta\s+Hello over there/u),
    expect.stringMatching(/sent\s+220 ms\s+binary\s+4 B/u),
  ])
  await lines.nth(3).locator('summary').click()
  expect(await readShown(lines.nth(3).locator('.hex'))).toContain('00 01 02 ff')
  expect(await readShown(page.locator('.turn-body .finish').last())).toBe('closed by the client, code 1000: done')
  expect(await findBarriers(page)).toEqual([])
  expect(troubles).toEqual([])
})

test('long names, words without a blank and long texts stay within a phone', async () => {
  const name = `suite › ${'AVeryLongNameWithoutAnyBlank'.repeat(9)}`
  const calls = [
    chatTurn([{ role: 'user', content: 'x'.repeat(30_000) }], { content: 'https://example.com/'.repeat(200) }),
    chatTurn([{ role: 'user', content: 'line\n'.repeat(5000) }], { content: 'שלום, מה שלומך היום?' }),
  ]
  const { page } = await pageOf({ [name]: calls }, PHONE)
  expect(await overflowOf(page)).toBe(0)
  await page.locator('.row').click()
  await page.locator('.turn').nth(1).waitFor()
  expect(await overflowOf(page)).toBe(0)
  const more = page.getByRole('button', { name: 'Show all 30,000 characters' })
  await more.click()
  expect(await readShown(page.locator('.is-user .text-body').first())).toHaveLength(30_000)
  expect(await overflowOf(page)).toBe(0)
})

test('a cassette that cannot be read is shown with what is wrong, and the others as they are', async () => {
  const project = createRecordedProject()
  onTestFinished(() => project[Symbol.asyncDispose]())
  project.record('cassettes/a.test.ts/good.yaml', 'good', [
    chatTurn([{ role: 'user', content: 'Hi' }], { content: 'Hello' }),
  ])
  project.write('cassettes/a.test.ts/bad.yaml', 'rewind: 2\ntest: bad\n---\nrequest: [\n')
  await project.rewind('view', '--html', 'page.html')
  const { page } = await watchPage(browser, pathToFileURL(join(project.root, 'page.html')).href)
  await page.getByRole('link', { name: /bad/u }).click()
  expect(await readShown(page.locator('.problem'))).toContain('REWIND_CASSETTE')
  await page.getByRole('link', { name: /good/u }).click()
  await page.getByText('Hello', { exact: true }).waitFor()
})
