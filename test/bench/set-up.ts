// `npm run bench -- set-up`: what rewind costs a test file that makes no LLM call, under both runners. The runs take turns.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { createJestProject, JEST_BIN, type JestProject } from '../helpers/jest-project.ts'
import { runProcess } from '../helpers/run-process.ts'

/** What one run took. */
interface Sample {
  /** User and system time of the runner and its workers, in seconds. */
  readonly cpu: number
  /** In seconds. */
  readonly wall: number
}

const FILES = 60
const ROUNDS = 5
const GOAL_MS = 5
const RUNS = {
  'Vitest, forks': ['node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=2'],
  'Jest, in band': [JEST_BIN, '-i'],
  'Jest, 2 workers': [JEST_BIN, '-w', '2'],
} as const

await using plain = createProject('', '')
await using withRewind = createProject(`setupFiles: ['rewind/vitest']`, `setupFilesAfterEnv: ['rewind/jest']`)
const samples = new Map<string, Sample[]>()
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, parameters] of Object.entries(RUNS)) {
    for (const [contender, project] of round % 2 === 0 ? [['none', plain], ['rewind', withRewind]] as const : [['rewind', withRewind], ['none', plain]] as const) {
      const key = `${name} ${contender}`
      samples.set(key, [...(samples.get(key) ?? []), await measure(project, parameters)])
    }
  }
}
print()

function createProject(vitestSetUp: string, jestSetUp: string): JestProject {
  return createJestProject({
    'vitest.config.ts': `export default { test: { globals: true, ${vitestSetUp} } }`,
    'jest.config.cjs': `module.exports = { ${jestSetUp} }`,
    ...Object.fromEntries(Array.from({ length: FILES }, (_unused, index) => [`test/${index}.test.js`, `test('adds', () => { expect(1 + ${index}).toBe(${index + 1}) })\n`])),
  })
}

// The shell's own clock counts the workers too, which no process can ask for about its children's children.
async function measure(project: JestProject, parameters: readonly string[]): Promise<Sample> {
  const script = `TIMEFORMAT='TIMES %U %S %R'; time "$0" "$@"`
  const { output, exitCode } = await runProcess('bash', ['-c', script, process.execPath, ...parameters], { cwd: project.root, variables: {} })
  const [, user, system, wall] = /TIMES (\S+) (\S+) (\S+)/.exec(output) ?? []
  if (exitCode !== 0 || wall === undefined) throw new Error(`the run failed: ${output}`)
  return { cpu: Number(user) + Number(system), wall: Number(wall) }
}

function print(): void {
  const rows = Object.keys(RUNS).map((name) => ({ name, none: medians(`${name} none`), rewind: medians(`${name} rewind`) }))
  const perFile = (name: keyof Sample, row: (typeof rows)[number]): number => ((row.rewind[name] - row.none[name]) / FILES) * 1000
  const lines = rows.map((row) => [row.name.padEnd(16), ...[row.none.cpu, row.rewind.cpu].map((seconds) => seconds.toFixed(2).padStart(8)), perFile('cpu', row).toFixed(1).padStart(9), perFile('wall', row).toFixed(1).padStart(9)].join(' '))
  process.stdout.write(`Node ${process.versions.node}, ${FILES} files, medians of ${ROUNDS} runs; CPU in s, added per file in ms; goal ${GOAL_MS} ms\n\nrunner              none   rewind  + CPU/file + wall/file\n${lines.join('\n')}\n`)
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'set-up.json'), `${JSON.stringify({ node: process.versions.node, date: new Date().toISOString(), files: FILES, rows }, undefined, 2)}\n`)
}

function medians(key: string): Sample {
  const of = (name: keyof Sample): number => median((samples.get(key) ?? []).map((sample) => sample[name]))
  return { cpu: of('cpu'), wall: of('wall') }
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
}
