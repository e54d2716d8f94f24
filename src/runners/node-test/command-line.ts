/** What node:test was started with. */
export interface CommandLine {
  /** Flags of Node.js, as they were typed. */
  readonly flags: readonly string[]
  /** Those of the flags that hold for any tests. */
  readonly settings: readonly string[]
  /** Files and patterns that choose test files. */
  readonly patterns: readonly string[]
  readonly isUpdate: boolean
  /** Whether names, tags, shards or `only` may leave tests out. */
  readonly isNarrowed: boolean
}

/** What this process does for a run: it runs tests that another one started, starts others, or both by itself. */
export type Role = 'worker' | 'starter' | 'alone'

const NARROWS = /^--test-(?:name-pattern|skip-pattern|tag-filter|shard|only|rerun-failures)(?:=|$)/

/** Reads the command line of this process. */
export function commandLineOf({ execArgv, argv }: Pick<NodeJS.Process, 'execArgv' | 'argv'>): CommandLine {
  const isTest = execArgv.includes('--test')
  return {
    flags: execArgv,
    settings: execArgv.filter((flag, index) => !isOfOneRun(flag) && !isValueOfOneRun(execArgv[index - 1])),
    patterns: isTest ? argv.slice(1) : [],
    isUpdate: execArgv.includes('--test-update-snapshots'),
    isNarrowed: execArgv.some((flag) => NARROWS.test(flag)),
  }
}

// The value may be a word of its own.
function isValueOfOneRun(before: string | undefined): boolean {
  return (
    before !== undefined && !before.includes('=') && isOfOneRun(before) && !/^--(?:test|test-only|watch)$/.test(before)
  )
}

function isOfOneRun(flag: string): boolean {
  return flag === '--test' || flag === '--watch' || NARROWS.test(flag)
}

/** Finds out what this process does for the run. */
export function roleOf({ flags }: CommandLine, variables: Readonly<Record<string, string | undefined>>): Role {
  // node:test gives it to every process that it starts for a test file.
  if (variables['NODE_TEST_CONTEXT'] !== undefined) return 'worker'
  if (!flags.includes('--test')) return 'alone'
  return flags.some((flag, index) => isIsolationNone(flag, flags[index + 1])) ? 'alone' : 'starter'
}

function isIsolationNone(flag: string, next: string | undefined): boolean {
  const [name, value = next] = flag.split('=')
  return (name === '--test-isolation' || name === '--experimental-test-isolation') && value === 'none'
}
