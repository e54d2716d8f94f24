import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { createDemoProject, replayChanged } from '../demo/viewer/demo-project.ts'
import { DESKTOP, findBarriers, launchBrowser, overflowOf, PHONE, readShown, watchPage } from '../helpers/browser.ts'
import type { VitestProject } from '../helpers/projects/vitest-project.ts'

let project: VitestProject
let browser: Browser
let url: string

beforeAll(async () => {
  project = await createDemoProject()
  await replayChanged(project)
  const made = await project.node([join(import.meta.dirname, '../../dist/cli.js'), 'view', '--html', 'run.html'])
  if (made.exitCode !== 0) throw new Error(made.output)
  url = pathToFileURL(join(project.root, 'run.html')).href
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await project[Symbol.asyncDispose]()
})

async function openTest(name: string, viewport: typeof DESKTOP | typeof PHONE = DESKTOP): Promise<Page> {
  const { page } = await watchPage(browser, url, { viewport })
  await page.getByRole('navigation', { name: 'Tests' }).getByRole('link', { name }).click()
  await page.getByRole('heading', { level: 1, name: name.split(' › ').at(-1) ?? '' }).waitFor()
  return page
}

test('the run is seen in numbers, and every test with what happened to it', async () => {
  const { page, requests, troubles } = await watchPage(browser, url)
  await page.locator('.tile').first().waitFor()
  const tiles = await page.locator('.tile').allInnerTexts()
  expect(tiles.map((text) => text.replaceAll(/\s+/gu, ' '))).toEqual(
    expect.arrayContaining(['replayed 7', 'recorded 0', 'diverged 1', 'unused 1']),
  )
  const row = page.getByRole('link', { name: 'plans three days' }).first()
  expect(await readShown(row)).toContain('diverged')
  await page.getByRole('button', { name: /^unused/u }).click()
  await expect
    .poll(() => page.locator('.row').allInnerTexts())
    .toEqual([expect.stringContaining('answers in the language')])
  expect({ requests, troubles }).toEqual({ requests: [], troubles: [] })
})

