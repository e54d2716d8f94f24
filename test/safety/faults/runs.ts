import { ASK, SERVER_CONFIG, variablesFor, promptsIn } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'
import { assertThat, type Fault } from './fault.ts'

const FOLDER = 'cassettes/test/a.test.ts'
const projectWith = (body: string): VitestProject =>
  createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': `${ASK}\n${body}` })

/** What a cassette of the project holds, by the prompts of its calls. */
function promptsOf(project: VitestProject, name: string): string {
  const path = `${FOLDER}/${name}.yaml`
  return project.exists(path) ? promptsIn(project.read(path)).join() : 'none'
}

/** Ends tests in every bad way after they paid for a call; one run for all of them. */
async function endBadly(): Promise<string> {
  await using server = await startProviderServer()
  await using project = projectWith(`configure({ recordTimeout: 300 })
let attempt = 0
test('fails', async () => { await ask('paid 1'); expect(1).toBe(2) })
test('throws outside', async () => { await ask('paid 2'); setTimeout(() => { throw new Error('crash') }); await new Promise((resolve) => setTimeout(resolve, 50)) })
test('rejects outside', async () => { await ask('paid 3'); void Promise.reject(new Error('crash')); await new Promise((resolve) => setTimeout(resolve, 50)) })
test('takes too long', { timeout: 300 }, async () => { await ask('paid 4'); await new Promise(() => {}) })
test('exits', async () => { await ask('paid 5'); process.exit(1) })
test('is retried', { retry: 1 }, async () => { attempt += 1; await ask('paid 6'); expect(attempt).toBe(3) })
test('has a hook that fails', async ({ onTestFinished }) => { onTestFinished(() => { throw new Error('hook') }); await ask('paid 7') })`)
  const { exitCode } = await project.vitest(['run'], variablesFor(server))
  assertThat(exitCode !== 0, 'the run passed')
  const names = [
    'fails',
    'throws outside',
    'rejects outside',
    'takes too long',
    'exits',
    'is retried',
    'has a hook that fails',
  ]
  for (const [index, name] of names.entries()) {
    // What is thrown outside of a test fails the run, and not the test.
    const held = name.endsWith('outside') ? `paid ${index + 1}` : 'none'
    assertThat(promptsOf(project, name) === held, `the cassette of "${name}" holds ${promptsOf(project, name)}`)
  }
  const before = server.requests.length
  await project.vitest(['run'], variablesFor(server))
  assertThat(server.requests.length === before, `the next run paid again for ${server.requests.length - before} calls`)
  return `${names.length} bad ends: no cassette, and no call paid for again`
}

/** Stops a run in watch mode while a test waits. */
async function interrupt(): Promise<string> {
  await using server = await startProviderServer()
  await using project = projectWith(`test('has ended', async () => { await ask('one') })
test('is stopped', async () => { await ask('two'); process.kill(process.ppid, 'SIGINT'); await new Promise((resolve) => setTimeout(resolve, 20_000)) })`)
  await project.vitest(['watch'], variablesFor(server))
  assertThat(
    promptsOf(project, 'has ended') === 'one',
    `the test that had ended holds ${promptsOf(project, 'has ended')}`,
  )
  assertThat(
    ['two', 'none'].includes(promptsOf(project, 'is stopped')),
    `the test that was stopped holds ${promptsOf(project, 'is stopped')}`,
  )
  assertThat(
    project.list(FOLDER).every((name) => name.endsWith('.yaml')),
    'a half-written file is left',
  )
  return `what had ended is kept, whole; of the test that was stopped: ${promptsOf(project, 'is stopped')}`
}

/** Takes the folder away, or puts a file in its place, between the calls of a test. */
async function moveTheFolder(): Promise<string> {
  await using server = await startProviderServer()
  await using project = projectWith(`import { rmSync, writeFileSync } from 'node:fs'
test('removes', async () => { await ask('one'); rmSync('cassettes', { recursive: true, force: true }); await ask('two') })
test('replaces', async () => { await ask('three'); rmSync('cassettes', { recursive: true, force: true }); writeFileSync('cassettes', 'a file') })`)
  const { output } = await project.vitest(['run', '-t', 'removes'], variablesFor(server))
  assertThat(
    promptsOf(project, 'removes') === 'one,two',
    `the cassette holds ${promptsOf(project, 'removes')}: ${output}`,
  )
  const replaced = await project.vitest(['run', '-t', 'replaces'], variablesFor(server))
  assertThat(
    replaced.exitCode === 1 &&
      /cassettes\/test\/a\.test\.ts\/replaces\.yaml cannot be written: .*\[REWIND_CASSETTE_WRITE\]/.test(
        replaced.output,
      ),
    `it is not named: ${replaced.output}`,
  )
  assertThat(project.read('cassettes') === 'a file', 'the file in its place was touched')
  return 'a folder that is gone is made again; a file in its place is an error that names it'
}

export const RUNS: readonly Fault[] = [
  {
    fault: 'a test ends badly',
    injected:
      'failing assertion, uncaught exception, unhandled rejection, timeout, process.exit, failing retries, failing hook',
    checked: 'a test that failed has no cassette, and the next run asks for nothing that was paid for',
    run: endBadly,
  },
  {
    fault: 'Ctrl-C in watch mode',
    injected: 'SIGINT to the runner while a test waits',
    checked: 'the cassette of the test that had ended is there, whole; nothing half-written is left',
    run: interrupt,
  },
  {
    fault: 'the cassette folder goes away',
    injected: 'a test removes it between two calls; another puts a file in its place',
    checked: 'it is made again and written; the file in its place is an error that names the cassette, and stays',
    run: moveTheFolder,
  },
]
