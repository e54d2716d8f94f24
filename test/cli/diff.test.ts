import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { runProcess } from '../helpers/run-process.ts'
import { sessionCall, voiceSession } from '../helpers/samples/voice-session.ts'

const GREETS = 'cassettes/chat.test.ts/greets.yaml'

async function git(project: RecordedProject, ...words: readonly string[]): Promise<void> {
  const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com']
  const { exitCode, output } = await runProcess('git', [...who, ...words], { cwd: project.root, variables: {} })
  expect(exitCode, output).toBe(0)
}

/** A project whose cassettes are committed, and one of them is recorded anew since. */
async function changedProject(): Promise<RecordedProject> {
  const project = createRecordedProject()
  project.record(GREETS, 'greets', [chatCall('Say hello to Ann, please', 'Hello Ann!'), chatCall('Bye', 'Bye!')])
  project.record('cassettes/chat.test.ts/stays.yaml', 'stays', [chatCall('Same', 'Same')])
  await git(project, 'init', '-q', '-b', 'main')
  await git(project, 'add', 'cassettes')
  await git(project, 'commit', '-q', '-m', 'one')
  const usage = { provider: 'openai', model: 'gpt-4o', input: 1000, output: 300 }
  project.record(GREETS, 'greets', [
    chatCall('Say hello to Anna, please', 'Hello Anna!', { usage }),
    chatCall('Bye', 'Bye!'),
    chatCall('Thanks', 'You are welcome'),
  ])
  return project
}

test('words that changed are shown by call and path, with model and cost', async () => {
  await using project = await changedProject()
  const { stdout, exitCode } = await project.rewind('diff')
  expect(exitCode).toBe(0)
  expect(stdout).toBe(`greets
${GREETS}
  #1 changed  gpt-4o-mini → gpt-4o · 1,000 + 200 tokens → 1,000 + 300 tokens · $0.0003 → $0.0055
    request $.messages[0].content
      Say hello to [-Ann-]{+Anna+}, please
    answer text
      Hello [-Ann-]{+Anna+}!
  #3 added  gpt-4o-mini · 1,000 + 200 tokens
    request asks
      {+Thanks+}
    answer text
      {+You are welcome+}

1 cassette · 1 call changed, 1 added · $0.0003 → $0.0058
`)
})

test('the same is there as data, as one line a cassette, and as a comment', async () => {
  await using project = await changedProject()
  const json = await project.rewind('diff', '--json', '--exit-code')
  expect(json.exitCode).toBe(1)
  expect(parseJson(json.stdout)).toMatchObject({
    from: 'HEAD',
    to: 'work tree',
    calls: [
      {
        file: GREETS,
        test: 'greets',
        call: 1,
        change: 'changed',
        request: [
          { path: '$.messages[0].content', before: 'Say hello to Ann, please', after: 'Say hello to Anna, please' },
        ],
        answer: [{ path: 'text', before: 'Hello Ann!', after: 'Hello Anna!' }],
        tokens: { before: { input: 1000, output: 200 }, after: { input: 1000, output: 300 } },
      },
      { call: 3, change: 'added' },
    ],
  })
  const stat = await project.rewind('diff', '--stat')
  expect(stat.stdout).toContain(`${GREETS}  1 call changed, 1 added  $0.0003 → $0.0058`)
  const { stdout } = await project.rewind('diff', '--markdown')
  expect(stdout).toContain('| greets | 1 call changed, 1 added | +1,300 | $0.0003 → $0.0058 |')
  expect(stdout).toContain('<blockquote>Say hello to <del>Ann</del><ins>Anna</ins>, please</blockquote>')
})

test('a range with one end has HEAD at the other', async () => {
  await using project = await changedProject()
  await git(project, 'branch', 'before')
  await git(project, 'commit', '-qam', 'two')
  expect((await project.rewind('diff', 'before..', '--json')).stdout).toContain('"change": "changed"')
  const turned = parseJson((await project.rewind('diff', '..before', '--json')).stdout)
  expect(turned).toMatchObject({ from: 'HEAD', to: 'before', calls: [{ change: 'changed' }, { change: 'removed' }] })
  expect((await project.rewind('diff', '...HEAD')).stdout).toContain('no recorded call differs between HEAD and HEAD')
})

test('a path that is not there is no range', async () => {
  await using project = await changedProject()
  const { stderr, exitCode } = await project.rewind('diff', '../nowhere')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('"../nowhere" is not a branch, tag or commit')
})

