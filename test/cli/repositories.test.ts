import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { chatCall, createRecordedProject } from '../helpers/projects/recorded-project.ts'
import { runProcess, type Finished } from '../helpers/run-process.ts'

const COMMAND = join(import.meta.dirname, '../../dist/cli.js')

/** Runs a program in a folder of a project. */
function runIn(folder: string, [program = '', ...words]: readonly string[]): Promise<Finished> {
  return runProcess(program, words, { cwd: folder, variables: {} })
}

function rewindIn(folder: string, ...words: readonly string[]): Promise<Finished> {
  return runIn(folder, [process.execPath, COMMAND, ...words])
}

test('a repository within another one is a project of its own, also without package.json', async () => {
  await using project = createRecordedProject({ 'inner/a.test.ts': '' })
  await runIn(project.root, ['git', 'init', '-q'])
  await runIn(join(project.root, 'inner'), ['git', 'init', '-q'])
  const init = await rewindIn(join(project.root, 'inner'), 'init', '--runner', 'vitest')
  expect(init.exitCode, init.output).toBe(0)
  expect(project.exists('inner/vitest.config.ts')).toBe(true)
  expect(project.exists('inner/.gitattributes')).toBe(true)
  expect(project.exists('.gitattributes')).toBe(false)
  // The same for what runs its tests: the cassettes are where the command looks for them.
  const path = await rewindIn(join(project.root, 'inner'), 'path', 'a.test.ts > new')
  expect(path.stdout).toBe('cassettes/a.test.ts/new.yaml\n')
})

test('a repository without commits is said to be one', async () => {
  await using project = createRecordedProject({ 'package.json': '{ "name": "a" }' })
  await runIn(project.root, ['git', 'init', '-q'])
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', '1')])
  for (const words of [[], ['--stat']]) {
    const { exitCode, stderr } = await project.rewind('diff', ...words)
    expect(exitCode).toBe(2)
    expect(stderr).toBe(
      'this repository has no commit that cassettes could be compared with  [REWIND_USAGE]\n  fix       git add cassettes && git commit, or npx rewind list\n',
    )
  }
  const unknown = await project.rewind('diff', 'main')
  expect(unknown.stderr).toContain('"main" is not a branch, tag or commit')
  expect(await project.rewind('verify', '--staged')).toMatchObject({ exitCode: 0 })
})

test('a bare repository has no files: diff and verify --staged refuse it, doctor and init know it', async () => {
  await using project = createRecordedProject({ 'package.json': '{ "name": "a" }' })
  await runIn(project.root, ['git', 'init', '-q', '--bare', 'bare'])
  project.write('bare/package.json', '{ "name": "a" }')
  for (const words of [['diff'], ['diff', 'main...next'], ['verify', '--staged']]) {
    const { exitCode, stderr } = await rewindIn(join(project.root, 'bare'), ...words)
    expect({ words, exitCode }).toEqual({ words, exitCode: 2 })
    expect(stderr).toContain('this is a bare repository: it has no files')
  }
  expect((await rewindIn(join(project.root, 'bare'), 'doctor')).stdout).toContain('a bare repository')
  const init = await rewindIn(join(project.root, 'bare'), 'init', '--runner', 'vitest', '--dry-run')
  expect(init.stdout).not.toContain('.gitattributes')
})

test('without a repository, or without git, each command says what it can do', async () => {
  await using project = createRecordedProject({ 'package.json': '{ "name": "a" }' })
  const diff = await project.rewind('diff')
  expect(diff.stderr).toContain('this is not a git repository')
  expect(diff.stderr).toContain('compare two folders: npx rewind diff <a> <b>')
  const staged = await project.rewind('verify', '--staged')
  expect(staged).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('this is not a git repository') })
  expect(staged.stderr).toContain('npx rewind verify, which reads the files as they are')
  mkdirSync(join(project.root, 'empty'))
  const variables = { PATH: join(project.root, 'empty') }
  const bare = await runProcess(process.execPath, [COMMAND, 'doctor'], { cwd: project.root, variables })
  expect(bare.stdout).toContain('.git no-git git cannot be run')
  expect(bare.stdout).toContain('fix  install git')
})
