import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { launchBrowser, readShown, watchPage } from '../helpers/browser.ts'
import { createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { chatTurn } from '../helpers/samples/page-calls.ts'

/** Each sets `hacked` where it runs, or asks for something. */
const ATTACKS = [
  '<img src=x onerror="hacked=1">',
  '</script><script>hacked=1</script>',
  '<!--<script>hacked=1//-->',
  '<svg onload="hacked=1"><a href="javascript:hacked=1">a</a></svg>',
  '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  '<link rel=stylesheet href="http://127.0.0.1:9/x.css"><style>@import "http://127.0.0.1:9/y.css"</style>',
  '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">',
  '\u2028hacked=1\u2029{{connect}}<!--index--><!--data-->',
  "$& $` $' $1 ]]> --> &lt;b&gt;",
]
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg"><script>hacked=1</script><image href="http://127.0.0.1:9/z"/></svg>'
const svgUrl = `data:image/svg+xml;base64,${Buffer.from(SVG).toString('base64')}`
const htmlUrl = `data:text/html;base64,${Buffer.from('<script>hacked=1</script>').toString('base64')}`
const name = `${ATTACKS[0]} ${ATTACKS[1]} › ${ATTACKS[3]}`

let project: RecordedProject
let browser: Browser
let url: string

beforeAll(async () => {
  project = createRecordedProject()
  const text = ATTACKS.join('\n')
  const messages = [
    { role: 'system', content: text },
    {
      role: 'user',
      name: ATTACKS[0],
      content: [
        { type: 'text', text },
        { type: 'image_url', image_url: { url: svgUrl } },
        { type: 'image_url', image_url: { url: htmlUrl } },
        { type: 'image_url', image_url: { url: 'http://127.0.0.1:9/tracker.png' } },
        { type: 'image_url', image_url: { url: 'javascript:hacked=1' } },
      ],
    },
  ]
  const annotations = [{ type: 'url_citation', url_citation: { url: 'javascript:hacked=1', title: ATTACKS[0] } }]
  const called = {
    id: ATTACKS[0],
    type: 'function',
    function: { name: ATTACKS[1], arguments: JSON.stringify({ [text]: text }) },
  }
  const tools = [{ type: 'function', function: { name: ATTACKS[3], description: text } }]
  const first = chatTurn(messages, { content: text, annotations, tool_calls: [called] }, { tools, user: text })
  const result = { role: 'tool', tool_call_id: ATTACKS[0], content: JSON.stringify({ html: text }) }
  const second = chatTurn([...messages, { role: 'assistant', content: text, tool_calls: [called] }, result], {
    content: null,
    refusal: text,
  })
  project.record('cassettes/hostile.test.ts/hostile.yaml', name, [first, second])
  const made = await project.rewind('view', '--html', 'page.html')
  if (made.exitCode !== 0) throw new Error(made.output)
  url = pathToFileURL(join(project.root, 'page.html')).href
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await project[Symbol.asyncDispose]()
})

test('recorded text is never markup, asks for nothing, and runs nothing', async () => {
  const { page, requests, troubles } = await watchPage(browser, url)
  expect(await readShown(page.locator('.row'))).toContain('<img src=x onerror="hacked=1">')
  await page.locator('.row').click()
  await page.locator('.turn').nth(1).waitFor()
  for (const panel of ['request', 'wire']) {
    await page.getByRole('button', { name: `${panel} of call 1` }).click()
    await page.locator('.panel h3').first().waitFor()
  }
  await page.getByRole('searchbox').fill('onload=')
  await page.locator('.row').waitFor()
  await page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
  expect(await readShown(page.locator('.text-body').first())).toBe(ATTACKS.join('\n'))
  expect(await page.evaluate('typeof hacked')).toBe('undefined')
  const made = 'main :is(iframe, script, style, link, meta, object, embed, base, form), main img'
  expect(await page.locator(made).count()).toBe(0)
  const links = await page.evaluate<readonly string[]>("[...document.querySelectorAll('a')].map((link) => link.href)")
  expect(links.filter((link) => !link.startsWith('blob:') && link.split('#')[0] !== url)).toEqual([])
  expect({ requests, troubles }).toEqual({ requests: [], troubles: [] })
})

test('the policy of the page refuses scripts and any network', async () => {
  const { page } = await watchPage(browser, url)
  const refused = await page.evaluate<boolean>(`fetch('http://127.0.0.1:9/').then(() => false, () => true)`)
  expect(refused).toBe(true)
  await page.evaluate(`{
    const script = document.createElement('script')
    script.textContent = 'hacked = 1'
    document.body.append(script)
    const div = document.createElement('div')
    div.innerHTML = '<img src=x onerror="hacked = 2">'
    document.body.append(div)
  }`)
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 0))')
  expect(await page.evaluate('typeof hacked')).toBe('undefined')
  const policy = await page.locator('meta[http-equiv="content-security-policy"]').getAttribute('content')
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-\S+'; style-src 'sha256-\S+';/u)
  expect(policy).not.toContain('unsafe')
  expect(policy).not.toContain('connect-src')
})
