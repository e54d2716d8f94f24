import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject } from '../helpers/projects/recorded-project.ts'

test('the help names every command, and each command shows examples', async () => {
  await using project = createRecordedProject()
  const { stdout, exitCode } = await project.rewind('--help')
  expect(exitCode).toBe(0)
  const [, commands = ''] = stdout.split('Commands:\n')
  const names = [...commands.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name).filter((name) => name !== 'help')
  expect(names).toContain('list')
  for (const name of names) {
    const help = await project.rewind(String(name), '--help')
    expect(help.stdout).toMatch(/Examples:\n {2}\$ npx rewind /u)
    expect(help.exitCode).toBe(0)
  }
})

test('an unknown word is exit 2, with the nearest one', async () => {
  await using project = createRecordedProject()
  const command = await project.rewind('lsit')
  expect(command).toMatchObject({ exitCode: 2, stdout: '' })
  expect(command.stderr).toContain("unknown command 'lsit': did you mean list?")
  const flag = await project.rewind('list', '--jsno')
  expect(flag).toMatchObject({ exitCode: 2, stdout: '' })
  expect(flag.stderr).toContain("unknown option '--jsno': did you mean --json?")
})

test('help of an unknown word proposes the nearest, and a leading --json changes nothing', async () => {
  await using project = createRecordedProject()
  for (const words of [
    ['help', 'lisst'],
    ['lisst', '--help'],
    ['--json', 'lisst'],
  ]) {
    const { exitCode, stderr } = await project.rewind(...words)
    expect(exitCode).toBe(2)
    expect(stderr).toContain("unknown command 'lisst': did you mean list?")
  }
  expect(await project.rewind('--json', 'list')).toEqual(await project.rewind('list', '--json'))
})

test('help and version are data under --json', async () => {
  await using project = createRecordedProject()
  const all = await project.rewind('--help', '--json')
  expect(all.exitCode).toBe(0)
  expect(parseJson(all.stdout)).toMatchObject({
    version: 1,
    commands: expect.arrayContaining([
      {
        name: 'path',
        takes: '<test>',
        description: expect.any(String),
        options: [],
        examples: expect.arrayContaining([{ words: expect.any(String), effect: expect.any(String) }]),
      },
    ]),
  })
  const one = await project.rewind('prune', '--help', '--json')
  expect(parseJson(one.stdout)).toMatchObject({
    version: 1,
    commands: [{ name: 'prune', options: [{ flags: '--yes', description: expect.any(String) }] }],
  })
  expect(parseJson((await project.rewind('help', 'prune', '--json')).stdout)).toEqual(parseJson(one.stdout))
  expect(parseJson((await project.rewind('--version', '--json')).stdout)).toEqual({
    version: 1,
    rewind: expect.stringMatching(/^\d+\.\d+\.\d+/u),
  })
})

test('an empty name is exit 2, and does not mean everything', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', '1')])
  const commands = ['show', 'list', 'verify', 'path', 'export', 'view', 'record', 'update', 'import', 'diff']
  for (const command of commands) {
    const { exitCode, stdout, stderr } = await project.rewind(command, ' ')
    expect({ command, exitCode, stdout }).toEqual({ command, exitCode: 2, stdout: '' })
    expect(stderr).toContain('a name is empty')
  }
  expect(await project.rewind('mv', 'one', '')).toMatchObject({ exitCode: 2 })
  // Words of a program are its own.
  expect(
    (await project.rewind('run', '--', process.execPath, '-e', 'process.exit(process.argv.length)', '')).exitCode,
  ).toBe(2)
})

test('a failure is one JSON document on stdout as well', async () => {
  await using project = createRecordedProject({ 'rewind.config.json': '{ "cassetes": "x" }' })
  const { stdout, exitCode } = await project.rewind('list', '--json')
  expect(exitCode).toBe(2)
  expect(parseJson(stdout)).toMatchObject({
    version: 1,
    error: { code: 'REWIND_OPTIONS', message: expect.stringContaining('cassetes'), remedy: expect.any(String) },
  })
})

test('a cassette that cannot be read is exit 2, with file and line', async () => {
  await using project = createRecordedProject({ 'cassettes/broken.yaml': 'rewind: 99\ntest: later\n' })
  const { stderr, exitCode } = await project.rewind('list')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('cassettes/broken.yaml:1 has format version 99')
})

test('a pipe that closes ends the command without a word', async () => {
  await using project = createRecordedProject()
  for (let number = 0; number < 300; number += 1)
    project.record(`cassettes/a-test.ts/test ${number}.yaml`, `test ${number}`, [chatCall('Hi', 'Hello')])
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../dist/cli.js'), 'list', '--json'], {
    cwd: project.root,
  })
  let stderr = ''
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  await once(child.stdout, 'data')
  child.stdout.destroy()
  await once(child, 'close')
  expect(stderr).toBe('')
})

test.each([
  [['help'], 0],
  [[], 2],
  [['run', '--', ''], 2],
  [['list', '--older', '99999999999999999999d'], 2],
])('%j ends with %i', async (words, code) => {
  await using project = createRecordedProject()
  expect((await project.rewind(...words)).exitCode).toBe(code)
})

test('an option that takes one value is given once', async () => {
  await using project = createRecordedProject()
  const { stderr, exitCode } = await project.rewind('init', '--runner', 'vitest', '--runner', 'jest')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('--runner <name> is given twice: vitest and jest')
  expect(project.exists('jest.config.js')).toBe(false)
})
