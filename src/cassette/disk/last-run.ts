import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { parseJson } from '../../text/decode/parse-json.ts'
import { isRecord } from '../../text/unknown/is-record.ts'
import { localFolder, makeLocalFolder } from './local-folder.ts'

/** What can be started again. */
const RUNNERS = ['vitest', 'jest', 'node-test', 'mocha', 'run'] as const
export type RunnerName = (typeof RUNNERS)[number]

/** How a run was started: what the command line starts it again by. */
export interface RunnerStart {
  readonly runner: RunnerName
  /** Absolute path of the folder that it was started in. */
  readonly cwd: string
  /** Parameters that name its configuration and root; of node:test and Mocha, all but those that choose tests. */
  readonly parameters: readonly string[]
  /** Patterns that choose its test files, where they are parameters of it. */
  readonly patterns?: readonly string[]
  /** Flags of Node.js that it needs, as `NODE_OPTIONS` has them. */
  readonly nodeOptions: string
}

/** What the last run of a project did. */
export interface LastRun extends RunnerStart {
  readonly version: 1
  /** Whether every test of the project ran. */
  readonly isComplete: boolean
  readonly tests: readonly LastTest[]
  /** Cassettes of no test, relative to the project root, with `/`; none where the run was not complete. */
  readonly obsolete: readonly string[]
  /** The report of the run, for who shows it. */
  readonly report?: unknown
}

/** What one test did in the last run. */
export interface LastTest {
  /** Names of its suites and its own, joined by ` › `. */
  readonly name: string
  /** Its file and its cassette, relative to the project root, with `/`. */
  readonly file: string
  readonly cassette: string
  readonly calls: number
  readonly recorded: number
  readonly diverged: number
}

// Without an ending: Jest watches every file of its `moduleFileExtensions`, json among them, and would run again after
// each run.
const FILE = 'last-run'

/** Keeps what a run did for the command line. */
export function writeLastRun(root: string, run: LastRun): void {
  try {
    writeFileSync(join(makeLocalFolder(root), FILE), `${JSON.stringify(run, undefined, 2)}\n`)
  } catch {
    // A read-only checkout has nobody who would type a command there.
  }
}

/** Reads what the last run did; undefined where none is known. */
export function readLastRun(root: string): LastRun | undefined {
  try {
    const value = parseJson(readFileSync(join(localFolder(root), FILE), 'utf8'))
    return isLastRun(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Cassettes that no test had in the last run, and that are there. */
interface Obsolete {
  readonly untouched: readonly string[]
  /** Written, or put in their place, after the run: it knows nothing of these. */
  readonly changed: readonly string[]
}

/**
 * Finds the cassettes of no test, as the last run left them.
 *
 * @returns paths relative to the project root, with `/`
 */
export function findObsolete(root: string): Obsolete {
  const ran = changedAt(join(localFolder(root), FILE)) ?? 0
  const found = (readLastRun(root)?.obsolete ?? []).flatMap((file) => {
    const at = changedAt(join(root, file))
    return at === undefined ? [] : [{ file, isChanged: at > ran }]
  })
  const filesThat = (isChanged: boolean): readonly string[] =>
    found.filter((one) => one.isChanged === isChanged).map(({ file }) => file)
  return { untouched: filesThat(false), changed: filesThat(true) }
}

// Not when it was modified: a file that is moved here keeps that.
function changedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ctimeMs
}

function isLastRun(value: unknown): value is LastRun {
  return (
    isRecord(value) &&
    value['version'] === 1 &&
    RUNNERS.some((runner) => runner === value['runner']) &&
    Array.isArray(value['tests']) &&
    Array.isArray(value['obsolete']) &&
    Array.isArray(value['parameters'])
  )
}
