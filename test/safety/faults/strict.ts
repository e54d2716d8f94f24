import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { runProcess } from '../../helpers/run-process.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'
import { assertThat, NotPossibleHere, type Fault } from './fault.ts'

const ONE = `await ask('one')`
const SWALLOWED = `await ask('another').catch(() => {})`
const STREAM = `const stream = await openai.chat.completions.create({ model: 'm', stream: true, messages: [{ role: 'user', content: 'one two three four' }] })
  let chunks = 0`

/** What a test did when it was recorded, and what is wrong now. */
interface Weakening {
  readonly name: string
  /** Body of the test that was recorded; undefined where there was none. */
  readonly recorded?: string
  /** Body of the test now. */
  readonly changed: string
  readonly spoil?: (cassette: string) => string
  readonly expected: RegExp
}

/** Every way in which a test could stay green for no good reason. */
const WEAKENINGS: readonly Weakening[] = [
  { name: 'no cassette', changed: SWALLOWED, expected: /has no recorded answer {2}\[REWIND_DIVERGENCE\]/ },
  { name: 'another prompt, its error swallowed', recorded: ONE, changed: SWALLOWED, expected: /- one\n\s+\+ another/ },
  {
    name: 'a call made once more than recorded',
    recorded: `await ask('asked once')`,
    changed: `await ask('asked once')\n  await ask('asked once').catch(() => {})`,
    expected: /its recorded answers were all used before/,
  },
  {
    name: 'a recorded call that is not made',
    recorded: ONE,
    changed: '',
    expected: /a recorded call was not made by this test {2}\[REWIND_UNUSED\]/,
  },
  {
    name: 'a stream read further than recorded',
    recorded: `${STREAM}\n  for await (const chunk of stream) { chunks += 1; if (chunks === 2) break }`,
    changed: `${STREAM}\n  try { for await (const chunk of stream) chunks += 1 } catch {}`,
    expected: /is read further than it was recorded {2}\[REWIND_DIVERGENCE\]/,
  },
  {
    name: 'a cassette with broken YAML',
    recorded: ONE,
    changed: SWALLOWED,
    spoil: (text) => text.replace('response:', 'response: ['),
    expected: /\.yaml:\d+ is not valid YAML: .*\[REWIND_CASSETTE\]/,
  },
  {
    name: 'a cassette with conflict markers',
    recorded: ONE,
    changed: SWALLOWED,
    spoil: (text) => text.replace('request:', '<<<<<<< HEAD\nrequest:'),
    expected: /\.yaml:\d+ has merge-conflict markers {2}\[REWIND_CASSETTE\]/,
  },
  {
    name: 'a cassette that was cut off',
    recorded: ONE,
    changed: ONE,
    spoil: (text) => text.slice(0, text.lastIndexOf('meta: ')),
    expected: /the end of the file may be missing {2}\[REWIND_CASSETTE\]/,
  },
  {
    name: 'an empty cassette',
    recorded: ONE,
    changed: SWALLOWED,
    spoil: () => '',
    expected: /is not a cassette.*\[REWIND_CASSETTE\]/,
  },
  {
    name: 'a cassette of a newer format',
    recorded: ONE,
    changed: SWALLOWED,
    spoil: (text) => text.replace('rewind: 2', 'rewind: 9'),
    expected: /has format version 9.*\[REWIND_CASSETTE_VERSION\]/,
  },
  {
    name: 'a call that nobody awaits',
    changed: `void ask('left behind').catch(() => {})`,
    expected: /has no recorded answer {2}\[REWIND_DIVERGENCE\]/,
  },
  {
    name: 'a call of fetch to a provider',
    changed: `await fetch('https://api.openai.com/v1/models').catch(() => {})`,
    expected: /has no recorded answer {2}\[REWIND_DIVERGENCE\]/,
  },
  {
    name: 'a call of node:https to a provider',
    changed: `await new Promise((resolve) => get('https://api.anthropic.com/v1/models', resolve).on('error', resolve))`,
    expected: /has no recorded answer {2}\[REWIND_DIVERGENCE\]/,
  },
  {
    name: 'an HTTP/2 request to a provider',
    changed: `await new Promise((resolve) => connect('https://api.openai.com').request({ ':path': '/v1/models' }).on('close', resolve).resume())`,
    expected: /GET https:\/\/api\.openai\.com\/v1\/models has no recorded answer {2}\[REWIND_DIVERGENCE\]/,
  },
  {
    name: 'a gRPC call to a provider',
    changed: `await new Promise((resolve) => connect('https://api.openai.com').request({ ':path': '/a.B/C', ':method': 'POST', 'content-type': 'application/grpc' }).on('close', resolve).end().resume())`,
    expected: /a gRPC call to api\.openai\.com.* {2}\[REWIND_HTTP2\][\s\S]*fix .*REST transport/,
  },
]

/** Files that are weakened as a whole, by name. */
const WEAKENED_FILES: Readonly<Record<string, string>> = {
  'a call at the top of the file': `await ask('early').catch(() => {})\ntest('asks', () => {})`,
  'a call in a hook for all tests': `beforeAll(async () => { await ask('early').catch(() => {}) })\ntest('asks', () => {})`,
  'a call after the test ended': `test('asks', () => { setTimeout(() => void ask('late').catch(() => {}), 50) })\ntest('next', async () => { await new Promise((resolve) => setTimeout(resolve, 200)) })`,
}

const fileOf = (name: string): string => `test/${name.replaceAll(' ', '-')}.test.ts`
const testOf = (name: string, body: string): string => `test('${name}', async () => {\n  ${body}\n})\n`
const NAMES = [...WEAKENINGS.map(({ name }) => name), ...Object.keys(WEAKENED_FILES)]

