import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject } from '../helpers/projects/recorded-project.ts'

const CALLS = [chatCall('Hi', 'Hello')]

test('the cassettes of a test file follow it, byte for byte', async () => {
  await using project = createRecordedProject({})
  for (const name of ['greets', 'parts']) project.record(`cassettes/test/old.test.ts/${name}.yaml`, name, CALLS)
  project.write('cassettes/test/old.test.ts/picture-0123abcd.png', 'bytes')
  const before = project.read('cassettes/test/old.test.ts/greets.yaml')
  const { stdout, exitCode } = await project.rewind('mv', 'test/old.test.ts', 'test/new.test.ts')

  expect(exitCode).toBe(0)
  expect(stdout).toContain('cassettes/test/old.test.ts/greets.yaml → cassettes/test/new.test.ts/greets.yaml\n')
  expect(project.list('cassettes')).toEqual([
    'test/new.test.ts/greets.yaml',
    'test/new.test.ts/parts.yaml',
    'test/new.test.ts/picture-0123abcd.png',
  ])
  expect(project.read('cassettes/test/new.test.ts/greets.yaml')).toBe(before)
})

test('the cassette of a test is found by its old name, and gets that of the new one', async () => {
  await using project = createRecordedProject({})
  project.record('cassettes/test/a.test.ts/agent › plans.yaml', 'agent › plans', CALLS)
  const { stdout } = await project.rewind('mv', '--json', 'agent > plans', 'agent > plans a trip?')

  const name = /plans a trip_~[0-9a-f]{8}\.yaml/.exec(stdout)?.[0] ?? ''
  expect(parseJson(stdout)).toEqual({
    version: 1,
    moved: [
      {
        from: 'cassettes/test/a.test.ts/agent › plans.yaml',
        to: `cassettes/test/a.test.ts/agent › ${name}`,
        test: 'agent › plans a trip?',
      },
    ],
  })
  expect(project.list('cassettes')).toEqual([`test/a.test.ts/agent › ${name}`])
})

test('nothing is moved over a cassette that is there', async () => {
  await using project = createRecordedProject({})
  for (const name of ['old', 'new']) project.record(`cassettes/test/${name}.test.ts/greets.yaml`, 'greets', CALLS)
  const { output, exitCode } = await project.rewind('mv', 'test/old.test.ts', 'test/new.test.ts')

  expect(exitCode).toBe(2)
  expect(output).toContain('cassettes/test/new.test.ts/greets.yaml is there already  [REWIND_USAGE]')
  expect(project.list('cassettes')).toEqual(['test/new.test.ts/greets.yaml', 'test/old.test.ts/greets.yaml'])
})

test('a test file without cassettes is a wrong word', async () => {
  await using project = createRecordedProject({})
  const { output, exitCode } = await project.rewind('mv', 'test/none.test.ts', 'test/new.test.ts')

  expect(exitCode).toBe(2)
  expect(output).toContain('there are no cassettes of test/none.test.ts  [REWIND_USAGE]')
})

test('the end of a name is replaced, and the suites before it stay', async () => {
  await using project = createRecordedProject({})
  project.record('cassettes/a.test.ts/agent › plans.yaml', 'agent › plans', CALLS)
  const { stdout } = await project.rewind('mv', 'plans', 'plans a trip')
  expect(stdout).toBe('cassettes/a.test.ts/agent › plans.yaml → cassettes/a.test.ts/agent › plans a trip.yaml\n')
  expect(project.read('cassettes/a.test.ts/agent › plans a trip.yaml')).toContain('test: "agent › plans a trip"\n')
})

test.each([
  ['its own name', 'plans', 'plans', /agent › plans\.yaml is there already/],
  ['the name of another test of its suites', 'plans', 'goes', /agent › goes\.yaml is there already/],
  ['a path outside of the cassettes', 'plans', './out.yaml', /out\.yaml would be outside of cassettes/],
  ['a path outside of the project', 'plans', '../out.yaml', /would be outside of cassettes/],
  ['a test file outside of the project', 'a.test.ts', '../b.test.ts', /\.\.\/b\.test\.ts is outside of the project/],
  [
    'a test of another file',
    'plans',
    'test/b.test.ts > plans',
    /names a test file, and a test is moved within its own/,
  ],
  ['another name, by one of its calls', 'plans#1', 'other', /names one call, and cassettes are moved whole/],
])('nothing is moved to %s', async (...[, from, to, problem]) => {
  await using project = createRecordedProject({})
  for (const name of ['plans', 'goes'])
    project.record(`cassettes/a.test.ts/agent › ${name}.yaml`, `agent › ${name}`, CALLS)
  const { output, exitCode } = await project.rewind('mv', from, to)
  expect(exitCode).toBe(2)
  expect(output).toMatch(problem)
  expect(project.list('cassettes')).toEqual(['a.test.ts/agent › goes.yaml', 'a.test.ts/agent › plans.yaml'])
})

test('a cassette that was edited is edited after its move, and keeps what the format does not know', async () => {
  await using project = createRecordedProject({})
  const file = 'cassettes/a.test.ts/plans.yaml'
  project.record(file, 'plans', CALLS)
  project.write(file, project.read(file).replace('Hello', 'Good day').replace('request:\n', 'request:\n  # why\n'))
  const before = project.read(file)
  expect((await project.rewind('mv', 'plans', 'plans a trip')).exitCode).toBe(0)
  const after = project.read('cassettes/a.test.ts/plans a trip.yaml')
  expect(after).toBe(before.replace('test: plans\n', 'test: plans a trip\n'))
})

test('names of tests may end like files', async () => {
  await using project = createRecordedProject({})
  project.record('cassettes/a.test.ts/loads x.yaml.yaml', 'loads x.yaml', CALLS)
  expect(await project.rewind('mv', 'loads x.yaml', 'loads y.yaml')).toMatchObject({
    exitCode: 0,
    stdout: 'cassettes/a.test.ts/loads x.yaml.yaml → cassettes/a.test.ts/loads y.yaml.yaml\n',
  })
})

test('the folder of its cassettes is a name of a test file', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/test/a.test.ts/greets.yaml', 'greets', [chatCall('Hi', 'Hello')])
  const { stdout, exitCode } = await project.rewind('mv', 'cassettes/test/a.test.ts', 'cassettes/test/b.test.ts')
  expect(exitCode, stdout).toBe(0)
  expect(project.list('cassettes')).toEqual(['test/b.test.ts/greets.yaml'])
})
