import { chmodSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { fieldOf, parseJson } from '../helpers/json-value.ts'
import { createReadOnlyProject } from '../helpers/projects/read-only-project.ts'
import { chatCall, createRecordedProject } from '../helpers/projects/recorded-project.ts'
import { runProcess, type Finished } from '../helpers/run-process.ts'
import { handMade } from '../import/hand-made.ts'

const CASSETTE = 'cassettes/a.test.ts/greets.yaml'
const [RECORDING] = handMade('https://api.openai.com')

const content = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('node_modules'))
    .toSorted()

/** One sentence, what to do, and no stack. */
function expectSentence({ exitCode, stderr, output }: Finished, sentence: RegExp): void {
  expect(exitCode, output).toBe(2)
  expect(stderr).toMatch(sentence)
  expect(stderr).toMatch(/^ {2}fix {7}\S/m)
  expect(stderr).not.toMatch(/^ {4}at |please report/m)
}

describe('in a project that nothing can be written to', () => {
  test('commands that write say so in a sentence with exit 2, and nothing is half done', async () => {
    await using project = createReadOnlyProject({ 'recording.yaml': String(RECORDING?.content) })
    project.record(CASSETTE, 'greets', [chatCall('Hi', 'Hello')])
    project.write(CASSETTE, project.read(CASSETTE).replace('content: Hi', 'content: Hey'))
    const before = content(project.root)
    const text = project.read(CASSETTE)
    project.close()
    expectSentence(
      await project.rewind('import', 'recording.yaml'),
      /^\.rewind\/import cannot be made: EACCES: permission denied/,
    )
    expectSentence(await project.rewind('export', '--har', 'calls.har'), /^calls\.har cannot be written: EACCES/)
    expectSentence(await project.rewind('mv', 'greets', 'says hello'), /says hello\.yaml cannot be written: EACCES/)
    expectSentence(
      await project.rewind('mv', 'a.test.ts', 'b.test.ts'),
      /^cassettes\/b\.test\.ts cannot be made: EACCES/,
    )
    expectSentence(await project.rewind('verify', '--sign'), /greets\.yaml cannot be written: EACCES/)
    expectSentence(await project.rewind('view', '--html', 'page.html'), /^page\.html cannot be written: EACCES/)
    expect(content(project.root)).toEqual(before)
    expect(project.read(CASSETTE)).toBe(text)
  })

  test('under --json the sentence is on stdout as well', async () => {
    await using project = createReadOnlyProject({ 'recording.yaml': String(RECORDING?.content) })
    project.close()
    const { stdout, exitCode } = await project.rewind('import', 'recording.yaml', '--json')
    expect(exitCode).toBe(2)
    expect(fieldOf(parseJson(stdout), 'error')).toEqual({
      code: 'REWIND_FILE',
      message: '.rewind/import cannot be made: EACCES: permission denied',
      remedy: 'let this user read and write there, then run the command again',
    })
  })

  test('prune --yes leaves what it cannot remove', async () => {
    await using project = createReadOnlyProject()
    project.record(CASSETTE, 'greets', [chatCall('Hi', 'Hello')])
    const run = { isComplete: true, tests: [], obsolete: [CASSETTE] }
    project.write('.rewind/last-run', JSON.stringify(run))
    project.close()
    const { exitCode, stderr } = await project.rewind('prune', '--yes')
    expect(stderr).not.toContain('please report')
    expect(exitCode).toBeGreaterThan(0)
    expect(project.exists(CASSETTE)).toBe(true)
  })
})

describe('mv moves all or nothing', () => {
  test('of a test file', async () => {
    await using project = createRecordedProject()
    project.record(CASSETTE, 'greets', [chatCall('Hi', 'Hello')])
    // In the way of the last file alone.
    project.write('cassettes/a.test.ts/zz.png', '')
    project.write('cassettes/b.test.ts/zz.png/file', '')
    const before = content(project.root)
    const moved = await project.rewind('mv', 'a.test.ts', 'b.test.ts')
    expectSentence(moved, /^cassettes\/b\.test\.ts\/zz\.png cannot be moved/)
    expect(content(project.root)).toEqual(before)
  })

  test('of a cassette', async () => {
    await using project = createReadOnlyProject({ 'cassettes/b.test.ts/file': '' })
    project.record(CASSETTE, 'greets', [chatCall('Hi', 'Hello')])
    const before = content(project.root)
    project.close()
    chmodSync(join(project.root, 'cassettes/b.test.ts'), 0o777)
    const moved = await project.rewind('mv', CASSETTE, 'cassettes/b.test.ts/greets.yaml')
    expectSentence(moved, /a\.test\.ts\/greets\.yaml cannot be written: EACCES/)
    expect(content(project.root)).toEqual(before)
  })
})

test('a file where a folder is needed is named', async () => {
  await using project = createRecordedProject({ '.rewind': '' })
  writeFileSync(join(project.root, 'recording.yaml'), RECORDING?.content ?? '')
  expectSentence(await project.rewind('import', 'recording.yaml'), /^\.rewind\/import cannot be made: ENOTDIR/)
})

/** Types words behind the command, as in a terminal. */
const shell = (root: string, words: string): Promise<Finished> =>
  runProcess('sh', ['-c', `${process.execPath} node_modules/rewind/dist/cli.js ${words}`], { cwd: root, variables: {} })

describe('where the output cannot be written', () => {
  test('a full disk is one line and exit 2', async () => {
    await using project = createRecordedProject()
    project.record(CASSETTE, 'greets', [chatCall('Hi', 'Hello')])
    expectSentence(
      await shell(project.root, 'list > /dev/full'),
      /^the output cannot be written: ENOSPC: no space left/,
    )
    const json = await shell(project.root, 'list --json > /dev/full')
    expectSentence(json, /^the output cannot be written: ENOSPC/)
    expect(await shell(project.root, 'list nothing 2> /dev/full')).toMatchObject({ exitCode: 2, output: '' })
  })

  test('a pipe that its reader closes is not a failure', async () => {
    await using project = createRecordedProject()
    project.record(CASSETTE, 'greets', [chatCall('Hi', 'Hello')])
    expect(await shell(project.root, 'list | true')).toMatchObject({ exitCode: 0, output: '' })
  })
})
