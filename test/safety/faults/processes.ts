import { ASK, SERVER_CONFIG, variablesFor, promptsIn } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'
import { assertThat, type Fault } from './fault.ts'

const CALLS = 3
const SCRIPT = `import { withCassette } from 'rewind'
const ask = (content) => fetch(\`http://\${process.env.PROVIDER_HOST}/v1/chat/completions\`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }) }).then((answer) => answer.json())
const [name, count] = process.argv.slice(2)
await withCassette(name, async () => { for (let call = 0; call < Number(count); call += 1) await ask(name + ' ' + call) })
`

/** Lets many processes record into one folder at once, then replays all of them without a server. */
async function recordSideBySide(count: number): Promise<string> {
  await using server = await startProviderServer()
  await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'record.mjs': SCRIPT })
  const runAll = (variables: Readonly<Record<string, string>>) =>
    Promise.all(
      Array.from({ length: count }, (_, number) =>
        project.node(['record.mjs', `process ${number}`, String(CALLS)], variablesFor(server, variables)),
      ),
    )
  const recorded = await runAll({})
  assertThat(
    recorded.every(({ exitCode }) => exitCode === 0),
    `a process failed: ${recorded.find(({ exitCode }) => exitCode !== 0)?.output}`,
  )
  assertThat(server.requests.length === count * CALLS, `${server.requests.length} requests`)
  assertThat(project.list('cassettes').length === count, `${project.list('cassettes').length} cassettes of ${count}`)
  await server.close()
  const replayed = await runAll({ CI: 'true' })
  assertThat(
    replayed.every(({ exitCode }) => exitCode === 0),
    `a call is lost: ${replayed.find(({ exitCode }) => exitCode !== 0)?.output}`,
  )
  return `${count} processes, ${count * CALLS} calls recorded, all of them replayed in strict`
}

/** Lets another process write the cassette of a test while that test runs. */
async function writeTheSame(): Promise<string> {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'record.mjs': SCRIPT,
    'test/a.test.ts': `${ASK}
import { execFileSync } from 'node:child_process'
test('asks', async () => {
  await ask('one')
  execFileSync(process.execPath, ['record.mjs', 'asks', '2'], { cwd: process.cwd(), env: { ...process.env, REWIND_CASSETTES: 'cassettes/test/a.test.ts' } })
  await ask('two')
})`,
  })
  const { output, exitCode } = await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'record' }))
  assertThat(exitCode === 0, output)
  assertThat(
    /asks\.yaml was changed while the test ran, by another process or by hand: this run's recording took its place/.test(
      output.replaceAll(/\s+/g, ' '),
    ),
    `nothing is said of it: ${output}`,
  )
  const contents = promptsIn(project.read('cassettes/test/a.test.ts/asks.yaml'))
  assertThat(contents.join() === 'one,two', `the cassette holds ${contents.join()}`)
  return 'the later recording is there, whole, and the run says so'
}

export const MANY_PROCESSES: readonly Fault[] = [
  {
    fault: 'many processes record at once',
    injected: 'processes started together record into one folder',
    checked: 'no cassette and no call is lost: each is replayed in strict without a server',
    run: () => recordSideBySide(32),
  },
]

export const ONE_CASSETTE: readonly Fault[] = [
  {
    fault: 'two processes record the same cassette',
    injected: 'while a test runs, another process writes its cassette',
    checked: 'the later write wins, whole, and a warning says so',
    run: writeTheSame,
  },
]
