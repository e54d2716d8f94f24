import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'

function projectWithTwo(): RecordedProject {
  const project = createRecordedProject()
  project.record('cassettes/test/chat.test.ts/agent › greets.yaml', 'agent › greets', [chatCall('Hi', 'Hello')])
  project.record('cassettes/test/sum.test.ts/sums up.yaml', 'sums up', [
    chatCall('One', '1', { usage: { provider: 'anthropic', model: 'unheard-of', input: 5, output: 7 } }),
    chatCall('Two', '2', { recordedAt: '2020-01-01T00:00:00.000Z' }),
  ])
  return project
}

test('cassettes are listed with what they hold, as text and as data', async () => {
  await using project = projectWithTwo()
  const text = await project.rewind('list')
  // Sizes are the format's own affair.
  const columns = text.stdout.split('\n').map((line) => line.replaceAll(/ +\d+(?:\.\d)? k?B/gu, '  …'))
  expect(columns).toEqual([
    expect.stringMatching(/^calls {2}input {2}output {5}cost +size {2}recorded {4}models {19}cassette$/u),
    '    1  1,000     200  $0.0003  …  2026-10-02  gpt-4o-mini              cassettes/test/chat.test.ts/agent › greets.yaml',
    '    2  1,005     207  $0.0003  …  2026-10-02  unheard-of, gpt-4o-mini  cassettes/test/sum.test.ts/sums up.yaml',
    '',
    '2 cassettes · 3 calls · 2,005 + 407 tokens · $0.0005 ·  …',
    '',
  ])
  const { stdout } = await project.rewind('list', '--json')
  expect(parseJson(stdout)).toMatchObject({
    version: 1,
    cassettes: [
      {
        file: 'cassettes/test/chat.test.ts/agent › greets.yaml',
        test: 'agent › greets',
        calls: 1,
        models: ['openai/gpt-4o-mini'],
      },
      { test: 'sums up', tokens: { input: 1005, output: 207 }, recordedAt: '2026-10-02T03:04:05.000Z' },
    ],
    totals: { cassettes: 2, calls: 3 },
  })
})

test('names are paths, folders, test files, globs and names of tests', async () => {
  await using project = projectWithTwo()
  const filesOf = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await project.rewind('list', ...words)
    return [...stdout.matchAll(/cassettes\/\S+\/(.*)\.yaml/gu)].map(([, name = '']) => name)
  }
  expect(await filesOf('cassettes/test/sum.test.ts/sums up.yaml')).toEqual(['sums up'])
  expect(await filesOf('cassettes/test')).toEqual(['agent › greets', 'sums up'])
  expect(await filesOf('test/chat.test.ts')).toEqual(['agent › greets'])
  expect(await filesOf('**/sum*/*')).toEqual(['sums up'])
  expect(await filesOf('agent › greets')).toEqual(['agent › greets'])
  expect(await filesOf('agent greets')).toEqual(['agent › greets'])
  expect(await filesOf('greets', 'sums up')).toEqual(['agent › greets', 'sums up'])
})

test('at the root of packages that alone have cassettes, nothing is said to be listed or right', async () => {
  await using project = createRecordedProject({ 'packages/a/package.json': '{}', 'packages/b/package.json': '{}' })
  project.record('packages/a/cassettes/test/chat.test.ts/greets.yaml', 'greets', [chatCall('Hi', 'Hello')])
  for (const command of ['list', 'verify']) {
    const { stdout, stderr, exitCode } = await project.rewind(command)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(stderr).toContain('there are no cassettes here, but in 1 package below')
    expect(stderr).toContain('name a package, one at a time: packages/a')
    const named = await project.rewind(command, 'packages/a')
    expect({ stderr: named.stderr, exitCode: named.exitCode }).toEqual({
      stderr: '',
      exitCode: command === 'list' ? 0 : 1,
    })
  }
})

