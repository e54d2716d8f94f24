import { rmSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { requestKey } from '../../src/key/request-key.ts'
import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'

const NO_RULES = { ignore: { body: [], query: [], headers: [], origin: false }, keyHeaders: [], normalize: [] }
const CALL = chatCall('Hi', 'Hello')
const BODY = Buffer.from(CALL.request.body).toString()
const SUITE = `import { test } from 'vitest'
test('greets', () => fetch('${CALL.request.url}', { method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(BODY)} }))
test.skip('rests', () => {})
`
const OBSOLETE = 'cassettes/a.test.ts/gone.yaml'

/** A project with the cassettes of a test, of a skipped one, and of none. */
function projectWithObsolete(): RecordedProject {
  const project = createRecordedProject({ 'a.test.ts': SUITE })
  const call = { ...CALL, key: requestKey(CALL.request, NO_RULES) }
  for (const name of ['greets', 'rests', 'gone']) project.record(`cassettes/a.test.ts/${name}.yaml`, name, [call])
  return project
}

test('without a complete run nothing is known, and nothing is removed', async () => {
  await using project = projectWithObsolete()
  const { stdout, exitCode } = await project.rewind('prune', '--yes')
  expect(exitCode).toBe(3)
  expect(stdout).toContain('no run is known')
  await project.vitest(['run', '-t', 'greets'])
  const partial = await project.rewind('prune', '--yes')
  expect(partial.exitCode).toBe(3)
  expect(project.exists(OBSOLETE)).toBe(true)
})

test('after a complete run, cassettes of no test are shown, then removed', async () => {
  await using project = projectWithObsolete()
  const run = await project.vitest()
  expect(run.exitCode, run.output).toBe(0)
  const shown = await project.rewind('prune', '--json')
  expect(shown.exitCode).toBe(1)
  expect(parseJson(shown.stdout)).toMatchObject({ findings: [{ file: OBSOLETE, kind: 'obsolete' }] })
  expect(project.exists(OBSOLETE)).toBe(true)
  expect(await project.rewind('prune', '--yes')).toMatchObject({ exitCode: 0, stdout: 'removed 1 file\n' })
  expect(project.list('cassettes')).toEqual(['a.test.ts/greets.yaml', 'a.test.ts/rests.yaml'])
  expect(await project.rewind('prune')).toMatchObject({ exitCode: 0, stdout: 'nothing to remove\n' })
})

test.each([
  ['a cassette', 'greets', 'gone'],
  ['a test file', 'b.test.ts', 'a.test.ts'],
])('what was moved since the run to where an obsolete one was stays: %s', async (_what, from, to) => {
  await using project = projectWithObsolete()
  project.record('cassettes/b.test.ts/gone.yaml', 'other', [CALL])
  project.write('b.test.ts', "import { test } from 'vitest'\ntest('gone', () => {})\n")
  await project.vitest()
  rmSync(join(project.root, OBSOLETE))
  if (to === 'a.test.ts')
    for (const name of ['greets', 'rests']) rmSync(join(project.root, `cassettes/a.test.ts/${name}.yaml`))
  const moved = await project.rewind('mv', from, to)
  expect(moved.exitCode, moved.output).toBe(0)
  const shown = await project.rewind('prune')
  expect(shown.exitCode).toBe(3)
  expect(shown.stdout).toContain('it was written or moved here since')
  expect((await project.rewind('prune', '--yes')).exitCode).toBe(3)
  expect(project.exists(OBSOLETE)).toBe(true)
})

test('only cassettes are removed, whatever the last run is said to have left', async () => {
  await using project = projectWithObsolete()
  project.write('notes.yaml', 'mine')
  project.write(
    '.rewind/last-run',
    JSON.stringify({
      version: 1,
      runner: 'vitest',
      cwd: project.root,
      parameters: [],
      nodeOptions: '',
      isComplete: true,
      tests: [],
      obsolete: ['notes.yaml'],
    }),
  )
  expect(await project.rewind('prune', '--yes')).toMatchObject({ exitCode: 0, stdout: 'nothing to remove\n' })
  expect(project.read('notes.yaml')).toBe('mine')
})
