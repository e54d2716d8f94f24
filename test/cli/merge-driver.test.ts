import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { chatCall, createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { promptsIn } from '../helpers/projects/suites.ts'
import { runProcess } from '../helpers/run-process.ts'

const FILE = 'cassettes/a.test.ts/greets.yaml'
const COMMAND = join(import.meta.dirname, '../../dist/cli.js')

function git(project: RecordedProject, ...words: readonly string[]) {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false']
  return runProcess('git', [...identity, ...words], { cwd: project.root, variables: {} })
}

/** Makes a repository whose branches `ours` and `theirs` have recorded other calls than `base`. */
async function repositoryWith(calls: Readonly<Record<'base' | 'ours' | 'theirs', readonly string[]>>) {
  const project = createRecordedProject({ '.gitignore': 'node_modules\n' })
  await git(project, 'init', '-q', '-b', 'base')
  await project.rewind('init')
  // As npx would find it.
  await git(project, 'config', 'merge.rewind.driver', `"${process.execPath}" "${COMMAND}" merge-driver %O %A %B`)
  const commit = async (state: readonly string[]): Promise<void> => {
    project.record(
      FILE,
      'greets',
      state.map((words) => chatCall(...partsOf(words))),
    )
    await git(project, 'add', '-A')
    await git(project, 'commit', '-qm', 'state')
  }
  await commit(calls.base)
  await git(project, 'checkout', '-qb', 'theirs')
  await commit(calls.theirs)
  await git(project, 'checkout', '-q', 'base')
  await git(project, 'checkout', '-qb', 'ours')
  await commit(calls.ours)
  return project
}

function partsOf(words: string): readonly [question: string, answer: string] {
  const [question = '', answer = 'fine'] = words.split(' = ')
  return [question, answer]
}

describe('a merge of two branches', () => {
  test('takes the name of the test from the side that changed it', async () => {
    await using project = await repositoryWith({ base: ['one'], ours: ['one', 'two'], theirs: ['one', 'one'] })
    await git(project, 'checkout', '-q', 'theirs')
    project.write(FILE, project.read(FILE).replace('test: greets\n', 'test: greets Ann\n'))
    await git(project, 'commit', '-qam', 'rename')
    await git(project, 'checkout', '-q', 'ours')
    const merged = await git(project, 'merge', 'theirs', '-m', 'merge')
    expect(merged.exitCode, merged.output).toBe(0)
    expect(project.read(FILE)).toMatch(/^rewind: 2\ntest: greets Ann\n/)
  })

  test('unites what both have added, changed and removed, call by call', async () => {
    await using project = await repositoryWith({
      base: ['one', 'two', 'three', 'four'],
      ours: ['one', 'ours', 'two = better', 'three'],
      theirs: ['two', 'three', 'theirs', 'four'],
    })
    const merged = await git(project, 'merge', 'theirs', '-m', 'merge')
    expect(merged.exitCode, merged.output).toBe(0)
    // Each with its answer.
    expect(promptsIn(project.read(FILE))).toEqual(['ours', 'fine', 'two', 'better', 'three', 'fine', 'theirs', 'fine'])
    expect((await project.rewind('verify')).output).not.toContain('unreadable')
  })

  test('leaves a call that both have changed to a person', async () => {
    await using project = await repositoryWith({
      base: ['one', 'two'],
      ours: ['one = this', 'two'],
      theirs: ['one = that', 'two'],
    })
    const merged = await git(project, 'merge', 'theirs', '-m', 'merge')
    expect(merged.exitCode).toBe(1)
    expect(project.read(FILE)).toContain('<<<<<<< ours')
    expect((await project.rewind('verify')).stdout).toContain('unreadable')
  })
})

test('a diff of git shows the conversation, and the YAML of what cannot be read', async () => {
  await using project = await repositoryWith({ base: ['one'], ours: ['one', 'two = answered'], theirs: ['one'] })
  await git(project, 'config', 'diff.rewind.textconv', `"${process.execPath}" "${COMMAND}" show --or-raw`)
  const { stdout } = await git(project, 'diff', 'base', 'ours', '--', FILE)
  expect(stdout).toMatch(/^\+.*answered$/m)
  expect(stdout).not.toContain('meta:')
  project.write(FILE, 'rewind: 2\ntest: a\n---\nresponse: [')
  const broken = await git(project, 'diff', '--', FILE)
  expect(broken.exitCode, broken.output).toBe(0)
  expect(broken.stdout).toContain('+response: [')
})

test('called by hand, it says who calls it, and with what', async () => {
  await using project = createRecordedProject()
  const none = await project.rewind('merge-driver')
  expect(none.exitCode).toBe(2)
  expect(none.stderr).toContain('rewind merge-driver [options] <base> <ours> <theirs>: <base> is missing')
  const unknown = await project.rewind('merge-driver', 'a', 'b', 'c')
  expect(unknown.exitCode).toBe(2)
  expect(unknown.stderr).toContain('there is no file "a": git calls merge-driver')
})
