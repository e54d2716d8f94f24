// `npm run bench -- set-up`: what tools like rewind cost a test file, one without a call to an LLM and one with a
// single call. The runs take turns.
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { createJestProject, JEST_BIN, type JestProject } from '../helpers/projects/jest-project.ts'
import { runProcess } from '../helpers/run-process.ts'
import { median, printTable, takeTurns, writeResult, type Cost } from './harness.ts'
import { createSamples, writeSamples } from './samples.ts'
import { IMPORTS, JEST_SET_UPS, TEST_WITH_CALL, testWithoutCall, VITEST_SET_UPS } from './set-up-files.ts'

/** Test files of one kind, and who is measured on them. */
interface Suite {
  readonly title: string
  /** The program, its parameters and the folder of the tests. */
  readonly command: readonly string[]
  /** The first one is what the others are compared with. */
  readonly contenders: readonly string[]
}

const FILES = 100
const ROUNDS = 3
const LIMIT_MS = 180_000
const PEERS = ['bare interceptors', 'nock', 'msw', 'aimock', 'Polly'] as const
const VITEST = ['node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=2'] as const
const WITHOUT_PEERS = ['none', 'empty hooks', 'rewind'] as const
const SUITES: readonly Suite[] = [
  {
    title: 'Vitest, forks, isolated: no call',
    command: [...VITEST, 'plain/'],
    contenders: ['none', 'empty hooks', 'rewind', ...PEERS],
  },
  {
    title: 'Vitest, forks, isolated: one call',
    command: [...VITEST, 'asking/'],
    contenders: ['stubbed fetch', 'rewind', ...PEERS],
  },
  {
    title: 'Vitest with globals, which test files do not import: no call',
    command: [...VITEST, '--globals', 'global/'],
    contenders: WITHOUT_PEERS,
  },
  { title: 'Jest, in band: no call', command: [JEST_BIN, '-i', 'global/'], contenders: WITHOUT_PEERS },
  { title: 'Jest, 2 workers: no call', command: [JEST_BIN, '-w', '2', 'global/'], contenders: WITHOUT_PEERS },
]

await using project = createProject()
const results = []
for (const suite of SUITES) {
  const samples = await takeTurns(suite.contenders, ROUNDS, (contender) => measure(suite, contender))
  const [base = ''] = suite.contenders
  const costOf = (name: string): Cost => medians(samples.get(name) ?? [])
  const rows = suite.contenders.map((name) => ({
    name,
    ...costOf(name),
    added: { cpu: perFile(costOf(name).cpu - costOf(base).cpu), wall: perFile(costOf(name).wall - costOf(base).wall) },
  }))
  results.push({ title: suite.title, rows })
  printTable({
    title: `**${suite.title}: CPU of ${FILES} files in s, added per file in ms**`,
    columns: ['contender', 'CPU', '+ CPU/file', 'wall', '+ wall/file'],
    rows: rows.map(({ name, cpu, wall, added }) => [
      name,
      (cpu / 1000).toFixed(2),
      added.cpu.toFixed(1),
      (wall / 1000).toFixed(2),
      added.wall.toFixed(1),
    ]),
  })
}
writeResult('set-up', { files: FILES, rounds: ROUNDS, suites: results })

function createProject(): JestProject {
  const numbers = Array.from({ length: FILES }, (_unused, index) => index)
  const created = createJestProject({
    'vitest.config.ts': `export default { test: { setupFiles: process.env.SET_UP ? [process.env.SET_UP] : [] } }`,
    'jest.config.cjs': `module.exports = { setupFilesAfterEnv: process.env.SET_UP ? [process.env.SET_UP] : [] }`,
    ...Object.fromEntries(numbers.map((index) => [`plain/${index}.test.js`, IMPORTS + testWithoutCall(index)])),
    ...Object.fromEntries(numbers.map((index) => [`global/${index}.test.js`, testWithoutCall(index)])),
    ...Object.fromEntries(numbers.map((index) => [`asking/${index}.test.js`, IMPORTS + TEST_WITH_CALL])),
    ...Object.fromEntries(Object.entries(VITEST_SET_UPS).map(([name, text]) => [setUpFile('vitest', name), text])),
    ...Object.fromEntries(Object.entries(JEST_SET_UPS).map(([name, text]) => [setUpFile('jest', name), text])),
  })
  installPeers(join(created.root, 'node_modules'))
  writeCassettes(
    created,
    numbers.map((index) => `cassettes/asking/${index}.test.js/asks.yaml`),
  )
  return created
}

function setUpFile(runner: 'vitest' | 'jest', name: string): string {
  return `set-up/${runner}-${name.replaceAll(' ', '-')}.${runner === 'jest' ? 'cjs' : 'mjs'}`
}

// Beside what the repository has installed anyway.
function installPeers(modules: string): void {
  const peers = join(import.meta.dirname, 'peers/node_modules')
  for (const name of ['@copilotkit', '@pollyjs']) {
    rmSync(join(modules, name), { recursive: true, force: true })
    symlinkSync(join(peers, name), join(modules, name))
  }
}

function writeCassettes(created: JestProject, paths: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-set-up-'))
  writeSamples(createSamples(1, 'json'), folder)
  const [name = ''] = readdirSync(folder)
  for (const path of paths) cpSync(join(folder, name), join(created.root, dirname(path), 'asks.yaml'))
  rmSync(folder, { recursive: true })
}

// The shell's own clock counts the workers too, which no process can ask for about its children's children.
async function measure({ command }: Suite, contender: string): Promise<Cost> {
  const script = `TIMEFORMAT='TIMES %U %S %R'; time "$0" "$@"`
  const runner = command[0] === JEST_BIN ? 'jest' : 'vitest'
  const setUps: Readonly<Record<string, string>> = { none: '', rewind: `rewind/${runner}` }
  const variables = { CI: 'true', SET_UP: setUps[contender] ?? `./${setUpFile(runner, contender)}` }
  const { output, exitCode } = await runProcess('bash', ['-c', script, process.execPath, ...command], {
    cwd: project.root,
    variables,
    limitMs: LIMIT_MS,
  })
  const [, user, system, wall] = /TIMES (\S+) (\S+) (\S+)/.exec(output) ?? []
  if (exitCode === null) throw new Error(`took more than ${LIMIT_MS / 1000} s for ${FILES} files`)
  if (exitCode !== 0 || wall === undefined) throw new Error(`the run of ${contender} failed: ${output}`)
  return { cpu: (Number(user) + Number(system)) * 1000, wall: Number(wall) * 1000 }
}

function medians(samples: readonly Cost[]): Cost {
  return { cpu: median(samples.map(({ cpu }) => cpu)), wall: median(samples.map(({ wall }) => wall)) }
}

function perFile(difference: number): number {
  return difference / FILES
}
