import { existsSync } from 'node:fs'

import axe from 'axe-core'
import { chromium, type Browser, type Locator, type Page } from 'playwright-core'
import { vi } from 'vitest'

/** Where distributions have it; `CHROMIUM` names another. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The widths that pages are looked at with. */
export const DESKTOP = { width: 1280, height: 860 } as const
/** That of a phone. */
export const PHONE = { width: 390, height: 844 } as const

/** Starts a real Chromium. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? PLACES.find((path) => existsSync(path))
  if (executablePath === undefined) {
    throw new Error('Chromium is missing: install it (apt-get install chromium), or name it in CHROMIUM')
  }
  // Its own sandbox does not start for root, as which containers run.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

/** What a page did that it should not have done. */
export interface WatchedPage {
  readonly page: Page
  /** Addresses that it asked for, beyond the page itself, and data and blobs of its own. */
  readonly requests: readonly string[]
  /** Errors, refusals of the policy and dialogs. */
  readonly troubles: readonly string[]
}

/** Opens a page, and notes what it asks for and complains of. */
export async function watchPage(
  browser: Browser,
  url: string,
  options: {
    readonly viewport?: { readonly width: number; readonly height: number }
    readonly colorScheme?: 'dark'
  } = {},
): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: DESKTOP, ...options })
  const requests: string[] = []
  const troubles: string[] = []
  const [own] = url.split('#')
  page.on('request', (request) => {
    const isOwn = request.url().split('#')[0] === own || /^(?:data|blob):/u.test(request.url())
    if (!isOwn) requests.push(request.url())
  })
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
  })
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(url)
  return { page, requests, troubles }
}

/** Reads the words of an element in view. What is out of sight is left undrawn, and has none until it is drawn. */
export function readShown(element: Locator): Promise<string> {
  return vi.waitFor(async () => {
    await element.scrollIntoViewIfNeeded()
    const words = await element.innerText()
    if (words === '') throw new Error(`nothing is drawn of ${String(element)}`)
    return words
  })
}

/** Lists what keeps people from using a page, by axe: rules that are broken, with the elements. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const found: unknown = await page.evaluate(
    `axe.run().then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`,
  )
  return Array.isArray(found) ? found.map(String) : ['axe gave no list']
}

/** Says by how much a page is wider than its window: then it has to be pushed from side to side. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
}