test('a repository that git does not trust is named, with the command that makes it', async () => {
  await using project = await changedProject()
  const words = [join(import.meta.dirname, '../../dist/cli.js'), 'diff']
  const { stderr, exitCode } = await project.node(words, { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' })
  expect(exitCode).toBe(2)
  expect(stderr).toContain('git does not read this repository: it belongs to somebody else')
  expect(stderr).toContain(`git config --global --add safe.directory ${project.root}`)
})

test('a base of the viewer that git does not know is said to be none, as for diff', async () => {
  await using project = await changedProject()
  const { stderr, exitCode } = await project.rewind('view', '--base', 'mian', '--html', 'run.html')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('"mian" is not a branch, tag or commit: did you mean main?')
})

test('two commits, a range, and two folders are compared', async () => {
  await using project = await changedProject()
  await git(project, 'commit', '-q', '-a', '-m', 'two')
  const clean = await project.rewind('diff')
  expect(clean.stdout).toBe('no recorded call differs between HEAD and work tree\n')
  for (const words of [['HEAD~1', 'HEAD'], ['HEAD~1...HEAD'], ['HEAD~1']]) {
    const { stdout } = await project.rewind('diff', '--stat', ...words)
    expect(stdout).toContain('1 call changed, 1 added')
  }
  project.record('old/chat.test.ts/greets.yaml', 'greets', [chatCall('Bye', 'Bye!')])
  const folders = await project.rewind('diff', '--json', 'old', 'cassettes')
  expect(folders.stdout.match(/"change": "added"/gu)).toHaveLength(3)
})

test('calls that only changed their order moved', async () => {
  await using project = createRecordedProject()
  const [one, two] = [chatCall('One', '1'), chatCall('Two', '2')]
  project.record('a/x.yaml', 'x', [one, two])
  project.record('b/x.yaml', 'x', [two, one])
  const { stdout } = await project.rewind('diff', 'a', 'b')
  expect(stdout).toContain('  #1 moved\n  #2 moved\n')
})

test('without git, and for a ref that it does not know, a sentence and exit 2', async () => {
  await using project = createRecordedProject()
  project.record('cassettes/x.yaml', 'x', [chatCall('One', '1')])
  const outside = await project.rewind('diff')
  expect(outside).toMatchObject({ exitCode: 2, stdout: '' })
  expect(outside.stderr).toMatch(/not a git repository.*\n {2}fix +git init, or compare two folders/u)
  await git(project, 'init', '-q')
  const unknown = await project.rewind('diff', 'nowhere')
  expect(unknown.exitCode).toBe(2)
  expect(unknown.stderr).toContain('nowhere')
})

test('a WebSocket session that was recorded again shows what was said otherwise', async () => {
  await using project = createRecordedProject()
  const talks = 'cassettes/voice.test.ts/talks.yaml'
  project.record(talks, 'talks', [sessionCall(voiceSession({ run: 'a' }))])
  await git(project, 'init', '-q', '-b', 'main')
  await git(project, 'add', 'cassettes')
  await git(project, 'commit', '-q', '-m', 'one')
  const after = voiceSession({ run: 'b', instructions: 'Be very brief.', spoken: 'It is sunny.' })
  project.record(talks, 'talks', [sessionCall(after)])
  const { stdout } = await project.rewind('diff')
  expect(stdout).toContain('request sent[0].session.instructions\n      Be {+very +}brief.\n')
  expect(stdout).toContain('answer transcript\n      It is sunny[- in Rome-].\n')
  expect(stdout).not.toContain('event_')
})

test.each([[['--']], [['--', 'HEAD']], [['--', 'main']]])(
  'a word that git would take for an option is refused, and no file is touched: %s',
  async (before) => {
    await using project = await changedProject()
    project.write('precious.txt', 'precious')
    const { exitCode, output } = await project.rewind('diff', ...before, '--output=precious.txt')
    expect(exitCode).toBe(2)
    expect(output).toContain('"--output=precious.txt" is not a branch, tag or commit')
    expect(project.read('precious.txt')).toBe('precious')
  },
)

test('the range of such words, and the base of the viewer, are refused as well', async () => {
  await using project = await changedProject()
  project.write('precious.txt', 'precious')
  const range = await project.rewind('diff', '--', '--output=precious.txt...HEAD')
  const view = await project.rewind('view', '--html', 'page.html', '--base=--output=precious.txt')
  expect([range.exitCode, view.exitCode]).toEqual([2, 2])
  expect([project.read('precious.txt'), project.exists('page.html')]).toEqual(['precious', false])
})

test('a commit whose names lead out of the repository is refused, and writes nothing', async () => {
  await using project = await changedProject()
  const made = async (words: readonly string[], input: string): Promise<string> => {
    const script = `printf '%b' "$0" | git -c user.name=Ann -c user.email=ann@example.com ${words.join(' ')}`
    const { stdout, output, exitCode } = await runProcess('sh', ['-c', script, input], {
      cwd: project.root,
      variables: {},
    })
    expect(exitCode, output).toBe(0)
    return stdout.trim()
  }
  const text = await made(['hash-object', '-w', '--stdin'], 'rewind: 2\\ntest: a\\n')
  let tree = await made(['mktree'], `100644 blob ${text}\\tescaped.yaml\\n`)
  for (const name of ['..', '..', 'cassettes']) tree = await made(['mktree'], `040000 tree ${tree}\\t${name}\\n`)
  const commit = await made(['commit-tree', tree], 'a message')
  const { exitCode, stderr } = await project.rewind('diff', commit)
  expect(exitCode).toBe(2)
  expect(stderr).toContain('cassettes/../../escaped.yaml leads out of the repository')
  expect(existsSync(join(tmpdir(), 'escaped.yaml'))).toBe(false)
})
