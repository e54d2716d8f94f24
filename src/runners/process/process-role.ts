import type { Preloaded } from '../../scope/inherit/read-preload.ts'

/** What a process is for rewind. */
export type ProcessRole =
  /** Runs tests of node:test, or starts those that do. */
  | { readonly kind: 'node-test' }
  | { readonly kind: 'mocha' }
  /** Was started by a test or a script, whose calls it makes. */
  | { readonly kind: 'guest'; readonly session: string }
  /** Runs a program of the user's. */
  | { readonly kind: 'script'; readonly file: string }
  /** Runs code that was given as text, in no file. */
  | { readonly kind: 'text' }
  /** Runs a program of a package, such as the server of a framework. */
  | { readonly kind: 'host' }
  /** Only starts others. */
  | { readonly kind: 'bystander' }

const STARTERS = /[\\/](?:npm|npx|yarn|yarnpkg|pnpm|pnpx|corepack|npm-cli|npx-cli|yarn\.\w+|pnpm\.\w+)(?:\.[cm]?js)?$/
const MOCHA = /[\\/]mocha[\w.-]*[\\/](?:bin[\\/]_?mocha|lib[\\/]cli[\\/]cli|lib[\\/]nodejs[\\/]worker)(?:\.[cm]?js)?$/
const PACKAGE = /[\\/]node_modules[\\/]/

/** Flags of code that is given as text; a word that comes after them is not a file. */
const TEXT = /^(?:-e|-p|-pe|--eval(?:=.*)?|--print(?:=.*)?)$/

/**
 * Finds out what a process is. It imports nothing: named imports of `node:fs` alone take 6 ms, as they load its
 * streams.
 */
export function roleOf(
  started: Pick<NodeJS.Process, 'argv' | 'execArgv' | 'env'>,
  { session, isWithinNodeTest }: Preloaded,
): ProcessRole {
  const program = programOf(started)
  // Their environment is that of what they start: nothing has to be added.
  if (program !== undefined && STARTERS.test(program)) return { kind: 'bystander' }
  if (!process.getBuiltinModule('node:worker_threads').isMainThread)
    return session === undefined ? { kind: 'bystander' } : { kind: 'guest', session }
  const isTestFile = started.env['NODE_TEST_CONTEXT'] !== undefined && !isWithinNodeTest
  if (started.execArgv.includes('--test') || isTestFile) return { kind: 'node-test' }
  if (program !== undefined && MOCHA.test(program)) return { kind: 'mocha' }
  return session === undefined ? roleOfProgram(program) : { kind: 'guest', session }
}

function roleOfProgram(program: string | undefined): ProcessRole {
  if (program === undefined) return { kind: 'text' }
  return PACKAGE.test(program) ? { kind: 'host' } : { kind: 'script', file: program }
}

function programOf({ argv, execArgv }: Pick<NodeJS.Process, 'argv' | 'execArgv'>): string | undefined {
  return execArgv.some((flag) => TEXT.test(flag)) ? undefined : resolve(argv[1])
}

// Programs of packages are links in `.bin`.
function resolve(program: string | undefined): string | undefined {
  if (program === undefined) return undefined
  try {
    return process.getBuiltinModule('node:fs').realpathSync(program)
  } catch {
    // Read from stdin, or not there.
    return undefined
  }
}