test('a call and a test of a package are found from the root of a monorepo', async () => {
  await using project = createRecordedProject({ 'packages/a/package.json': '{}', 'packages/a/test/chat.test.ts': '' })
  project.record('packages/a/cassettes/test/chat.test.ts/greets.yaml', 'greets', [chatCall('Hi', 'Hello')])
  const shown = await project.rewind('show', 'packages/a/cassettes/test/chat.test.ts/greets.yaml#1')
  expect({ exitCode: shown.exitCode, says: shown.stdout.includes('Hello') }).toEqual({ exitCode: 0, says: true })
  for (const separator of ['>', '›']) {
    const { stdout } = await project.rewind('path', `packages/a/test/chat.test.ts ${separator} greets`)
    expect(stdout).toBe('cassettes/test/chat.test.ts/greets.yaml\n')
  }
})

test('lists are filtered and sorted', async () => {
  await using project = projectWithTwo()
  const testsOf = async (...words: readonly string[]): Promise<unknown> => {
    const { stdout } = await project.rewind('list', '--json', ...words)
    return [...stdout.matchAll(/"test": "(.*)"/gu)].map(([, name]) => name)
  }
  expect(await testsOf('--provider', 'anthropic')).toEqual(['sums up'])
  expect(await testsOf('--model', 'gpt-4o-mini')).toHaveLength(2)
  expect(await testsOf('--older', '5000d')).toEqual([])
  expect(await testsOf('--sort', 'size')).toEqual(['sums up', 'agent › greets'])
  expect((await project.rewind('list', '--sort', 'colour')).exitCode).toBe(2)
  expect((await project.rewind('list', '--sort', 'constructor')).exitCode).toBe(2)
  expect((await project.rewind('list', '--older', 'soon')).stderr).toContain('--older takes a number and a unit')
})

test('a name that matches nothing is exit 2, with the nearest', async () => {
  await using project = projectWithTwo()
  const { stderr, exitCode } = await project.rewind('list', 'greats')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('no cassette is called "greats": did you mean "greets"?')
})

test('where one is meant, several are exit 2 with all of them', async () => {
  await using project = projectWithTwo()
  expect((await project.rewind('path', 'greets')).stdout).toBe('cassettes/test/chat.test.ts/agent › greets.yaml\n')
  const { stderr, exitCode } = await project.rewind('path', 'cassettes')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('names 2 cassettes')
  expect(stderr).toContain('cassettes/test/sum.test.ts/sums up.yaml')
})

test('a cassette that cannot be read is named, and the others are listed: exit 2', async () => {
  await using project = projectWithTwo()
  project.write('cassettes/test/broken.test.ts/x.yaml', 'no cassette')
  project.write('cassettes/test/newer.test.ts/y.yaml', 'rewind: 99\ntest: y\n')
  const { stdout, stderr, exitCode } = await project.rewind('list')
  expect(exitCode).toBe(2)
  expect(stdout).toContain('2 cassettes · 3 calls')
  expect(stderr).toContain('cassettes/test/broken.test.ts/x.yaml:1 ')
  expect(stderr).toContain('cassettes/test/newer.test.ts/y.yaml:1 has format version 99')
  const data = await project.rewind('list', '--json')
  expect(parseJson(data.stdout)).toMatchObject({
    totals: { cassettes: 2 },
    unreadable: [{ file: 'cassettes/test/broken.test.ts/x.yaml' }, { file: 'cassettes/test/newer.test.ts/y.yaml' }],
  })
})

test('what was not counted is shown as unknown, never as nothing', async () => {
  await using project = createRecordedProject()
  const { usage: _usage, ...uncounted } = chatCall('Hi', 'Hello')
  project.record('cassettes/a.test.ts/one.yaml', 'one', [uncounted])
  expect((await project.rewind('list')).stdout).toMatch(/^ +1 +\? +\? +\? .*2026-10-02 {2}— +cassettes/m)
})

test('a model or provider that no call has is exit 2, with the nearest', async () => {
  await using project = projectWithTwo()
  const model = await project.rewind('list', '--model', 'gpt-4o-mimi')
  expect(model).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('did you mean gpt-4o-mini?') })
  const provider = await project.rewind('list', '--provider', 'antropic')
  expect(provider).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('did you mean anthropic?') })
})

test('the number of a call names no cassette', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/greets.yaml', 'greets', [chatCall('Hi', 'Hello')])
  const { stderr, exitCode } = await project.rewind('list', '#1')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('"#1" names a call, and not its cassette')
})
