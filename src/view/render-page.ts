import { readFileSync } from 'node:fs'

import type { PageIndex } from './data/page-index.ts'
import type { PackedTest } from './pack-test.ts'

/** The page of a project before its data: built from `page/`, beside the file that this module is built into. */
export function readTemplate(): string {
  return readFileSync(new URL('viewer.html', import.meta.url), 'utf8')
}

/**
 * Fills the template. Nothing of what is put in can end its element: base64 has no `<`, and in JSON it is escaped.
 *
 * @param tests - those whose calls the page itself holds
 */
export function renderPage(template: string, index: PageIndex, tests: readonly PackedTest[]): string {
  const media = new Map(tests.flatMap((test) => [...test.media]))
  const elements = [
    ...tests.flatMap(({ indexed, detail, wire }) => [
      dataElement(`detail-${indexed.id}`, detail),
      dataElement(`wire-${indexed.id}`, wire),
    ]),
    ...[...media].map(([digest, { bytes }]) => dataElement(`media-${digest}`, bytes)),
  ]
  const values: Readonly<Record<string, string>> = {
    '{{connect}}': index.isServed ? "; connect-src 'self'" : '',
    '<!--index-->': indexElement(index),
    '<!--data-->': elements.join('\n'),
  }
  return template.replaceAll(MARK, (mark) => values[mark] ?? '')
}

function indexElement(index: PageIndex): string {
  const place = index.isServed ? 'server' : 'page'
  const json = escapeJson(JSON.stringify(index))
  return `<script type="application/json" id="index" data-place="${place}">${json}</script>`
}

const MARK = /<!--(?:index|data)-->|\{\{connect\}\}/gu

function dataElement(id: string, bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return ''
  return `<script type="text/plain" id="${id}">${Buffer.from(bytes).toString('base64')}</script>`
}

function escapeJson(json: string): string {
  return json.replaceAll(/[<\u2028\u2029]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
