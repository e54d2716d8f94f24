import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'

import { RewindError } from '../../errors.ts'

/** The parts of Mocha that are used: the same in Mocha 10, 11 and 12. */
export interface MochaClasses {
  readonly Suite: { readonly prototype: object }
  readonly Runner: { readonly prototype: object }
  readonly Runnable: { readonly prototype: object }
  readonly Hook: new (title: string, run: () => void) => object
}

/** A suite; the root one has no title. */
export interface MochaSuite {
  readonly title: string
  readonly root: boolean
  readonly parent?: MochaSuite
}

/** A test or a hook. */
export interface MochaRunnable {
  readonly type: 'test' | 'hook'
  readonly title: string
  readonly file?: string
  readonly parent?: MochaSuite
  readonly state?: 'passed' | 'failed' | 'pending'
  readonly pending: boolean
  /** Gives the limit in milliseconds, 0 for none; sets it, also while the test runs. */
  timeout(milliseconds?: number): unknown
  /** The test that this one is a retry of. */
  retriedTest?(): unknown
}

/** A run of test files. */
export interface MochaRunner {
  readonly suite: MochaSuite
  /** The test that runs, or ran last. */
  readonly test?: MochaRunnable
  fail(runnable: object, error: Error): void
}

/**
 * Finds the Mocha that runs in this process: the program, or a worker of `--parallel`, is part of it.
 *
 * @throws {RewindError} `REWIND_RUNNER` where none runs
 */
export function findMocha([, program = '']: readonly string[]): MochaClasses {
  for (const place of PLACES) {
    const loaded = load(program, place)
    if (isMocha(loaded)) return loaded
  }
  throw new RewindError('REWIND_RUNNER', {
    summary: "'rewind/mocha' was loaded where no Mocha runs",
    remedy: 'mocha --require rewind/mocha   (Mocha 10 or newer)',
  })
}

/** Its main module, from `bin/mocha.js`, and from `lib/cli/cli.js` and `lib/nodejs/worker.js`. */
const PLACES = ['../index.js', '../../index.js'] as const

function load(program: string, place: string): unknown {
  try {
    return createRequire(realpathSync(program))(place)
  } catch {
    // The caller explains it.
    return undefined
  }
}

// A function, or the module of it: what Node.js 22 gives for Mocha 12.
function isMocha(value: unknown): value is MochaClasses {
  const hasParts = typeof value === 'function' || (typeof value === 'object' && value !== null)
  return hasParts && ['Suite', 'Runner', 'Runnable', 'Hook'].every((name) => name in value)
}

/** Says whether something is a test or a hook. */
export function isRunnable(value: unknown): value is MochaRunnable {
  return typeof value === 'object' && value !== null && 'title' in value && 'pending' in value && 'type' in value
}

/** Says whether something is a run. */
export function isRunner(value: unknown): value is MochaRunner {
  return typeof value === 'object' && value !== null && 'suite' in value && 'fail' in value
}

/**
 * Names a test as a user reads it.
 *
 * @returns the names of its suites, then its own
 */
export function pathOf(test: MochaRunnable): readonly string[] {
  const path = [test.title]
  for (let suite = test.parent; suite !== undefined && !suite.root; suite = suite.parent) path.unshift(suite.title)
  return path
}
