import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject } from '../helpers/projects/recorded-project.ts'

/** What the last run did: it knows the cassettes of tests, also of those that have none. */
const LAST_RUN = JSON.stringify({
  version: 1,
  runner: 'vitest',
  parameters: [],
  obsolete: [],
  tests: [
    { name: 'agent › plans a trip', file: 'a.test.ts', cassette: 'cassettes/a.test.ts/agent › plans a trip.yaml' },
    { name: 'greets', file: 'a.test.ts', cassette: 'cassettes/a.test.ts/greets~0a1b2c3d.yaml' },
    { name: 'other › greets', file: 'a.test.ts', cassette: 'cassettes/a.test.ts/other › greets.yaml' },
  ],
})

test('the path of a cassette is printed, whether it is there or not', async () => {
  await using project = createRecordedProject({ '.rewind/last-run': LAST_RUN, 'test/b.test.ts': '' })
  project.record('cassettes/a.test.ts/other › greets.yaml', 'other › greets', [chatCall('Hi', 'Hello')])
  const path = async (word: string): Promise<unknown> => {
    const { exitCode, stdout, output } = await project.rewind('path', word, '--json')
    expect(exitCode, output).toBe(0)
    return parseJson(stdout)
  }
  expect(await path('other › greets')).toEqual({
    version: 1,
    file: 'cassettes/a.test.ts/other › greets.yaml',
    exists: true,
  })
  // By its whole name, or by the end of one that no cassette has.
  expect(await path('greets')).toMatchObject({ file: 'cassettes/a.test.ts/greets~0a1b2c3d.yaml', exists: false })
  expect(await path('plans a trip')).toMatchObject({
    file: 'cassettes/a.test.ts/agent › plans a trip.yaml',
    exists: false,
  })
  // Of a test that never ran.
  expect(await path('test/b.test.ts > agent > asks: why?')).toMatchObject({
    file: expect.stringMatching(/^cassettes\/test\/b\.test\.ts\/agent › asks.*~[0-9a-f]{8}\.yaml$/u),
    exists: false,
  })
  expect(await path('test/b.test.ts › new')).toEqual({
    version: 1,
    file: 'cassettes/test/b.test.ts/new.yaml',
    exists: false,
  })
  const text = await project.rewind('path', 'test/b.test.ts > new')
  expect(text).toMatchObject({ exitCode: 0, stdout: 'cassettes/test/b.test.ts/new.yaml\n' })
  expect((await project.rewind('path', 'test/none.test.ts > new')).exitCode).toBe(2)
  expect((await project.rewind('path', 'nothing of this kind')).stderr).toContain('no cassette is called')
})
