// A day's work on a project with 200 cassettes, as docs/day.md shows it: `node test/demo/day.ts` writes the page anew.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { createRecordedProject } from '../helpers/projects/recorded-project.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { runProcess, type Finished } from '../helpers/run-process.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'
import { handMade } from '../import/hand-made.ts'

const PAGE = join(import.meta.dirname, '../../docs/day.md')
const SHOWN_LINES = 14
const INTRODUCTION =
  'What the commands print, on a project with 200 cassettes. Long output is cut. The script `test/demo/day.ts` makes this page.'
const COMMAND = join(import.meta.dirname, '../../dist/cli.js')

await using server = await startProviderServer()
await using project = createRecordedProject({
  '.gitignore': 'node_modules\n',
  'package.json': '{ "name": "shop", "type": "module", "devDependencies": { "rewind": "*", "vitest": "*" } }',
  'rewind.config.ts': SERVER_CONFIG,
})
const variables = variablesFor(server)
const page = ["# A day's work", '', INTRODUCTION]

for (let file = 1; file <= 10; file += 1) project.write(`test/shop-${file}.test.ts`, shopFile(file, 20))
await run(['run'])
await git('init', '-q')
await git('add', '-A')
await git('commit', '-qm', 'All cassettes')

say('Set up', 'A new colleague sets the clone up, and asks whether anything is missing.')
await rewind('init', '--dry-run')
await rewind('init')
await git('add', '-A')
await git('commit', '-qm', 'Set rewind up')
await rewind('doctor')
say('Look around', 'What is recorded, what it costs, and what one of them says.')
await rewind('list', 'test/shop-10.test.ts', '--sort', 'size')
await rewind('show', 'sells item 7')
await rewind('show', 'sells item 7', '--raw')
await rewind('path', 'sells item 7')
say('Record', 'A new test is recorded; then its prompt changes, and only what changed is recorded anew.')
project.write(
  'test/new.test.ts',
  `${ASK}\ntest('greets', async () => { expect(await ask('Greet Ann')).not.toBe('') })\n`,
)
await rewind('record', 'test/new.test.ts')
const test = project.read('test/new.test.ts')
await git('add', '-A')
await git('commit', '-qm', 'Greet')
project.write('test/new.test.ts', test.replace('Greet Ann', 'Greet Bob'))
await rewind('update', 'test/new.test.ts')
await rewind('diff')
await rewind('diff', '--stat')
say('Rename', 'A test gets another name, and its cassette with it.')
await rewind('mv', 'cassettes/test/new.test.ts/greets.yaml', 'cassettes/test/new.test.ts/says hello.yaml')
project.write('test/new.test.ts', project.read('test/new.test.ts').replace("test('greets'", "test('says hello'"))
say('Run', 'Any program of Node.js is recorded, and replayed, as well.')
project.write('agent.mjs', agentScript('Where is Ann?', 'Where is Bob?', 'Where is Carl?'))
await rewind('run', '--mode', 'update', '--', 'node', 'agent.mjs')
await rewind('run', '--', 'node', 'agent.mjs')
say('Merge', 'Two branches have each changed a call of one cassette. Git calls the driver, which takes both.')
const AGENT = 'cassettes/agent.mjs/(file).yaml'
project.write('base.yaml', project.read(AGENT))
for (const [side, ...questions] of [
  ['ours', 'Where is Anna?', 'Where is Bob?', 'Where is Carl?'],
  ['theirs', 'Where is Ann?', 'Where is Bob?', 'Where is Carlo?'],
] as const) {
  project.write(AGENT, project.read('base.yaml'))
  project.write('agent.mjs', agentScript(...questions))
  await runProcess(process.execPath, [COMMAND, 'run', '--mode', 'update', '--', 'node', 'agent.mjs'], {
    cwd: project.root,
    variables,
  })
  project.write(`${side}.yaml`, project.read(AGENT))
}
await rewind('merge-driver', 'base.yaml', 'ours.yaml', 'theirs.yaml')
await rewind('show', 'ours.yaml')
say('Check', 'Before a commit, and in CI.')
await git('add', '-A')
await rewind('verify', '--staged')
await rewind('verify')
project.write('test/shop-10.test.ts', shopFile(10, 19))
await run(['run'])
await rewind('prune')
await rewind('prune', '--yes')
say('Others', 'Calls for a browser, recordings of another tool, and words for the shell.')
await rewind('export', 'sells item 1', '--har', 'calls.har')
const old = handMade(`http://127.0.0.1:${server.port}`).filter(({ format }) => format === 'nock' || format === 'vcr')
for (const { file, content } of old) project.write(`old/${file}`, content.toString())
await rewind('import', 'old')
await rewind('import', '--clear')
await rewind('view', 'sells item 1', '--html', 'calls.html')
await rewind('completion', 'fish')
rmSync(join(project.root, 'calls.har'))

writeFileSync(PAGE, `${page.join('\n').trimEnd()}\n`)
process.stdout.write(readFileSync(PAGE))

function agentScript(...questions: readonly string[]): string {
  return `for (const content of ${JSON.stringify(questions)}) {
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
  const url = 'http://' + process.env.PROVIDER_HOST + '/v1/chat/completions'
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  console.log((await answer.json()).choices[0].message.content)
}
`
}

function shopFile(file: number, tests: number): string {
  return `${ASK}
for (let n = 1; n <= ${tests}; n += 1)
  test('sells item ' + (${(file - 1) * 20} + n), async () => expect(await ask('What is item ' + (${(file - 1) * 20} + n) + '?')).not.toBe(''))
`
}

async function run(words: readonly string[]): Promise<void> {
  const { exitCode, output } = await project.vitest(words, variables)
  if (exitCode !== 0) throw new Error(output)
}

function say(title: string, sentence: string): void {
  page.push('', `## ${title}`, '', sentence)
}

async function rewind(...words: readonly string[]): Promise<void> {
  const finished = await runProcess(process.execPath, [COMMAND, ...words], { cwd: project.root, variables })
  const spelled = words.map((word) => (/[\s›]/u.test(word) ? `"${word}"` : word)).join(' ')
  page.push('', ...[`$ npx rewind ${spelled}`, ...linesOf(finished)].map((line) => (line === '' ? '' : `    ${line}`)))
}

function linesOf({ output, exitCode }: Finished): readonly string[] {
  if (output.trim() === '') return []
  const lines = output
    .replaceAll(String(server.port), '4000')
    .replaceAll(project.root, '/shop')
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(0, 130).trimEnd())
  const shown =
    lines.length > SHOWN_LINES ? [...lines.slice(0, SHOWN_LINES), `… ${lines.length - SHOWN_LINES} lines more`] : lines
  return exitCode === 0 ? shown : [...shown, `(exit code ${exitCode})`]
}

async function git(...words: readonly string[]): Promise<void> {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false']
  const { exitCode, output } = await runProcess('git', [...identity, ...words], { cwd: project.root, variables: {} })
  if (exitCode !== 0) throw new Error(output)
}
