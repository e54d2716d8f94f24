import { join } from 'node:path'

import { internalError } from '../../src/errors.ts'
import { isJsonObject, parseJson, textOf } from '../helpers/json-value.ts'
import { SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import type { ProviderServer } from '../helpers/servers/provider-server.ts'

// A shape that only the last scan knows.
const TOKEN = ['sk', 'test', 'abcdefghij0123456789ABCDEFGHIJ'].join('_')

/** Provokes one error of each code that a script can meet, and prints them. */
const SCRIPT = `import { connect as connectHttp2 } from 'node:http2'
import { readFileSync, writeFileSync } from 'node:fs'
import { Agent, fetch as undiciFetch } from 'undici'
import { configure, withCassette, RewindError } from 'rewind'
const url = 'http://' + process.env.PROVIDER_HOST + '/v1/chat/completions'
const ask = (content, headers = {}) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }) }).then((answer) => answer.text())
const errors = {}
const meet = async (code, run) => {
  try { await run() } catch (error) { errors[code] = { isRewindError: error instanceof RewindError, code: error.code, message: error.message, remedy: error.remedy } }
}
const strict = { mode: 'strict' }
const early = new Agent({ connections: 1, keepAliveTimeout: 60_000 })
await undiciFetch(url, { dispatcher: early }).then((answer) => answer.text())
// At once: the server closes connections that are idle for some seconds.
await meet('REWIND_BYPASSED', () => withCassette('early', () => undiciFetch(url, { dispatcher: early }).then((answer) => answer.text()), strict))
await withCassette('known', () => ask('one'))
await meet('REWIND_DIVERGENCE', () => withCassette('known', () => ask('other'), strict))
await meet('REWIND_UNUSED', () => withCassette('known', () => {}, strict))
await meet('REWIND_OPTIONS', () => configure({ hostz: [] }))
writeFileSync('cassettes/broken.yaml', readFileSync('cassettes/known.yaml', 'utf8').replace('response:', 'response: ['))
await meet('REWIND_CASSETTE', () => withCassette('broken', () => ask('one'), strict))
writeFileSync('cassettes/newer.yaml', readFileSync('cassettes/known.yaml', 'utf8').replace('rewind: 2', 'rewind: 9'))
await meet('REWIND_CASSETTE_VERSION', () => withCassette('newer', () => ask('one'), strict))
await meet('REWIND_CASSETTE_WRITE', () => withCassette('blocked', async () => { await ask('one'); writeFileSync('a-file', '') }, { cassettes: 'a-file', mode: 'record' }))
await meet('REWIND_SECRET', () => withCassette('leaky', () => ask(process.env.TEXT)))
delete process.env.OPENAI_API_KEY
await meet('REWIND_PLACEHOLDER_KEY', () => withCassette('keyless', () => ask('one', { authorization: 'Bearer ' + process.env.OPENAI_API_KEY })))
await meet('REWIND_HTTP2', () => withCassette('modern', () => new Promise((resolve) => connectHttp2('https://api.openai.com').request({ ':method': 'POST', ':path': '/service/Method', 'content-type': 'application/grpc' }).on('close', resolve).end().resume()), strict))
const { message } = JSON.parse(await ask('one')).error
errors.REWIND_NO_SESSION = { code: 'REWIND_NO_SESSION', message, remedy: message.split('  fix       ')[1] }
console.log(JSON.stringify(errors))
`

/** Runs that fail before or after their tests, by the code they fail with. */
const FAILING_RUNS = {
  REWIND_CONFIG: { files: { 'rewind.config.json': '{ broken' }, variables: {} },
  REWIND_REPORT: { files: {}, variables: { REWIND_REPORT: 'package.json/report.json' } },
  REWIND_BUDGET: { files: {}, variables: { REWIND_MODE: 'record', REWIND_MAX_SPEND: '0' } },
  REWIND_CRASH: {
    files: {
      'server.mjs': `import { createServer } from 'node:http'
const server = createServer(() => setTimeout(() => { throw new Error('out of luck') }, 1))
server.listen(0, () => process.send(server.address().port))`,
      'test/a.test.ts': `import { fork } from 'node:child_process'
import { once } from 'node:events'
import { testHeaders } from 'rewind'
import { test } from 'vitest'
test('asks', async () => {
  const [port] = await once(fork('server.mjs'), 'message')
  await fetch('http://localhost:' + port, { headers: testHeaders() }).catch(() => {})
})`,
    },
    variables: {},
  },
  REWIND_RUNNER: {
    files: {
      'vitest.config.ts': `import { preview } from '@vitest/browser-preview'
import { rewind } from 'rewind/plugin'
export default { plugins: [rewind()], test: { name: 'pages', browser: { enabled: true, provider: preview(), instances: [{ browser: 'chromium' }] } } }`,
    },
    variables: {},
  },
} as const

const RUNS = Object.entries(FAILING_RUNS)

/** An error that a user can meet, as it was shown. */
export interface ProvokedError {
  /** In full. */
  readonly message: string
  readonly remedy: string
}

type Provoked = readonly [code: string, error: ProvokedError]

/** Provokes one error of every code, each in a process of its own but those that a script can meet. */
export async function provokeErrors(server: ProviderServer): Promise<ReadonlyMap<string, ProvokedError>> {
  const [script, ...runs] = await Promise.all([
    runScript(server),
    runCommandLine('REWIND_USAGE', 'lsit'),
    runCommandLine('REWIND_FILE', 'export', '--har', 'no/such/folder.har'),
    ...RUNS.map(runFailing),
  ])
  const internal = internalError('handle a request', new Error('of course'))
  return new Map<string, ProvokedError>([...script, ...runs, [internal.code, internal]])
}

async function runScript(server: ProviderServer): Promise<readonly Provoked[]> {
  await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'script.mjs': SCRIPT })
  const { stdout, output } = await project.node(['script.mjs'], variablesFor(server, { TEXT: TOKEN }))
  const met = parseJson(stdout)
  // Beside what the script prints, rewind says that it went live, and nothing else.
  if (!/^rewind {2}3 calls of this script went live, 3 recorded: .*\n$/.test(output.replace(stdout, '')))
    throw new Error(output)
  return Object.entries(isJsonObject(met) ? met : {}).map(([code, error]) => {
    if (textOf(error, 'code') !== code) throw new Error(`${code} was to be met, and not ${textOf(error, 'code')}`)
    return [code, { message: textOf(error, 'message'), remedy: textOf(error, 'remedy') }]
  })
}

