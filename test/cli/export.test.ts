import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject } from '../helpers/projects/recorded-project.ts'

test('calls are written as an HTTP archive, with what it has no place for beside', async () => {
  await using project = createRecordedProject()
  const call = chatCall('Hi', 'Hello')
  const binary = Uint8Array.of(0xff, 0xfe)
  const chunks = [{ size: 2, at: 5 }]
  project.record('cassettes/a.test.ts/greets.yaml', 'greets', [
    call,
    {
      ...call,
      request: { ...call.request, headers: { 'content-type': 'application/octet-stream' }, body: binary },
      response: { ...call.response, headers: { 'content-type': 'audio/mpeg' }, body: binary, chunks },
    },
  ])
  const { stdout, exitCode } = await project.rewind('export', 'greets', '--har', 'calls.har')
  expect({ stdout, exitCode }).toEqual({ stdout: 'calls.har: 2 calls\n', exitCode: 0 })
  expect(parseJson(project.read('calls.har'))).toMatchObject({
    log: {
      version: '1.2',
      creator: { name: 'rewind' },
      entries: [
        {
          startedDateTime: '2026-10-02T03:04:05.000Z',
          request: { method: 'POST', postData: { text: expect.stringContaining('"content":"Hi"') } },
          response: { status: 200, content: { text: expect.stringContaining('Hello') } },
          _rewind: { file: 'cassettes/a.test.ts/greets.yaml', test: 'greets', call: 1, key: call.key },
        },
        {
          request: { bodySize: 2 },
          response: { content: { encoding: 'base64', text: '//4=' } },
          _rewind: { requestBody: '//4=', chunks },
        },
      ],
    },
  })
})

test('without a file to write, and where it cannot be written, exit 2 with a sentence', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/greets.yaml', 'greets', [chatCall('Hi', 'Hello')])
  expect((await project.rewind('export')).stderr).toContain('export needs the file to write')
  const { stderr, exitCode } = await project.rewind('export', '--har', 'no/such/folder.har')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('folder.har cannot be written')
})

test('a cassette is not written over', async () => {
  await using project = createRecordedProject()
  const file = 'cassettes/a.test.ts/greets.yaml'
  project.record(file, 'greets', [chatCall('Hi', 'Hello')])
  const before = project.read(file)
  for (const words of [
    ['export', '--har', file],
    ['view', '--html', file],
  ]) {
    const { stderr, exitCode } = await project.rewind(...words)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`${file} is among the cassettes`)
  }
  expect(project.read(file)).toBe(before)
})

test('a call that is named twice is written once, and - prints the archive', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/greets.yaml', 'greets', [chatCall('Hi', 'Hello'), chatCall('Bye', 'Bye')])
  const { stdout, exitCode } = await project.rewind('export', 'greets#1', 'greets', '--har', '-')
  expect(exitCode).toBe(0)
  expect(parseJson(stdout)).toMatchObject({ log: { entries: [{}, {}] } })
  expect(stdout.match(/"startedDateTime"/g)).toHaveLength(2)
  expect(project.exists('-')).toBe(false)
  const both = await project.rewind('export', '--har', '-', '--json')
  expect(both.exitCode).toBe(2)
  expect(both.stdout).toContain('--har - and --json both print a document')
})
