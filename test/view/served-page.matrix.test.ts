import { join } from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import { DESKTOP, findBarriers, launchBrowser, overflowOf, PHONE, readShown } from '../helpers/browser.ts'
import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { agentOf, chatTurn } from '../helpers/samples/page-calls.ts'
import { startViewer } from '../helpers/start-viewer.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

function git(project: RecordedProject, ...words: readonly string[]): Promise<unknown> {
  return project.node(['-e', `require('child_process').execFileSync('git', ${JSON.stringify(words)})`])
}

function pictureCall(picture: Buffer): Call {
  const call = chatCall('', '')
  const url = 'https://api.openai.com/v1/images/generations'
  const body = Buffer.from(JSON.stringify({ model: 'gpt-image-1', prompt: 'A dot' }))
  const answer = { created: 1, data: [{ b64_json: picture.toString('base64') }] }
  return {
    ...call,
    request: { ...call.request, url, body },
    response: { ...call.response, body: Buffer.from(JSON.stringify(answer)) },
  }
}

test.each([DESKTOP, PHONE])('the server shows the same page, at a width of $width', async (viewport) => {
  await using project = createRecordedProject()
  const content = [{ type: 'image_url', image_url: { url: `data:image/png;base64,${PICTURE.toString('base64')}` } }]
  project.record('cassettes/a.test.ts/agent.yaml', 'agent', agentOf(3))
  project.record('cassettes/a.test.ts/picture.yaml', 'picture', [
    chatTurn([{ role: 'user', content }], { content: 'A dot.' }),
  ])
  await using viewer = await startViewer(project.root)
  const page = await browser.newPage({ viewport })
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  await page.goto(viewer.url)
  await page.locator('.row', { hasText: 'agent' }).click()
  await page.locator('.turn').nth(2).waitFor()
  await page.getByRole('button', { name: 'wire of call 2' }).click()
  await page.getByRole('region', { name: 'request', exact: true }).waitFor()
  expect(await overflowOf(page)).toBe(0)
  await page.goto(viewer.url)
  await page.getByRole('searchbox').fill('A dot')
  await page.locator('.row', { hasText: 'picture' }).click()
  await expect.poll(() => page.evaluate<number>("document.querySelector('.media img')?.naturalWidth ?? 0")).toBe(1)
  expect(troubles).toEqual([])
})

test('an open page follows what is recorded, and keeps what is open', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', 'the first answer')])
  await using viewer = await startViewer(project.root)
  const page = await browser.newPage()
  await page.goto(viewer.url)
  await page.locator('.row', { hasText: 'one' }).click()
  await page.getByText('the first answer').waitFor()
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', 'another answer')])
  await page.getByText('another answer').waitFor()
  project.record('cassettes/b.test.ts/two.yaml', 'two', [chatCall('Two', '2')])
  await page.locator('.row', { hasText: 'two' }).waitFor()
  expect(await readShown(page.getByRole('heading', { level: 1 }))).toBe('one')
})

test('what is shown can be named, and a name that matches nothing starts no server', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', '1')])
  project.record('cassettes/a.test.ts/two.yaml', 'two', [chatCall('Two', '2')])
  await using viewer = await startViewer(project.root, ['two'])
  const html = await (await fetch(viewer.url)).text()
  const index = /id="index"[^>]*>(.*?)<\/script>/su.exec(html)?.[1] ?? ''
  expect(parseJson(index)).toMatchObject({ isServed: true, tests: [{ name: 'two' }] })
  const wrong = await project.rewind('view', 'three')
  expect(wrong).toMatchObject({ exitCode: 2, stdout: '' })
})

test('a picture is shown beside the one that a branch has', async () => {
  await using project = createRecordedProject()
  const record = (picture: Buffer): void =>
    project.record('cassettes/a.test.ts/one.yaml', 'one', [pictureCall(picture)])
  record(PICTURE)
  project.write('.gitignore', 'node_modules\n')
  await git(project, 'init', '-q', '-b', 'main')
  await git(project, 'add', '.')
  await git(project, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '-m', 'one')
  record(Buffer.concat([PICTURE, Buffer.from('more')]))
  await using viewer = await startViewer(project.root, ['--base', 'main'])
  const page = await browser.newPage()
  await page.goto(viewer.url)
  await page.locator('.row', { hasText: 'one' }).click()
  const beside = page.getByRole('region', { name: 'Answer of call 1, then and now' })
  await expect.poll(() => beside.locator('img').count()).toBe(2)
  const widths = "[...document.querySelectorAll('.beside img')].map((image) => image.naturalWidth)"
  await expect.poll(() => page.evaluate(widths)).toEqual([1, 1])
})

test('a recording is shown beside the one that a branch has, with the words marked', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/one.yaml', 'one', [
    chatCall('Hello', 'Good morning to you'),
    chatCall('Bye', 'Bye'),
  ])
  project.write('.gitignore', 'node_modules\n')
  await git(project, 'init', '-q', '-b', 'main')
  await git(project, 'add', '.')
  await git(project, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '-m', 'one')
  project.record('cassettes/a.test.ts/one.yaml', 'one', [
    chatCall('Hello', 'Good evening to you'),
    chatCall('More', 'More'),
  ])
  project.write('temporary/.keep', '')
  const viewer = await startViewer(project.root, ['--base', 'main'], { TMPDIR: join(project.root, 'temporary') })
  onTestFinished(() => viewer[Symbol.asyncDispose]())
  const page = await browser.newPage()
  await page.goto(viewer.url)
  await page.locator('.row', { hasText: 'one' }).click()
  const beside = page.getByRole('region', { name: 'Answer of call 1, then and now' })
  await beside.getByText('Good morning to you').waitFor()
  await beside.getByText('Good evening to you').waitFor()
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('link', { name: /^Changes/u }).click()
  expect(await findBarriers(page)).toEqual([])
  const first = page.getByRole('region', { name: 'Call 1', exact: true })
  expect(await readShown(first.locator('del'))).toBe('morning')
  expect(await readShown(first.locator('ins'))).toBe('evening')
  const second = page.getByRole('region', { name: 'Call 2', exact: true })
  expect(await readShown(second.locator('del').first())).toBe('Bye')
  await viewer[Symbol.asyncDispose]()
  // What was taken out of git is gone.
  expect(project.list('temporary')).toEqual(['.keep'])
})
