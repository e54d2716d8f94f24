import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { transform } from 'lightningcss'
import type { Rolldown } from 'tsdown'

const FOLDER = 'src/view/page'
/** What is built into the page, and asks for its licence to be passed on. */
const BUILT_IN = ['preact', 'diff', 'eventsource-parser']

/**
 * Makes one file of the viewer: script and style inside, and a policy that allows these two and no network. Marks for
 * the data stay.
 */
export const viewerTemplate: Rolldown.Plugin = {
  name: 'viewer-template',
  async generateBundle(_options, bundle) {
    const [chunk] = Object.values(bundle)
    if (chunk?.type !== 'chunk') throw new Error('the viewer was not built into one script')
    const script = chunk.code.trim()
    // Either would end the element, or change how its end is found.
    if (/<\/script|<!--/iu.test(script)) throw new Error('the script of the viewer ends its own element')
    const style = await readStyle()
    const values: Readonly<Record<string, string>> = {
      '<!--script-->': `<script>${script}</script>`,
      '<!--style-->': `<style>${style}</style>`,
      '{{script-hash}}': hashOf(script),
      '{{style-hash}}': hashOf(style),
    }
    const page = await readFile(join(FOLDER, 'page.html'), 'utf8')
    const source = page.replaceAll(MARK, (mark) => values[mark] ?? mark)
    delete bundle[chunk.fileName]
    this.emitFile({ type: 'asset', fileName: 'viewer.html', source })
    this.emitFile({ type: 'asset', fileName: 'viewer.LICENSE', source: await readLicences() })
  },
}

const MARK = /<!--(?:script|style)-->|\{\{(?:script|style)-hash\}\}/gu

async function readStyle(): Promise<string> {
  const names = (await readdir(FOLDER, { recursive: true })).filter((name) => name.endsWith('.css')).toSorted()
  const texts = await Promise.all(names.map((name) => readFile(join(FOLDER, name), 'utf8')))
  const { code } = transform({ filename: 'viewer.css', code: Buffer.from(texts.join('\n')), minify: true })
  return Buffer.from(code).toString()
}

async function readLicences(): Promise<string> {
  const texts = await Promise.all(
    BUILT_IN.map(async (name) => `${name}\n\n${await readFile(join('node_modules', name, 'LICENSE'), 'utf8')}`),
  )
  return `viewer.html is built with these.\n\n${texts.join('\n\n')}`
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
