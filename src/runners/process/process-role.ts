import { realpathSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

import type { Preloaded } from '../../scope/inherit/preload-flag.ts'

/** What a process is for rewind. */
export type ProcessRole =
  /** Runs tests of node:test, or starts those that do. */
  | { readonly kind: 'node-test' }
  | { readonly kind: 'mocha' }
  /** Was started by a test or a script, whose calls it makes. */
  | { readonly kind: 'guest'; readonly session: string }
  /** Runs a program of the user's. */
  | { readonly kind: 'script'; readonly file: string }
  /** Runs a program of a package, such as the server of a framework. */
  | { readonly kind: 'host' }
  /** Only starts others. */
  | { readonly kind: 'bystander' }

const STARTERS = /[\\/](?:npm|npx|yarn|yarnpkg|pnpm|pnpx|corepack|npm-cli|npx-cli|yarn\.\w+|pnpm\.\w+)(?:\.[cm]?js)?$/
const MOCHA = /[\\/]mocha[\\/](?:bin[\\/]_?mocha|lib[\\/]cli[\\/]cli|lib[\\/]nodejs[\\/]worker)(?:\.[cm]?js)?$/
const PACKAGE = /[\\/]node_modules[\\/]/

/** Finds out what a process is. */
export function roleOf(
  { argv, execArgv, env }: Pick<NodeJS.Process, 'argv' | 'execArgv' | 'env'>,
  { session, isWithinNodeTest }: Preloaded,
): ProcessRole {
  if (!isMainThread) return session === undefined ? { kind: 'bystander' } : { kind: 'guest', session }
  const isTestFile = env['NODE_TEST_CONTEXT'] !== undefined && !isWithinNodeTest
  if (execArgv.includes('--test') || isTestFile) return { kind: 'node-test' }
  const program = resolve(argv[1])
  if (program !== undefined && MOCHA.test(program)) return { kind: 'mocha' }
  if (session !== undefined) return { kind: 'guest', session }
  if (program === undefined || STARTERS.test(program)) return { kind: 'bystander' }
  return PACKAGE.test(program) ? { kind: 'host' } : { kind: 'script', file: program }
}

// Programs of packages are links in `.bin`.
function resolve(program: string | undefined): string | undefined {
  if (program === undefined) return undefined
  try {
    return realpathSync(program)
  } catch {
    // Such as what `--eval` is given.
    return undefined
  }
}
