import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

import { readLastRun, type LastRun, type RunnerName, type RunnerStart } from '../../cassette/disk/last-run.ts'
import { sha256 } from '../../process/sha256.ts'
import { escapePattern } from '../../text/patterns/escape-pattern.ts'
import { isTestHash, testHash } from '../../text/test-hash.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'

/** The tests that are to run. */
export interface Chosen {
  /** As typed. */
  readonly files: readonly string[]
  /** Full name of one test, its suites before it, or its hash. */
  readonly name: string | undefined
}

/** A process to start: no shell reads its words. */
export interface RunnerCommand {
  readonly program: string
  readonly parameters: readonly string[]
  readonly runner: RunnerName
  readonly cwd: string
  readonly variables: Readonly<Record<string, string>>
}

/**
 * Builds the command that runs exactly the chosen tests, as the last run was started.
 *
 * @throws {RewindUsageError} when no runner is installed, or the hash of a test is not known
 */
export function runnerCommand(project: Project, { files, name }: Chosen): RunnerCommand {
  const last = readLastRun(project.root)
  const paths = files.map((file) => resolve(project.cwd, file).replaceAll('\\', '/'))
  const start =
    ofNodeTest(project, { paths, last }) ?? (last?.runner === 'run' ? undefined : last) ?? findRunner(project)
  const pattern = name === undefined ? undefined : patternOf(nameOf(name, last?.tests ?? []))
  return {
    program: process.execPath,
    parameters: parametersOf(start, { paths, pattern }),
    runner: start.runner,
    cwd: start.cwd,
    variables: start.nodeOptions === '' ? {} : { NODE_OPTIONS: start.nodeOptions },
  }
}

function parametersOf(
  start: RunnerStart,
  { paths, pattern }: { readonly paths: readonly string[]; readonly pattern: string | undefined },
): readonly string[] {
  const { runner, parameters, patterns = [] } = start
  const chosen = paths.length > 0 ? paths : patterns
  switch (runner) {
    case 'vitest':
      return [binOf(start), 'run', ...parameters, ...paths, ...flag('-t', pattern)]
    case 'jest':
      return [
        binOf(start),
        ...parameters,
        ...(paths.length === 0 ? [] : ['--runTestsByPath', ...paths]),
        ...flag('-t', pattern),
      ]
    case 'mocha':
      return [binOf(start), ...parameters, ...flag('--grep', pattern), ...chosen]
    case 'run':
      return parameters
    case 'node-test':
      return [...parameters, '--test', ...flag('--test-name-pattern', pattern), ...chosen]
    default:
      return runner satisfies never
  }
}

function flag(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, value]
}

const SEPARATOR = / [>›] /

// The whole name, and nothing that only contains it. Runners join the names of suites by ' > ' or by a blank.
function patternOf(name: string): string {
  return `^ ?${name.split(SEPARATOR).map(escapePattern).join('(?: > | › | )')}$`
}

function nameOf(given: string, tests: readonly { readonly name: string }[]): string {
  if (!isTestHash(given)) return given
  const found = tests.find(({ name }) => testHash(name.replaceAll(' › ', ' > '), sha256) === given)
  if (found !== undefined) return found.name
  throw new RewindUsageError({
    summary: `no test of the last run has the hash ${given}`,
    remedy: 'run the tests of the file once, then this command again',
  })
}

// Part of Node.js: nothing but the files says that they are for it.
function ofNodeTest(
  project: Project,
  { paths, last }: { readonly paths: readonly string[]; readonly last: LastRun | undefined },
): RunnerStart | undefined {
  if (last?.runner === 'node-test' || !paths.some(isForNodeTest)) return undefined
  return { runner: 'node-test', cwd: project.cwd, parameters: ['--import', 'rewind/node-test'], nodeOptions: '' }
}

function isForNodeTest(path: string): boolean {
  return existsSync(path) && /['"]node:test['"]/.test(readFileSync(path, 'utf8'))
}

function findRunner(project: Project): RunnerStart {
  for (const runner of ['vitest', 'jest', 'mocha'] as const) {
    const start = { runner, cwd: project.cwd, parameters: [], nodeOptions: project.variables['NODE_OPTIONS'] ?? '' }
    if (packageFolder(start) !== undefined)
      return runner === 'mocha' ? { ...start, parameters: ['--require', 'rewind/mocha'] } : start
  }
  throw new RewindUsageError({
    summary: 'neither Vitest nor Jest nor Mocha is installed here',
    remedy: 'run it in the folder of the project; for node:test, name the test files',
  })
}

const PROGRAMS: Partial<Record<RunnerName, string>> = {
  vitest: 'vitest.mjs',
  jest: 'bin/jest.js',
  mocha: 'bin/mocha.js',
}

function binOf(start: RunnerStart): string {
  const folder = packageFolder(start)
  const program = PROGRAMS[start.runner]
  const bin = folder === undefined || program === undefined ? undefined : join(folder, program)
  if (bin !== undefined && existsSync(bin)) return bin
  throw new RewindUsageError({
    summary: `${start.runner} is not installed in ${start.cwd}`,
    remedy: `npm install --save-dev ${start.runner}`,
  })
}

function packageFolder({ runner, cwd }: RunnerStart): string | undefined {
  try {
    return dirname(createRequire(join(cwd, 'package.json')).resolve(`${runner}/package.json`))
  } catch {
    // Not installed there.
    return undefined
  }
}
