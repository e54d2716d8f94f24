import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject } from '../helpers/projects/recorded-project.ts'

/** Turns what follows around, so that it reads as another text. */
const OVERRIDE = '\u202E'
const ISOLATE = '\u2066'
// oxlint-disable-next-line no-control-regex -- the bell of a terminal
const TRICKS = /[\u202A-\u202E\u2066-\u2069\u009B\u0007]/u

test('characters that change the direction of a text are spelled out, except in JSON and raw', async () => {
  await using project = createRecordedProject()
  const words = `Pay ${OVERRIDE}tna${ISOLATE} ann\u009B2J`
  const folder = `cassettes/a${OVERRIDE}.test.ts`
  project.record(`${folder}/greets.yaml`, `greets ${words}`, [chatCall(words, `Yes ${words}`)])
  project.record('cassettes/old.yaml', 'old', [chatCall('Pay', 'Yes')])
  const file = `${folder}/greets.yaml`
  const runs = [
    ['list'],
    ['show', file],
    ['diff', 'cassettes/old.yaml', file],
    ['diff', 'cassettes/old.yaml', file, '--markdown'],
    ['diff', 'cassettes/old.yaml', file, '--stat'],
    ['show', file, '--json'],
    ['show', `no ${words}`],
    ['mv', 'old', words],
  ]
  for (const run of runs) {
    const { output } = await project.rewind(...run)
    expect(output, run.join(' ')).not.toMatch(TRICKS)
  }
  const shown = await project.rewind('show', file)
  expect(shown.stdout).toContain('Pay <U+202E>tna<U+2066> ann2J')
  const json = await project.rewind('list', file, '--json')
  expect(parseJson(json.stdout)).toMatchObject({ cassettes: [{ file, test: `greets ${words}` }] })
  const raw = await project.rewind('show', file, '--raw')
  expect(raw.stdout).toContain(project.read(file).split('---\n')[1])
})
