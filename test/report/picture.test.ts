import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { drawTerminal } from '../demo/draw-terminal.ts'
import { drawSummary } from '../demo/picture.ts'

function withoutNumbers(picture: string): readonly string[] {
  return [...picture.matchAll(/>([^<>]+)<\/tspan>/gu)].map(([, words = '']) =>
    words.replaceAll(/[\d.,]+(?:ms|m?s\b)?/gu, '#'),
  )
}

test('a terminal is drawn in its colours, and nothing in it becomes markup', () => {
  const picture = drawTerminal('\u001B[1m rewind   \u001B[22mstrict\n   \u001B[32ma <b> & c\u001B[39m\n')

  expect(picture).toContain('font-weight="bold">rewind</tspan>')
  expect(picture).toContain('fill="#7ee787">a &lt;b> &amp; c</tspan>')
})

test('the picture in docs shows what a run prints', async () => {
  const kept = readFileSync(join(import.meta.dirname, '../../docs/summary.svg'), 'utf8')

  expect(withoutNumbers(await drawSummary())).toEqual(withoutNumbers(kept))
})
