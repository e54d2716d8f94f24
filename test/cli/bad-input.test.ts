import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

import { chatCall, createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { runProcess } from '../helpers/run-process.ts'

const WHO = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com']
const HUGE = 500 * 1024 * 1024

function makeHuge(project: RecordedProject, file: string): void {
  mkdirSync(dirname(join(project.root, file)), { recursive: true })
  writeFileSync(join(project.root, file), '')
  truncateSync(join(project.root, file), HUGE)
}

const makePipe = (project: RecordedProject, file: string) =>
  runProcess('mkfifo', [file], { cwd: project.root, variables: {} })

test('what is not a cassette is named with the reason, and the others are read', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/good.yaml', 'good', [chatCall('Hi', 'Hello')])
  makeHuge(project, 'cassettes/b.test.ts/huge.yaml')
  mkdirSync(join(project.root, 'cassettes/c.test.ts/folder.yaml'), { recursive: true })
  symlinkSync('nowhere', join(project.root, 'cassettes/dangling.yaml'))
  await makePipe(project, 'cassettes/pipe.yaml')
  const list = await project.rewind('list')
  expect(list.exitCode).toBe(2)
  expect(list.stdout).toContain('1 cassette · 1 call')
  expect(list.stderr).toContain('cassettes/b.test.ts/huge.yaml cannot be read: it has 524288000 bytes')
  expect(list.stderr).toContain('cassettes/c.test.ts/folder.yaml cannot be read')
  expect(list.stderr).toContain('cassettes/dangling.yaml cannot be read: it was removed in the meantime, or is a link')
  expect(list.stderr).toContain('cassettes/pipe.yaml cannot be read: it is not a file')
  const verify = await project.rewind('verify')
  expect(verify.exitCode).toBe(1)
  expect(verify.stdout.match(/ unreadable /g)).toHaveLength(4)
  expect((await project.rewind('show', 'good')).exitCode).toBe(0)
})

test('what is not a recording is refused: large files, pipes, and links that lead nowhere', async () => {
  await using project = createRecordedProject()
  makeHuge(project, 'old/huge.har')
  await makePipe(project, 'old/pipe.json')
  symlinkSync('.', join(project.root, 'old/circle'))
  symlinkSync('nowhere', join(project.root, 'old/dangling.har'))
  const folder = await project.rewind('import', 'old')
  expect(folder.exitCode).toBe(1)
  expect(folder.stdout).toContain('old/huge.har refused it has 524 MB, more than 268 MB')
  const pipe = await project.rewind('import', 'old/pipe.json')
  expect(pipe.stdout).toContain('old/pipe.json refused it is not a file')
  const dangling = await project.rewind('import', 'old/dangling.har')
  expect(dangling).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('there is no file "old/dangling.har"'),
  })
  expect(project.exists('.rewind')).toBe(false)
})

test('links to folders are not followed, and the cassettes beside them are counted once', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/good.yaml', 'good', [chatCall('Hi', 'Hello')])
  symlinkSync('.', join(project.root, 'cassettes/circle'))
  symlinkSync('../..', join(project.root, 'cassettes/a.test.ts/up'))
  const list = await project.rewind('list')
  expect(list.stdout).toContain('1 cassette · 1 call')
  const signed = await project.rewind('verify', '--sign')
  expect(signed.stderr).not.toContain('ELOOP')
  expect(await project.rewind('verify')).toMatchObject({ exitCode: 0, stdout: '1 cassette: nothing is wrong\n' })
})

test('without git, and for a ref that does not exist, a sentence and exit 2', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.test.ts/good.yaml', 'good', [chatCall('Hi', 'Hello')])
  for (const words of [['diff'], ['diff', 'main'], ['verify', '--staged']]) {
    const { exitCode, stderr } = await project.rewind(...words)
    expect(exitCode, stderr).toBe(2)
    expect(stderr).toContain('this is not a git repository')
    expect(stderr).toContain('fix ')
  }
  await runProcess('git', ['init', '-q'], { cwd: project.root, variables: {} })
  await runProcess('git', [...WHO, 'commit', '-q', '--allow-empty', '-m', 'one'], { cwd: project.root, variables: {} })
  await runProcess('git', ['branch', 'main-two'], { cwd: project.root, variables: {} })
  mkdirSync(join(project.root, 'duplicate'))
  const runs: readonly (readonly [words: readonly string[], message: string])[] = [
    [['no-such-branch'], '"no-such-branch" is not a branch, tag or commit'],
    [['no-such-branch..HEAD'], '"no-such-branch" is not a branch, tag or commit'],
    [['main-tow'], '"main-tow" is not a branch, tag or commit: did you mean main-two?'],
    [['duplicate', 'sdk'], '"duplicate" is a path, and "sdk" is none'],
    [['duplicate', 'duplicat'], '"duplicate" is a path, and "duplicat" is none: did you mean duplicate?'],
    [['duplicate', 'HEAD'], '"duplicate" is a path, and "HEAD" is none'],
  ]
  for (const [words, message] of runs) {
    const { exitCode, stderr } = await project.rewind('diff', ...words)
    expect(exitCode).toBe(2)
    expect(stderr.split('  [')[0]).toBe(message)
  }
})

test('a file in the place of the folder of cassettes is named, not taken for an empty one', async () => {
  await using project = createRecordedProject({ cassettes: '' })
  for (const command of ['verify', 'list']) {
    const { stderr, exitCode } = await project.rewind(command)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('cassettes is a file, where the folder of cassettes should be')
  }
})