/** Finds an error of a code in what a runner printed. */
function errorIn(output: string, code: string): ProvokedError {
  const [, message = output, remedy = ''] =
    new RegExp(
      String.raw`^(?:[\w ]*Error: )?(.* {2}\[${code}\]\n(?: {2}(?!fix).*\n)* {2}fix {7}(.*)(?:\n {2}or .*)?)$`,
      'm',
    ).exec(output) ?? []
  return { message, remedy }
}

async function runFailing([code, { files, variables }]: (typeof RUNS)[number]): Promise<Provoked> {
  await using project = createVitestProject({
    'test/a.test.ts': `import { test } from 'vitest'\ntest('asks', () => fetch('https://api.openai.com/v1/models').catch(() => {}))`,
    ...files,
  })
  const { output, exitCode } = await project.vitest(['run'], { ...variables, CI: 'true' })
  if (exitCode === 0) throw new Error(output)
  return [code, errorIn(output, code)]
}

async function runCommandLine(code: string, ...words: readonly string[]): Promise<Provoked> {
  await using project = createVitestProject({})
  const { output, exitCode } = await project.node([join(import.meta.dirname, '../../dist/cli.js'), ...words])
  if (exitCode !== 2) throw new Error(output)
  return [code, errorIn(output, code)]
}
