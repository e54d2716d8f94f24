// Takes the pictures of docs/guide/viewer.md: node test/demo/viewer/pictures.ts, after a build. They show the page of a
// real run.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Browser, Page } from 'playwright-core'

import { launchBrowser } from '../../helpers/browser.ts'
import { runProcess } from '../../helpers/run-process.ts'
import { createDemoProject, replayChanged } from './demo-project.ts'

const FOLDER = join(import.meta.dirname, '../../../docs/guide/viewer')
const COMMAND = join(import.meta.dirname, '../../../dist/cli.js')
/** Pixels of the screen for one of the page: letters stay sharp. */
const SCALE = 1.5

interface Picture {
  readonly name: string
  readonly height: number
  readonly colors?: 'light' | 'dark'
  /** Leads to what is shown. */
  readonly open: (page: Page) => Promise<void>
}

const PICTURES: readonly Picture[] = [
  { name: 'run', height: 720, open: (page) => page.locator('.tile').first().waitFor() },
  { name: 'divergence', height: 620, open: (page) => openTest(page, 'plans three days') },
  {
    name: 'conversation',
    height: 900,
    async open(page) {
      await openTest(page, 'plans three days')
      await scrollTo(page, 2)
    },
  },
  {
    name: 'stream',
    height: 640,
    colors: 'dark',
    async open(page) {
      await openTest(page, 'plans three days')
      await page.getByRole('button', { name: 'stream of call 3' }).click()
      await page.getByRole('slider', { name: 'Time' }).fill('900')
      await scrollTo(page, 3)
    },
  },
]

async function openTest(page: Page, name: string): Promise<void> {
  await page.locator('.row', { hasText: name }).click()
  await page.locator('.turn').first().waitFor()
}

function scrollTo(page: Page, call: number): Promise<unknown> {
  return page.evaluate(`document.getElementById('call-${call}').scrollIntoView()`)
}

async function makePage(folder: string): Promise<string> {
  await using project = await createDemoProject()
  await replayChanged(project)
  const named = join(folder, 'travel-assistant')
  cpSync(project.root, named, { recursive: true, filter: (path) => basename(path) !== 'node_modules' })
  const made = await runProcess(process.execPath, [COMMAND, 'view', '--html', 'run.html'], {
    cwd: named,
    variables: {},
  })
  if (made.exitCode !== 0) throw new Error(made.output)
  return pathToFileURL(join(named, 'run.html')).href
}

async function take(browser: Browser, url: string, { name, height, colors = 'light', open }: Picture): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: 1080, height },
    deviceScaleFactor: SCALE,
    colorScheme: colors,
  })
  await page.goto(url)
  await open(page)
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 })
  writeFileSync(join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'))
  await page.close()
}

const folder = mkdtempSync(join(tmpdir(), 'rewind-pictures-'))
try {
  const url = await makePage(folder)
  const browser = await launchBrowser()
  mkdirSync(FOLDER, { recursive: true })
  for (const picture of PICTURES) await take(browser, url, picture)
  await browser.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
