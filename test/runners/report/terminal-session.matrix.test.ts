import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import { drawTerminal } from '../../demo/draw-terminal.ts'
import { describeSession, runSession, WIDTHS } from '../../demo/session.ts'

/** Words of a picture, without the lines of Vitest and what differs from run to run. */
function wordsOf(picture: string): readonly string[] {
  return (
    [...picture.matchAll(/>([^<>]+)<\/tspan>/gu)]
      .map(([, words = '']) => words.replaceAll(/[\d.,:]+(?:ms|m?s\b)?|\$[\d.]+/gu, '#'))
      // Vitest says how long each part took, in one line or two.
      .filter((words) => !/#%|^worker$|^#$|^\(tests$|^(?:Duration|Start at|✓|×)/.test(words))
  )
}

describe.for(WIDTHS)('a session in a terminal of %i columns', (columns) => {
  let shown: string

  beforeAll(async () => {
    shown = await runSession(columns)
  })

  test('is what the picture in docs shows', () => {
    const kept = readFileSync(join(import.meta.dirname, `../../../docs/session-${columns}.svg`), 'utf8')
    expect(wordsOf(drawTerminal(shown, describeSession(columns)))).toEqual(wordsOf(kept))
  })

  test('shows what was recorded in red, and what came in green', () => {
    expect(shown).toContain(`\u001B[31m            - Say hello to Ann, in one short sentence.`)
    expect(shown).toContain(`\u001B[32m            + Say hello to Anna, in one short sentence.`)
  })
})
