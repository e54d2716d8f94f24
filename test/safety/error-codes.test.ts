import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { internalError } from '../../src/errors.ts'
import { isJsonObject, parseJson, textOf } from '../helpers/json-value.ts'
import { startProviderServer, type ProviderServer } from '../helpers/provider-server.ts'
import { SERVER_CONFIG, variablesFor } from '../helpers/suites.ts'
import { createVitestProject } from '../helpers/vitest-project.ts'

// A shape that only the last scan knows.
const TOKEN = ['SG', 'abcdefghij0123456789AB', 'abcdefghij0123456789ABCDEFGHIJ0123456789abc'].join('.')

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
await meet('REWIND_BYPASSED', () => withCassette('early', () => undiciFetch(url, { dispatcher: early }).then((answer) => answer.text()), strict))
const { message } = JSON.parse(await ask('one')).error
errors.REWIND_NO_SESSION = { code: 'REWIND_NO_SESSION', message, remedy: message.split('  fix       ')[1] }
console.log(JSON.stringify(errors))
`

/** Runs that fail before or after their tests, by the code they fail with. */
const FAILING_RUNS = {
  REWIND_CONFIG: { files: { 'rewind.config.json': '{ broken' }, variables: {} },
  REWIND_REPORT: { files: {}, variables: { REWIND_REPORT: 'package.json/report.json' } },
  REWIND_BUDGET: { files: {}, variables: { REWIND_MODE: 'record', REWIND_MAX_SPEND: '0' } },
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

interface Expected {
  readonly message: RegExp
  readonly fix: RegExp
}

/** What each error says, and what to do about it. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  REWIND_DIVERGENCE: {
    message: /^POST http:\S+ has no recorded answer {2}\[REWIND_DIVERGENCE\]\n {2}cassette {2}cassettes\/known\.yaml/,
    fix: /^REWIND_MODE=update \S*node .*script\.mjs/,
  },
  REWIND_UNUSED: { message: /^a recorded call was not made by this test/, fix: /^REWIND_MODE=update / },
  REWIND_OPTIONS: {
    message: /^unknown option hostz: did you mean hosts\?/,
    fix: /^write hosts$/,
  },
  REWIND_CONFIG: {
    message: /rewind\.config\.json cannot be loaded: .* JSON/,
    fix: /^correct the error in .*rewind\.config\.json; nothing was recorded or replayed/,
  },
  REWIND_CASSETTE: {
    message: /^cassettes\/broken\.yaml:\d+ is not valid YAML: (?!.* at line )/,
    fix: /^correct it there, or delete the file and record the test again/,
  },
  REWIND_CASSETTE_VERSION: {
    message: /^cassettes\/newer\.yaml:1 has format version 9; this rewind reads version 2/,
    fix: /^npm install --save-dev rewind@latest/,
  },
  REWIND_CASSETTE_WRITE: {
    message: /^a-file\/blocked\.yaml cannot be written: .*what stood there is as it was/,
    fix: /^make the folder writable, free some space, or set another folder/,
  },
  REWIND_SECRET: {
    message:
      /^what looks like a secret would have been written[\s\S]*found {5}call 1: request \$\.messages\[0\]\.content \(SENDGRID_KEY\)/,
    fix: /redact: \[.*REWIND_MODE=update/,
  },
  REWIND_PLACEHOLDER_KEY: {
    message: /is not on the cassette, and OPENAI_API_KEY is not set/,
    fix: /^set OPENAI_API_KEY, then REWIND_MODE=update/,
  },
  REWIND_BUDGET: {
    message: /^GET https:\/\/api\.openai\.com\/v1\/models was not sent: this run has spent \$0/,
    fix: /^raise maxSpend \(REWIND_MAX_SPEND\), then npx rewind update/,
  },
  REWIND_HTTP2: {
    message: /^a gRPC call to api\.openai\.com\/service\/Method cannot be recorded or replayed/,
    fix: /REST transport/,
  },
  REWIND_BYPASSED: { message: /went live without being recorded or replayed/, fix: /^list rewind's set-up file first/ },
  REWIND_NO_SESSION: {
    message: /was made outside a test or withCassette\(\)/,
    fix: /^make the call inside withCassette/,
  },
  REWIND_RUNNER: {
    message: /^rewind runs in Node\.js, and the project 'pages.*' runs in a browser/,
    fix: /^list the rewind plugin only in projects without browser\.enabled/,
  },
  REWIND_USAGE: { message: /^unknown command 'lsit': did you mean list\?/, fix: /^npx rewind --help/ },
  REWIND_REPORT: {
    message: /^the report cannot be written to .*ENOTDIR/,
    fix: /^make the folder and let this process write there, or name another file/,
  },
  REWIND_INTERNAL: {
    message: /^rewind failed to handle a request: of course {2}\[REWIND_INTERNAL\]/,
    fix: /^please report this/,
  },
}

const CODES = [
  ...readFileSync(join(import.meta.dirname, '../../src/errors.ts'), 'utf8').matchAll(/^ {2}\| '(REWIND_\w+)'$/gm),
].flatMap(([, code]) => code ?? [])

/** Finds an error of a code in what a runner printed. */
function errorIn(output: string, code: string): { readonly message: string; readonly remedy: string } {
  const [, message = output, remedy = ''] =
    new RegExp(String.raw`^(?:[\w ]*Error: )?(.* {2}\[${code}\])\n(?: {2}(?!fix).*\n)* {2}fix {7}(.*)$`, 'm').exec(
      output,
    ) ?? []
  return { message, remedy }
}

async function runFailing([code, { files, variables }]: (typeof RUNS)[number]): Promise<
  readonly [string, { readonly message: string; readonly remedy: string }]
> {
  await using project = createVitestProject({
    'test/a.test.ts': `import { test } from 'vitest'\ntest('asks', () => fetch('https://api.openai.com/v1/models').catch(() => {}))`,
    ...files,
  })
  const { output, exitCode } = await project.vitest(['run'], { ...variables, CI: 'true' })
  expect(exitCode).not.toBe(0)
  return [code, errorIn(output, code)]
}

async function runCommandLine(): Promise<readonly [string, { readonly message: string; readonly remedy: string }]> {
  await using project = createVitestProject({})
  const { output, exitCode } = await project.node([join(import.meta.dirname, '../../dist/cli.js'), 'lsit'])
  expect(exitCode).toBe(2)
  return ['REWIND_USAGE', errorIn(output, 'REWIND_USAGE')]
}

describe('every error code comes with its message and what to do about it', () => {
  let server: ProviderServer
  let errors: ReadonlyMap<string, { readonly message: string; readonly remedy: string }>

  async function runScript(): Promise<(readonly [string, { readonly message: string; readonly remedy: string }])[]> {
    await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'script.mjs': SCRIPT })
    const { stdout, output } = await project.node(['script.mjs'], variablesFor(server, { TEXT: TOKEN }))
    const met = parseJson(stdout)
    // Beside what the script prints, rewind says that it went live, and nothing else.
    expect(output.replace(stdout, '')).toMatch(/^rewind {2}4 calls of this script went live, 3 recorded: .*\n$/)
    return Object.entries(isJsonObject(met) ? met : {}).map(([code, error]) => {
      expect(textOf(error, 'code')).toBe(code)
      return [code, { message: textOf(error, 'message'), remedy: textOf(error, 'remedy') }] as const
    })
  }

  beforeAll(async () => {
    server = await startProviderServer()
    const [script, ...runs] = await Promise.all([runScript(), runCommandLine(), ...RUNS.map(runFailing)])
    const internal = internalError('handle a request', new Error('of course'))
    errors = new Map([...script, ...runs, [internal.code, internal]])
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test.for(CODES)('%s', (code) => {
    expect(errors.get(code)?.message).toMatch(EXPECTED[code]?.message ?? 'no expectation')
    expect(errors.get(code)?.message).toContain(`  [${code}]`)
    expect(errors.get(code)?.remedy).toMatch(EXPECTED[code]?.fix ?? 'no expectation')
  })
})