test('a diverged request is shown beside the nearest call, with the words marked, and the command that records it', async () => {
  const page = await openTest('travel agent › plans three days')
  const divergence = page.getByRole('region', { name: 'Divergence' })
  expect(await readShown(divergence.getByRole('heading', { level: 3 }))).toBe('$.messages[0].content')
  expect(await readShown(divergence)).toMatch(/at test\/travel\.test\.ts:\d+/u)
  expect(await readShown(divergence.locator('del'))).toBe('Lisbon')
  expect(await readShown(divergence.locator('ins'))).toBe('Porto')
  expect(await readShown(divergence)).toContain(
    'npx rewind update test/travel.test.ts -t "travel agent > plans three days"',
  )
  // The agent starts anew: all of its calls are recorded again.
  const cost = /\$[\d.]+/u.exec(await readShown(page.locator('.test-facts')))?.[0] ?? '?'
  expect(await readShown(divergence.locator('.remedy'))).toContain(`to record it, about ${cost}`)
  await divergence.getByRole('link', { name: 'call 1' }).click()
  expect(new URL(page.url()).hash).toMatch(/^#\/[0-9a-f]{10}\/1$/u)
})

test('the first page says what diverged in words, and which call took longest', async () => {
  const { page } = await watchPage(browser, url)
  const troubles = page.locator('.troubles li')
  expect(await readShown(troubles.first())).toContain('Lisbon → Porto')
  const slowest = page.getByRole('region', { name: 'What took longest' })
  expect(await readShown(slowest.getByRole('link').first())).toMatch(/plans three days, call \d/u)
  await page.getByRole('searchbox').fill('image')
  await expect.poll(() => page.locator('.row').allInnerTexts()).toEqual([expect.stringContaining('draws a postcard')])
})

test('a diverged request is shown whole beside the nearest one, and what that was answered', async () => {
  const page = await openTest('travel agent › plans three days')
  const divergence = page.getByRole('region', { name: 'Divergence' })
  await divergence.getByText('The whole request beside call 1').click()
  const received = divergence.locator('.whole-request .side.is-after')
  await expect.poll(() => received.innerText()).toContain('max_tokens: 2048')
  expect(await received.locator('ins').allInnerTexts()).toEqual(['Porto'])
  expect(await readShown(received)).toContain('name: search_flights')
  await divergence.getByText('What call 1 was answered').click()
  await divergence.getByText('Let me look at flights and at the weather first.').waitFor()
})

test('a printed page is open and light, without buttons', async () => {
  const { page } = await watchPage(browser, url, { colorScheme: 'dark' })
  await page.getByRole('navigation', { name: 'Tests' }).getByRole('link', { name: 'plans three days' }).click()
  await page.locator('.turn').nth(2).waitFor()
  await page.emulateMedia({ media: 'print' })
  await page.evaluate("dispatchEvent(new Event('beforeprint'))")
  await page.locator('details.reasoning').getByText('They want three days').waitFor()
  expect(await page.getByRole('searchbox').isVisible()).toBe(false)
  expect(await page.getByRole('button', { name: 'wire of call 1' }).isVisible()).toBe(false)
  const paper = 'getComputedStyle(document.documentElement).backgroundColor'
  expect(await page.evaluate<string>(paper)).toBe('rgb(255, 255, 255)')
  await page.evaluate("dispatchEvent(new Event('afterprint'))")
  const fold = page.locator('details.reasoning').first()
  await expect.poll(() => fold.evaluate((element) => element.hasAttribute('open'))).toBe(false)
})

test('a conversation has each message once, and results of tools are shown with their calls', async () => {
  const page = await openTest('travel agent › plans three days')
  const turns = page.locator('.turn')
  await turns.nth(2).waitFor()
  const text = (await turns.allTextContents()).join('\n')
  expect(text.split('You are a travel agent').length - 1).toBe(1)
  expect(text.split('We are two, and would like').length - 1).toBe(1)
  const tool = page.getByRole('region', { name: 'Tool find_rooms' })
  expect(await readShown(tool)).toContain('below: 120')
  expect(await readShown(tool)).toContain('Casa do Jardim')
  expect(await readShown(tool)).toContain('sent with call 3')
  const reasoning = turns.first().locator('details.reasoning')
  expect(await reasoning.getByText('They want three days').isVisible()).toBe(false)
  await reasoning.locator('summary').click()
  await reasoning.getByText('They want three days').waitFor()
})

test('the end of an answer and a refusal are shown in words', async () => {
  const page = await openTest('support triage › summarizes a long thread')
  expect(await readShown(page.locator('.finish'))).toBe('finish length cut off at the limit of tokens')
  const refused = await openTest('support triage › does not give away')
  expect(await readShown(refused.locator('.callout'))).toBe('refused I cannot tell what other customers have ordered.')
})

test('a call that was not asked for is named, and marked in the conversation', async () => {
  const page = await openTest('support triage › answers in the language')
  const unused = page.getByRole('region', { name: 'Unused calls' })
  expect(await readShown(unused)).toContain('npx rewind update test/support.test.ts')
  await unused.getByRole('link', { name: 'call 2' }).click()
  expect(await readShown(page.locator('#call-2 .turn-head'))).toContain('unused')
  await page.getByText('متى تصل').waitFor()
  const direction = "getComputedStyle(document.querySelector('.is-user .text-body')).direction"
  await page.locator('.is-user .text-body').first().waitFor()
  expect(await page.evaluate<string>(direction)).toBe('rtl')
})

test('pictures are drawn, and sounds can be played', async () => {
  const page = await openTest('draws a postcard')
  await page.getByRole('img', { name: /image\/png/u }).waitFor()
  await expect.poll(() => page.evaluate<number>("document.querySelector('.media img').naturalWidth")).toBe(320)
  const sounds = await openTest('reads a greeting aloud')
  await sounds.locator('audio').waitFor()
  await expect.poll(() => sounds.evaluate<number>("document.querySelector('audio').duration")).toBe(1)
})

test('a stream shows what had been said by any moment, and plays', async () => {
  const page = await openTest('travel agent › plans three days')
  await page.getByRole('button', { name: 'stream of call 3' }).click()
  const said = page.getByRole('region', { name: 'Said so far' })
  await said.waitFor()
  expect(await readShown(said)).toContain('468 € for the two of you.')
  const time = page.getByRole('slider', { name: 'Time' })
  await time.fill('0')
  expect(await readShown(said)).toBe('nothing yet')
  await page.getByRole('button', { name: /Play/u }).click()
  await expect.poll(() => said.innerText()).toContain('Here is a plan')
  await expect.poll(() => said.innerText(), { timeout: 10_000 }).toContain('468 € for the two of you.')
  const events = page.getByRole('region', { name: 'Events' })
  await expect.poll(() => events.getByRole('row').count()).toBeGreaterThan(40)
})

test('tokens and cost are seen by turn and in total', async () => {
  const page = await openTest('travel agent › plans three days')
  await page.getByRole('link', { name: 'Cost by turn' }).click()
  const table = page.getByRole('region', { name: 'Cost by turn' })
  await table.getByRole('row', { name: 'total' }).waitFor()
  const rows = await table.getByRole('row').allInnerTexts()
  const cells = rows.map((row) => row.split(/\s+/u))
  expect(cells.at(0)).toEqual(expect.arrayContaining(['call', 'model', 'input', 'output', 'time', 'cost']))
  expect(cells.at(1)).toEqual(expect.arrayContaining(['1', '1,912']))
  expect(cells.at(-1)).toEqual(expect.arrayContaining(['total', '7,436']))
})

test('the wire shows the exact bytes, and a command without the key sends them again', async () => {
  const page = await openTest('travel agent › plans three days')
  await page.getByRole('button', { name: 'wire of call 2' }).click()
  const request = page.getByRole('region', { name: 'request', exact: true })
  await request.getByRole('button', { name: 'text' }).click()
  const body: unknown = JSON.parse(await readShown(request.locator('.text-body')))
  expect(body).toMatchObject({ model: 'claude-sonnet-4-5', messages: [{ role: 'user' }, { role: 'assistant' }, {}] })
  const response = page.getByRole('region', { name: 'response', exact: true })
  expect(await readShown(response)).toContain('event: message_start')
  await response.getByRole('button', { name: 'hex' }).click()
  expect(await readShown(response.locator('.hex'))).toMatch(/^000000 {2}65 76 65 6e 74 3a 20/u)
  await page.getByRole('button', { name: /copy as curl/iu }).click()
  await page.getByRole('searchbox').focus()
  await page.keyboard.press('Control+V')
  await expect.poll(() => page.getByRole('searchbox').inputValue()).toContain('curl')
  const copied = await page.getByRole('searchbox').inputValue()
  expect(copied).toContain("curl --url 'https://api.anthropic.com/v1/messages'")
  expect(copied).toContain('x-api-key: $ANTHROPIC_API_KEY')
  expect(copied).not.toContain('sk-ant')
})

test('a search finds tests by their name, their model and what was said', async () => {
  const { page } = await watchPage(browser, url)
  const search = page.getByRole('searchbox')
  const rows = page.locator('.row')
  await search.fill('gpt-image')
  await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('draws a postcard')])
  await search.fill('tile museum')
  await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('good time for the tile museum')])
  await search.fill('nowhere to be found')
  await expect.poll(() => page.locator('.list, .empty-list').innerText()).toBe('Nothing found.')
})

