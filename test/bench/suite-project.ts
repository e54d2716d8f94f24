import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { createVitestProject, type VitestProject } from '../helpers/projects/vitest-project.ts'
import type { Cost } from './harness.ts'
import { writeSamples, type Sample } from './samples.ts'

/** How large a suite is. */
export interface SuitePlan {
  readonly files: number
  readonly tests: number
  /** Calls of one test. */
  readonly calls: number
  /** Tests of each file that are not in {@link MeasuredSuite.costsOfTests}. */
  readonly warmUp?: number
}

/** A Vitest suite that asks the real OpenAI SDK, answered by one contender. Every test asserts what the model says. */
export interface MeasuredSuite extends AsyncDisposable {
  /** Runs it, and measures the runner and its workers, in milliseconds. Throws when not every test passed. */
  run(variables?: Readonly<Record<string, string>>): Promise<Cost>
  /** Runs it, and gives what one test cost in each file, warm, in milliseconds of CPU of the worker. */
  costsOfTests(): Promise<readonly number[]>
}

/** What a measured test asks and is answered. */
interface Answers {
  readonly requestOf: (file: number, test: number, call: number) => object
  readonly answerTo: (request: object) => string
}

const FOLDER = join(import.meta.dirname, 'suite')
const PEERS = join(import.meta.dirname, 'peers/node_modules')
const SCOPES_OF_PEERS = ['@pollyjs', '@copilotkit']
const TIME_LIMIT_MS = 300_000
/** Set-up files by contender. */
const SET_UPS: Readonly<Record<string, string>> = {
  'stubbed fetch': './stub.mjs',
  rewind: 'rewind/vitest',
  Polly: './polly.mjs',
  aimock: './aimock.mjs',
  nock: './nock.mjs',
  msw: './msw.mjs',
}

/** All that can answer a suite, the floor first. */
export const SUITE_CONTENDERS: readonly string[] = Object.keys(SET_UPS)

/**
 * Makes a suite in a folder of its own, with the recordings of those who replay some.
 *
 * @param contender - one of {@link SUITE_CONTENDERS}
 * @param plan - how large it is
 * @returns the suite
 */
export async function createSuite(contender: string, plan: SuitePlan): Promise<MeasuredSuite> {
  const reporters = contender === 'rewind' ? `['default', 'rewind/reporter']` : `['default']`
  const project = createVitestProject({
    'vitest.config.ts': `export default { test: { setupFiles: ['${SET_UPS[contender]}'], reporters: ${reporters}, maxWorkers: 2 } }\n`,
    ...Object.fromEntries(readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')])),
    ...Object.fromEntries(
      Array.from({ length: plan.files }, (_unused, file) => [`test/${file}.test.js`, textOfTestFile(file, plan)]),
    ),
  })
  for (const scope of SCOPES_OF_PEERS.filter((name) => existsSync(join(PEERS, name))))
    symlinkSync(join(PEERS, scope), join(project.root, 'node_modules', scope))
  const suite: MeasuredSuite = {
    run: (variables = {}) => measure(project, plan, variables),
    async costsOfTests() {
      const file = join(project.root, 'costs.txt')
      project.write('costs.txt', '')
      await suite.run({ BENCH_COSTS: file })
      return readFileSync(file, 'utf8').trim().split('\n').map(Number)
    },
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  }
  if (contender === 'rewind') await writeCassettes(project, plan)
  if (contender === 'Polly') await suite.run({ BENCH_RECORDS: '1' })
  return suite
}

function textOfTestFile(file: number, { tests, calls, warmUp = 0 }: SuitePlan): string {
  return `import { defineTests } from '../define-tests.mjs'\n\ndefineTests(${JSON.stringify({ file, tests, calls, warmUp })})\n`
}

async function writeCassettes({ root }: VitestProject, { files, tests, calls }: SuitePlan): Promise<void> {
  const { requestOf, answerTo }: Answers = await import(join(FOLDER, 'answers.mjs'))
  for (let file = 0; file < files; file += 1) {
    for (let test = 0; test < tests; test += 1) {
      const samples = Array.from({ length: calls }, (_unused, call): Sample => {
        const request = requestOf(file, test, call)
        return {
          path: '/v1/chat/completions',
          body: JSON.stringify(request),
          pieces: [answerTo(request)],
          contentType: 'application/json',
        }
      })
      writeSamples(samples, join(root, 'cassettes'), `test/${file}.test.js/asks ${test}`)
    }
  }
}

// The shell's own clock counts the workers too, which no process can ask for about its children's children.
async function measure(
  { root }: VitestProject,
  plan: SuitePlan,
  variables: Readonly<Record<string, string>>,
): Promise<Cost> {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env
  const env = { PATH, HOME, TMPDIR, CI: 'true', NO_COLOR: '1', OPENAI_API_KEY: 'sk-none', ...variables }
  const parameters = [
    '-c',
    `TIMEFORMAT='TIMES %U %S %R'; time "$0" "$@"`,
    process.execPath,
    'node_modules/vitest/vitest.mjs',
    'run',
  ]
  const { stdout, stderr } = await promisify(execFile)('bash', parameters, {
    cwd: root,
    env,
    timeout: TIME_LIMIT_MS,
    maxBuffer: 1 << 26,
  }).catch((error) => {
    throw new Error(`the run failed: ${error.stdout?.slice(-2000)}${error.stderr?.slice(-500)}`, { cause: error })
  })
  const [, user, system, wall] = /TIMES (\S+) (\S+) (\S+)/.exec(stderr) ?? []
  if (!stdout.includes(`${plan.files * plan.tests} passed`) || wall === undefined)
    throw new Error(`not every test passed: ${stdout.slice(-2000)}${stderr.slice(-500)}`)
  return { cpu: (Number(user) + Number(system)) * 1000, wall: Number(wall) * 1000 }
}
