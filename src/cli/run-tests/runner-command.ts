import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

import { readLastRun, type RunnerStart } from '../../cassette/disk/last-run.ts'
import { sha256 } from '../../process/sha256.ts'
import { escapePattern } from '../../text/escape-pattern.ts'
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
  const start = last ?? findRunner(project)
  const paths = files.map((file) => resolve(project.cwd, file).replaceAll('\\', '/'))
  const pattern = name === undefined ? undefined : patternOf(nameOf(name, last?.tests ?? []))
  const program = binOf(start)
  const parameters =
    start.runner === 'vitest'
      ? ['run', ...start.parameters, ...paths, ...(pattern === undefined ? [] : ['-t', pattern])]
      : [
          ...start.parameters,
          ...(paths.length === 0 ? [] : ['--runTestsByPath', ...paths]),
          ...(pattern === undefined ? [] : ['-t', pattern]),
        ]
  return {
    program: process.execPath,
    parameters: [program, ...parameters],
    cwd: start.cwd,
    variables: start.nodeOptions === '' ? {} : { NODE_OPTIONS: start.nodeOptions },
  }
}

const SEPARATOR = / [>›] /

// The whole name, and nothing that only contains it. Runners join the names of suites by ' > ' or by a blank.
function patternOf(name: string): string {
  return `^ ?${name.split(SEPARATOR).map(escapePattern).join('(?: > | › | )')}$`
}

function nameOf(given: string, tests: readonly { readonly name: string }[]): string {
  if (!/^~[0-9a-f]{8}$/.test(given)) return given
  const found = tests.find(({ name }) => `~${sha256(name.replaceAll(' › ', ' > ')).slice(0, 8)}` === given)
  if (found !== undefined) return found.name
  throw new RewindUsageError({
    summary: `no test of the last run has the hash ${given}`,
    remedy: 'run the tests of the file once, then this command again',
  })
}

function findRunner(project: Project): RunnerStart {
  for (const runner of ['vitest', 'jest'] as const) {
    const start = { runner, cwd: project.cwd, parameters: [], nodeOptions: project.variables['NODE_OPTIONS'] ?? '' }
    if (packageFolder(start) !== undefined) return start
  }
  throw new RewindUsageError({
    summary: 'neither Vitest nor Jest is installed here',
    remedy: 'run it in the folder of the project whose tests it is about',
  })
}

function binOf(start: RunnerStart): string {
  const folder = packageFolder(start)
  const bin = folder === undefined ? undefined : join(folder, start.runner === 'vitest' ? 'vitest.mjs' : 'bin/jest.js')
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
