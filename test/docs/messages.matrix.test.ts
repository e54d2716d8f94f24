import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { MESSAGES_PAGE, writeMessagesPage } from './messages/messages-page.ts'

const ROOT = join(import.meta.dirname, '../..')
const PAGE = readFileSync(MESSAGES_PAGE, 'utf8')
const ERRORS = readFileSync(join(ROOT, 'src/errors.ts'), 'utf8')
const REPORT = readFileSync(join(ROOT, 'docs/reference/report.md'), 'utf8')

// Times, sizes and costs differ from run to run, and so does where a line with them is broken.
function withoutNumbers(page: string): string {
  return page.replaceAll(/[\d.,]+(?:m?s\b|m \d+s)?/g, '#').replaceAll(/\s+/g, ' ')
}

test('the page of messages shows what runs print', async () => {
  expect(withoutNumbers(await writeMessagesPage())).toBe(withoutNumbers(PAGE))
})

describe('the page of messages has', () => {
  const headings = [...PAGE.matchAll(/^### `(.*)`$/gm)].map(([, name]) => name)

  test('every code of an error', () => {
    const codes = [...ERRORS.matchAll(/^ {2}\| '(REWIND_\w+)'$/gm)].map(([, code]) => code)
    expect(codes.length).toBeGreaterThan(10)
    expect(codes.filter((code) => !headings.includes(code))).toEqual([])
  })

  test('every reason of a divergence', () => {
    const [, reasons = ''] = /export type DivergenceReason =([^\n]*(?:\n {2}\|[^\n]*)*)/.exec(ERRORS) ?? []
    const names = [...reasons.matchAll(/'([\w-]+)'/g)].map(([, name]) => name)
    expect(names.length).toBeGreaterThan(4)
    expect(names.filter((name) => !headings.includes(name))).toEqual([])
  })

  test('every line of the summary that its page lists', () => {
    const [, table = ''] = /\| line \| says \|.*\n\| --- .*\n((?:\|.*\n)+)/.exec(REPORT) ?? []
    const labels = [...table.matchAll(/^\| ([^|]+) \|/gm)].map(([, label]) => label)
    expect(labels.length).toBeGreaterThan(12)
    expect(labels.filter((label) => !headings.includes(label))).toEqual([])
  })

  test('no message that no run made', () => {
    expect(PAGE).not.toContain('is not there')
  })
})
