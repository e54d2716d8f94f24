import { describe, expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { runProcess } from '../helpers/run-process.ts'

const OLD = 'cassettes/old.test.ts/greets.yaml'
const NEW = 'cassettes/new.test.ts/greets politely.yaml'
const CALLS = [chatCall('Hi', 'Hello'), chatCall('Bye', 'Bye!'), chatCall('Thanks', 'Welcome')]

async function git(project: RecordedProject, ...words: readonly string[]): Promise<void> {
  const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com']
  const { exitCode, output } = await runProcess('git', [...who, ...words], { cwd: project.root, variables: {} })
  expect(exitCode, output).toBe(0)
}

/** A project whose one cassette is committed, and belongs to another test since. */
async function renamedProject(after = CALLS): Promise<RecordedProject> {
  const project = createRecordedProject()
  project.record(OLD, 'greets', CALLS)
  project.record('cassettes/other.test.ts/other.yaml', 'other', [chatCall('Other', 'Other')])
  await git(project, 'init', '-q', '-b', 'main')
  await git(project, 'add', 'cassettes')
  await git(project, 'commit', '-q', '-m', 'one')
  await git(project, 'rm', '-q', OLD)
  project.record(NEW, 'greets politely', after)
  return project
}

describe('a cassette that was renamed', () => {
  test('is one that moved, in every form', async () => {
    await using project = await renamedProject()
    expect((await project.rewind('diff')).stdout).toBe(`greets politely
${OLD} → ${NEW}
  moved, and the same otherwise

1 cassette · 1 moved
`)
    expect((await project.rewind('diff', '--stat')).stdout).toContain(`${OLD} → ${NEW}  cassette moved`)
    const markdown = await project.rewind('diff', '--markdown')
    expect(markdown.stdout).toContain('**Recorded calls:** 1 cassette moved in 1 test')
    expect(markdown.stdout).toContain('| greets politely | cassette moved |')
    expect(markdown.stdout).toContain(`<p>moved from <code>${OLD}</code></p>`)
    const json = await project.rewind('diff', '--json', '--exit-code')
    expect(json.exitCode).toBe(1)
    expect(parseJson(json.stdout)).toMatchObject({
      moved: [{ from: OLD, to: NEW, test: 'greets politely' }],
      calls: [],
    })
  })

  test('shows what else has changed in it', async () => {
    await using project = await renamedProject([
      ...CALLS.slice(0, 2),
      chatCall('Thanks a lot', 'Welcome'),
      ...CALLS.slice(3),
    ])
    await git(project, 'add', 'cassettes')
    await git(project, 'commit', '-q', '-m', 'two')
    const { stdout } = await project.rewind('diff', 'HEAD~1', 'HEAD')
    expect(stdout).toContain(`greets politely\n${OLD} → ${NEW}\n  #3 changed`)
    expect(stdout).toContain('Thanks{+ a lot+}')
    expect(stdout).toContain('1 cassette · 1 moved · 1 call changed')
    expect((await project.rewind('diff', 'HEAD~1', 'HEAD', '--stat')).stdout).toContain(
      'cassette moved, 1 call changed',
    )
  })

  test('is removed and another added where they share little', async () => {
    await using project = await renamedProject([
      CALLS[0] ?? chatCall('Hi', 'Hello'),
      chatCall('1', '1'),
      chatCall('2', '2'),
    ])
    const { stdout } = await project.rewind('diff')
    expect(stdout).toContain('2 cassettes · 3 calls added, 3 removed')
  })
})

test('two cassettes that are named are compared, whatever they are called', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/a.yaml', 'a', [chatCall('Say A', 'A')])
  project.record('cassettes/b.yaml', 'b', [chatCall('Say B', 'B')])
  const { stdout } = await project.rewind('diff', 'cassettes/a.yaml', 'cassettes/b.yaml')
  expect(stdout).toContain('#1 changed')
  expect(stdout).toContain('Say [-A-]{+B+}')
})