test('the page can be used with the keyboard alone', async () => {
  const { page } = await watchPage(browser, url)
  await page.keyboard.press('Tab')
  expect(await page.evaluate<string>('document.activeElement.textContent')).toContain('Skip to the content')
  await page.keyboard.press('/')
  await page.keyboard.type('travel')
  await expect.poll(() => page.locator('.row').count()).toBe(2)
  await page.locator('.row').first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'plans three days' }).waitFor()
  const stream = page.getByRole('button', { name: 'stream of call 1' })
  await stream.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('Home')
  expect(await readShown(page.getByRole('region', { name: 'Said so far' }))).toBe('nothing yet')
})

test('a phone shows the tests, then one of them, and nothing is wider than it', async () => {
  const page = await openTest('travel agent › plans three days', PHONE)
  expect(await page.getByRole('searchbox').isVisible()).toBe(false)
  expect(await overflowOf(page)).toBe(0)
  for (const panel of ['request', 'stream', 'wire']) {
    await page.getByRole('button', { name: `${panel} of call 1` }).click()
    await page.locator('.panel').waitFor()
    expect(await overflowOf(page)).toBe(0)
  }
  await page.getByRole('link', { name: 'Cost by turn' }).click()
  expect(await overflowOf(page)).toBe(0)
  await page.getByRole('link', { name: 'All tests' }).click()
  await page.getByRole('searchbox').waitFor()
  expect(await overflowOf(page)).toBe(0)
})

test.each([
  { name: 'light, on a desktop', viewport: DESKTOP, colors: {} },
  { name: 'dark, on a phone', viewport: PHONE, colors: { colorScheme: 'dark' } as const },
])('axe finds no barrier: $name', async ({ viewport, colors }) => {
  const { page } = await watchPage(browser, url, { viewport, ...colors })
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('navigation', { name: 'Tests' }).getByRole('link', { name: 'plans three days' }).click()
  await page.locator('.turn').nth(2).waitFor()
  expect(await findBarriers(page)).toEqual([])
  for (const panel of ['request', 'stream', 'wire']) {
    await page.getByRole('button', { name: `${panel} of call 1` }).click()
    await page.locator('.panel h3, .panel .strip').first().waitFor()
    expect(await findBarriers(page)).toEqual([])
  }
  await page.getByRole('link', { name: 'Cost by turn' }).click()
  expect(await findBarriers(page)).toEqual([])
})
