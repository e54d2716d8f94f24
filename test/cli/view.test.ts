import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject } from '../helpers/projects/recorded-project.ts'

test('a page is written as one file, and the output says what is in it', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', '1'), chatCall('More', '2')])
  project.record('cassettes/b.test.ts/two.yaml', 'two', [chatCall('Two', '2')])
  const all = await project.rewind('view', '--html', 'page.html')
  expect(all).toMatchObject({ exitCode: 0, stderr: '' })
  expect(all.stdout).toMatch(/^page\.html: 2 tests, 3 calls, \d+ kB\n$/u)
  expect(project.read('page.html')).toMatch(/^<!doctype html>/u)
  const named = await project.rewind('view', 'one#2', '--html', 'page.html', '--json')
  expect(parseJson(named.stdout)).toEqual({ version: 1, file: 'page.html', tests: 1, calls: 1 })
})

test('a name that matches nothing, and a file that cannot be written, are exit 2', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', '1')])
  const unknown = await project.rewind('view', 'on', '--html', 'page.html')
  expect(unknown.exitCode).toBe(2)
  expect(unknown.stderr).toContain('did you mean "one"?')
  expect(project.exists('page.html')).toBe(false)
  const unwritable = await project.rewind('view', '--html', 'no/such/folder/page.html')
  expect(unwritable.exitCode).toBe(2)
  expect(unwritable.stderr).toContain('no/such/folder/page.html cannot be written: ENOENT')
})

test('the last run is shown, but not what another version of rewind wrote of it', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', '1')])
  const run = { version: 1, runner: 'vitest', cwd: '.', parameters: [], isComplete: true, tests: [], obsolete: [] }
  project.write('.rewind/last-run', JSON.stringify({ ...run, report: { by: '0.0.1', report: { mode: 'other' } } }))
  expect(await project.rewind('view', '--html', 'page.html')).toMatchObject({ exitCode: 0 })
  const index = /id="index"[^>]*>(.*?)<\/script>/su.exec(project.read('page.html'))?.[1] ?? ''
  expect(parseJson(index)).toMatchObject({ run: null, tests: [{ name: 'one', run: null }] })
})

test('a cassette that cannot be read is named, exit 2, and the others are on the page', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('Hi', 'Hello')])
  project.write('cassettes/a.test.ts/two.yaml', 'rewind: [')
  const { stdout, stderr, exitCode } = await project.rewind('view', '--html', 'page.html')
  expect(exitCode).toBe(2)
  expect(stdout).toMatch(/^page\.html: 2 tests, 1 call, /u)
  expect(stderr).toContain('cassettes/a.test.ts/two.yaml:1 is not valid YAML')
})