/**
 * Records what can be recorded, spoils it, and runs everything in strict, with a log of all attempts to leave the
 * machine.
 */
async function stayRed(): Promise<string> {
  await using server = await startProviderServer({ msBetweenChunks: 30 })
  await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG })
  project.write(
    'test/a.test.ts',
    `${ASK}\n${WEAKENINGS.map(({ name, recorded }) => (recorded === undefined ? '' : testOf(name, recorded))).join('')}`,
  )
  const recorded = await project.vitest(['run'], variablesFor(server))
  assertThat(recorded.exitCode === 0, recorded.output)
  weaken(project)
  const connections = server.connections
  const log = join(project.root, 'connections.log')
  const preload = `--import=${pathToFileURL(join(import.meta.dirname, '../../helpers/loopback-network.mjs')).href}`
  const { output } = await project.vitest(
    ['run'],
    variablesFor(server, { CI: 'true', NODE_OPTIONS: preload, LOOPBACK_LOG: log }),
  )
  for (const { name, expected } of WEAKENINGS) assertRed(output, `test/a.test.ts > ${name}`, expected)
  for (const name of Object.keys(WEAKENED_FILES))
    assertRed(output, fileOf(name), /has no recorded answer {2}\[REWIND_DIVERGENCE\]/)
  assertThat(server.connections === connections, `${server.connections - connections} connections to the server`)
  assertThat(!existsSync(log), `attempts to leave the machine: ${existsSync(log) ? readFileSync(log, 'utf8') : ''}`)
  return `${NAMES.length} ways, each fails its test and says what to do; no connection was attempted`
}

function weaken(project: VitestProject): void {
  const imports = `import { get } from 'node:https'\nimport { connect } from 'node:http2'\n`
  project.write(
    'test/a.test.ts',
    `${imports}${ASK}\n${WEAKENINGS.map(({ name, changed }) => testOf(name, changed)).join('')}`,
  )
  for (const [name, text] of Object.entries(WEAKENED_FILES)) project.write(fileOf(name), `${ASK}\n${text}`)
  for (const { name, spoil } of WEAKENINGS) {
    const cassette = `cassettes/test/a.test.ts/${name}.yaml`
    if (spoil !== undefined) project.write(cassette, spoil(project.read(cassette)))
  }
}

function assertRed(output: string, place: string, expected: RegExp): void {
  const failure = output
    .split(/(?=^ *FAIL )/m)
    .filter((part) => part.includes(`FAIL  ${place}`))
    .join('')
  assertThat(
    expected.test(failure) && /\n {2}fix {7}\S/.test(failure),
    `"${place}" stays green, or says something else: ${failure === '' ? output : failure}`,
  )
}

/** Replays a suite where there is no network at all, not even loopback. */
async function cutTheNetwork(): Promise<string> {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': `${ASK}\ntest('asks', async () => { expect(await ask('one')).toContain('one') })\ntest('streams', async () => { ${STREAM}\n  for await (const chunk of stream) chunks += 1\n  expect(chunks).toBeGreaterThan(3) })`,
  })
  await project.vitest(['run'], variablesFor(server))
  const run = (command: readonly string[]) =>
    runProcess('unshare', ['-rn', process.execPath, ...command], {
      cwd: project.root,
      variables: variablesFor(server, { CI: 'true' }),
    })
  const reached = await run([
    '-e',
    `fetch('http://127.0.0.1:${server.port}').then(() => process.exit(3), () => process.exit(0))`,
  ]).catch(() => undefined)
  if (reached?.exitCode !== 0) throw new NotPossibleHere('no network namespaces on this machine')
  const { exitCode, output } = await run([join(project.root, 'node_modules/vitest/vitest.mjs'), 'run'])
  assertThat(exitCode === 0 && output.includes('2 calls replayed'), output)
  return 'the suite passes with every interface down'
}

/** A mode or configuration that cannot be understood must not become another one. */
async function misconfigure(): Promise<string> {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': `${ASK}\n${testOf('asks', SWALLOWED)}`,
  })
  const mode = await project.vitest(['run'], variablesFor(server, { CI: 'true', REWIND_MODE: 'strickt' }))
  assertThat(mode.exitCode === 1 && /did you mean 'strict'.*\[REWIND_OPTIONS\]/.test(mode.output), mode.output)
  project.write('rewind.config.ts', 'throw new Error("broken")')
  const config = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  assertThat(
    config.exitCode === 1 && /rewind\.config\.ts:1 cannot be loaded: broken {2}\[REWIND_CONFIG\]/.test(config.output),
    config.output,
  )
  assertThat(server.connections === 0, `${server.connections} connections`)
  return 'both fail the run and say what is valid; no connection was attempted'
}

export const WRONG_CONFIGURATION: readonly Fault[] = [
  {
    fault: 'strict, and the mode or the configuration is wrong',
    injected: 'REWIND_MODE=strickt; a configuration that throws',
    checked: 'the run fails with code and remedy; nothing goes live',
    run: misconfigure,
  },
]

export const STRICT: readonly Fault[] = [
  {
    fault: 'strict, and something is not as it was recorded',
    injected: NAMES.join('; '),
    checked:
      'each fails its test with code and remedy; a trap server and a log of all connections show that none was attempted',
    run: stayRed,
  },
  {
    fault: 'strict, and there is no network',
    injected: 'the runner in a network namespace without interfaces (unshare -rn)',
    checked: 'the suite passes: replay needs no network at all',
    run: cutTheNetwork,
  },
]
