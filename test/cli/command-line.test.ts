import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject } from '../helpers/recorded-project.ts'

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
