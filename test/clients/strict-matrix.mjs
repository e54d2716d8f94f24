// `npm run strict-matrix`: every way to an LLM host, by the clients that take it, in strict: replayed without a
// connection, or refused before a byte of the request leaves. Servers count at the host and at the proxies. Prints a
// table, and writes it as JSON where a file is named; parts of it where they are named.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { createJestProject } from '../helpers/projects/jest-project.ts'
import { runProcess } from '../helpers/run-process.ts'
import { HOST, startNetwork } from './strict/network.mjs'
import { nameOf, WAYS } from './strict/ways.mjs'

const COLUMNS = ['vitest', 'jest', 'node', 'another prompt']
const WAYS_MODULE = pathToFileURL(join(import.meta.dirname, 'strict/ways.mjs')).href
const PRELOADS = ['../helpers/loopback-network.mjs', 'strict/watch-dns.mjs']

const folder = mkdtempSync(join(tmpdir(), 'rewind-strict-'))
const log = join(folder, 'connections.log')
const network = await startNetwork()
const rows = new Map(WAYS.map((cell) => [nameOf(cell), { is: cell.is }]))
const exits = {}
// Without `await using`, which Node.js 22 does not know.
const project = createJestProject({
  'package.json': '{ "name": "project", "type": "module" }',

  'test/cells.test.mjs': `import { mark, nameOf, WAYS } from '${WAYS_MODULE}'
const cells = JSON.parse(process.env.CELLS)
afterAll(() => mark('after the last cell'))
test.each(cells)('%s', async (name) => {
  await mark(name)
  const { ask } = WAYS.find((cell) => nameOf(cell) === name)
  // Jest writes errors as JSON, and those of some clients refer to themselves.
  await ask(process.env.PROMPT).catch((error) => { throw new Error(\`\${error.message} \${error.stack}\`) })
})
`,
  'vitest.config.ts': `export default { test: { globals: true, setupFiles: ['rewind/vitest'], testTimeout: 20_000, fileParallelism: false } }`,
  'jest.config.cjs': `module.exports = { setupFilesAfterEnv: ['rewind/jest'], testMatch: ['**/*.test.mjs'], testTimeout: 20_000, transform: {} }`,
})

const hello = {
  cells: namesOf(({ is, isOfEnvironment }) => is === 'replayed' && isOfEnvironment !== true),
  prompt: 'hello',
}
const refused = { cells: namesOf(({ is }) => is === 'refused'), prompt: 'hello' }
const environment = {
  cells: namesOf(({ isOfEnvironment }) => isOfEnvironment === true),
  prompt: 'hello',
  variables: { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: `http://127.0.0.1:${network.ports.proxy}` },
}
// Each is recorded by the runner that replays it, or, for Jest, by the other one: the cassettes are the same.
const PARTS = {
  async vitest() {
    await record(runVitest, hello)
    judge('vitest', await runVitest('strict', hello), isReplayed)
    judge('another prompt', await runVitest('strict', { ...hello, prompt: 'another' }), isRefused)
    judge('vitest', await runVitest('strict', refused), isRefused)
  },
  async jest() {
    await record(runVitest, hello)
    judge('jest', await runJest('strict', hello), isReplayed)
    judge('jest', await runJest('strict', refused), isRefused)
  },
  async node() {
    await record(runNode, hello)
    judge('node', await runNode('strict', hello), isReplayed)
    judge('node', await runNode('strict', refused), isRefused)
  },
  async environment() {
    await record(runVitest, environment)
    judge('vitest', await runVitest('strict', environment), isReplayed)
    judge('jest', await runJest('strict', environment), isReplayed)
    judge('another prompt', await runVitest('strict', { ...environment, prompt: 'another' }), isRefused)
    await record(runNode, environment)
    judge('node', await runNode('strict', environment), isReplayed)
  },
}
const [resultFile, ...parts] = process.argv.slice(2)
try {
  for (const part of parts.length === 0 ? Object.keys(PARTS) : parts) await PARTS[part]()
} finally {
  network.close()
  rmSync(folder, { recursive: true, force: true })
  await project[Symbol.asyncDispose]()
}
report()

async function record(run, cells) {
  const { runner, exitCode, tests, output } = await run('record', cells)
  const failures = tests.filter(({ failure }) => failure !== '').map(({ name, failure }) => `${name}: ${failure}`)
  if (exitCode !== 0 || failures.length > 0)
    throw new Error([`${runner}: exit ${exitCode}`, ...failures, output].join('\n'))
  network.take()
}

function namesOf(isMeant) {
  return WAYS.filter(isMeant).map(nameOf)
}

function variablesOf({ cells, prompt, variables }) {
  const { ports } = network
  writeFileSync(log, '')
  return {
    ...variables,
    CELLS: JSON.stringify(cells),
    PROMPT: prompt,
    STRICT_NETWORK: JSON.stringify(ports),
    OPENAI_API_KEY: 'sk-test-4f9c2a7b1e8d4c6f9a0b',
    NODE_EXTRA_CA_CERTS: network.caFile,
    NODE_OPTIONS: `--no-warnings --experimental-vm-modules ${PRELOADS.map((path) => `--import ${join(import.meta.dirname, path)}`).join(' ')}`,
    LOOPBACK_LOG: log,
    LOOPBACK_HOSTS: JSON.stringify({
      [`${HOST}:443`]: ports.tls,
      [`${HOST}:80`]: ports.plain,
      [`${HOST}:8080`]: ports.http2,
      [`${HOST}:${ports.proxy}`]: ports.proxy,
      '127.0.0.1:443': ports.tls,
      '127.0.0.1:80': ports.plain,
      '127.0.0.1:8080': ports.http2,
    }),
  }
}

