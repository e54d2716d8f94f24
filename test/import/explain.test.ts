import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { listOf, parseJson } from '../helpers/json-value.ts'
import { createRecordedProject } from '../helpers/projects/recorded-project.ts'
import { handMade } from './hand-made.ts'

const RECORDINGS = new Map(handMade('https://api.openai.com').map(({ file, content }) => [file, content]))
const textOf = (file: string): string => String(RECORDINGS.get(file))

test('a missing file is named with the nearest file that exists', async () => {
  await using project = createRecordedProject({ 'rec/vcr.yml': textOf('vcr.yml'), 'other/calls.har': '{}' })
  const runs = [
    ['./rec/vcr.yaml', '"./rec/vcr.yaml": did you mean rec/vcr.yml?'],
    ['rec/vrc.yml', '"rec/vrc.yml": did you mean rec/vcr.yml?'],
    ['calls.har', '"calls.har": did you mean other/calls.har?'],
    ['nothing-of-this-kind', '"nothing-of-this-kind"  ['],
  ]
  for (const [word = '', message] of runs) {
    const { exitCode, stderr } = await project.rewind('import', word)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`there is no file ${message}`)
  }
})

describe('a file in another encoding', () => {
  test('is read where it is UTF-16, with a mark or without', async () => {
    await using project = createRecordedProject()
    const marked = Buffer.from(`\uFEFF${textOf('polly.har')}`, 'utf16le')
    writeFileSync(join(project.root, 'marked.har'), marked)
    writeFileSync(join(project.root, 'swapped.har'), Buffer.from(marked).swap16())
    writeFileSync(join(project.root, 'plain.yml'), Buffer.from(textOf('vcr.yml'), 'utf16le'))
    const { stdout, output } = await project.rewind('import', 'marked.har', 'swapped.har', 'plain.yml', '--json')
    const files = listOf(parseJson(stdout), 'files')
    expect(files, output).toMatchObject([
      { format: 'har', calls: 1 },
      { format: 'har', calls: 1 },
      { format: 'vcr', calls: 1 },
    ])
  })

  test('is refused for what it is where it is Latin-1', async () => {
    await using project = createRecordedProject()
    writeFileSync(
      join(project.root, 'old.yml'),
      Buffer.from(textOf('vcr.yml').replace('prompt', 'Frage für'), 'latin1'),
    )
    const { stdout } = await project.rewind('import', 'old.yml')
    expect(stdout).toContain('old.yml refused it is not text in UTF-8 or UTF-16: save it as UTF-8')
  })
})

test('--format names the form that a file has instead', async () => {
  await using project = createRecordedProject({ 'vcr.yml': textOf('vcr.yml'), 'other.json': '{"a":1}' })
  const { stdout } = await project.rewind('import', 'vcr.yml', 'other.json', '--format', 'nock')
  expect(stdout).toContain('vcr.yml refused it is not a recording of nock, but one of vcr: leave --format out')
  expect(stdout).toContain('other.json refused it does not have the form of nock, or of another that is known')
})