async function runVitest(mode, run) {
  const file = join(folder, 'vitest.json')
  const variables = { ...variablesOf(run), REWIND_MODE: mode }
  const finished = await project.vitest(['run', '--reporter=json', `--outputFile=${file}`], variables)
  return {
    ...finished,
    runner: `vitest, ${mode}, ${run.prompt}, ${run.cells.length}`,
    tests: readTests(file, finished),
  }
}

async function runJest(mode, run) {
  const file = join(folder, 'jest.json')
  const variables = { ...variablesOf(run), REWIND_MODE: mode }
  const finished = await project.jest(['--runInBand', '--json', `--outputFile=${file}`], variables)
  return { ...finished, runner: `jest, ${mode}, ${run.prompt}, ${run.cells.length}`, tests: readTests(file, finished) }
}

async function runNode(mode, run) {
  const finished = await runProcess(
    process.execPath,
    [join(import.meta.dirname, 'strict/cells.mjs'), mode, run.prompt],
    {
      cwd: import.meta.dirname,
      variables: { ...variablesOf(run), CASSETTES: join(folder, 'cassettes') },
    },
  )
  const cells = [...finished.output.matchAll(/^CELL (.*)$/gm)].map(([, text]) => JSON.parse(text))
  const tests = cells.map(({ name, error, code }) => ({ name, failure: error === undefined ? '' : `${error} ${code}` }))
  return { ...finished, runner: `node, ${mode}, ${run.prompt}, ${run.cells.length}`, tests }
}

function readTests(file, finished) {
  try {
    const { testResults } = JSON.parse(readFileSync(file, 'utf8'))
    return testResults.flatMap(({ assertionResults, message }) =>
      assertionResults.length === 0
        ? [{ name: '(file)', failure: message }]
        : assertionResults.map(({ title, failureMessages }) => ({
            name: title,
            failure: (failureMessages ?? []).join('\n'),
          })),
    )
  } catch (error) {
    throw new Error(`no results: ${finished.output}`, { cause: error })
  }
}

// A runner that does not end by itself is killed, and has no exit code.
function judge(column, { runner, exitCode, tests }, isRight) {
  const connections = Map.groupBy(network.take(), ({ place }) => place)
  const lookUps = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('dns ')).length
  exits[runner] = exitCode
  for (const { name, failure } of tests)
    rows.get(name)[column] = isRight(name, { failure, seen: connections.get(name) ?? [] })
  const expected = WAYS.filter((cell) => tests.some(({ name }) => name === nameOf(cell)) && cell.looksUp).length
  if (isRight === isReplayed && lookUps > expected) exits[`${runner}: look-ups of names`] = lookUps
  const after = ['before the first cell', 'after the last cell']
    .flatMap((place) => connections.get(place) ?? [])
    .filter(({ bytes }) => bytes > 0)
  if (after.length > 0) exits[`${runner}: connections outside of the cells`] = after.length
}

function isReplayed(name, { failure, seen }) {
  if (failure !== '') return `failed: ${failure.split('\n')[0]}`
  return seen.length === 0 ? 'replayed' : `${seen.length} connections`
}

// What is reached by its address is known only by what is written to it: then it is connected to, and hears nothing.
function isRefused(name, { failure, seen }) {
  if (!/REWIND_(?:BYPASSED|DIVERGENCE|HTTP2)/.test(failure))
    return failure === '' ? 'green' : `failed: ${failure.split('\n')[0]}`
  const cell = WAYS.find((candidate) => nameOf(candidate) === name)
  const bytes = seen.reduce((sum, connection) => sum + connection.bytes, 0)
  if (bytes > (cell.greets ?? 0)) return `${bytes} bytes`
  return seen.length > 0 && cell.connects !== true ? `${seen.length} connections` : 'refused'
}

function report() {
  const width = Math.max(...[...rows.keys()].map((name) => name.length))
  const lines = [...rows].map(([name, row]) =>
    [name.padEnd(width), ...COLUMNS.map((column) => (row[column] ?? '').slice(0, 60).padEnd(10))].join('  ').trimEnd(),
  )
  const head = ['way: client'.padEnd(width), ...COLUMNS.map((column) => column.padEnd(10))].join('  ').trimEnd()
  const ends = Object.entries(exits).map(([run, exit]) => `${run}: exit ${exit}`)
  process.stdout.write(`${head}\n${lines.join('\n')}\n\n${ends.join('\n')}\n`)
  const isWrong = ([, row]) =>
    COLUMNS.some((column) => ![undefined, column === 'another prompt' ? 'refused' : row.is].includes(row[column]))
  if ([...rows].some(isWrong)) process.exitCode = 1
  if (resultFile !== undefined)
    writeFileSync(resultFile, `${JSON.stringify({ rows: Object.fromEntries(rows), exits }, undefined, 2)}\n`)
}
