/** The parts of node:test's own tests that are used: the same in Node.js 22.18, 24 and 26. */
export interface RunnerTest {
  readonly name: string
  /** The root has none, and hooks have none. */
  readonly parent: RunnerTest | null
  readonly root: RunnerTest
  /** Its number among the tests of its parent. */
  readonly childNumber: number
  /** Absolute path of its test file; null at the root where one process runs several. */
  readonly entryFile?: string | null
  readonly loc?: { readonly file: string }
  readonly signal: AbortSignal
  readonly skipped: boolean
  /** Whether a filter left it out. */
  readonly filtered: boolean
  readonly passed: boolean
  /** What it fails with: an error of node:test, whose cause is the user's. */
  readonly error: unknown
  /** Set where a failure is a pass. */
  readonly expectFailure?: unknown
  readonly hooks: { readonly after: unknown[] }
  /** Adds a line beside its result. */
  diagnostic(message: string): void
}

/** A hook, which node:test keeps as a test without a parent. */
export interface RunnerHook extends RunnerTest {
  readonly hookType: 'before' | 'after' | 'beforeEach' | 'afterEach'
  /** The test or suite that it was registered in. */
  readonly parentTest: RunnerTest
}

/** Says whether something is a test, suite or hook of node:test. */
export function isRunnerTest(value: unknown): value is RunnerTest {
  return typeof value === 'object' && value !== null && 'childNumber' in value && 'hooks' in value && 'root' in value
}

/** Says whether it is a hook. */
export function isRunnerHook(test: RunnerTest): test is RunnerHook {
  return 'hookType' in test && typeof test.hookType === 'string'
}

/** Says whether it is what a user calls a test: no suite, no hook, not the root. */
export function isUserTest(test: RunnerTest): boolean {
  return test.parent !== null && !isRunnerHook(test) && Reflect.get(test, 'reportedType') !== 'suite'
}

/**
 * Names a test as a user reads it.
 *
 * @returns the names of its suites and of the tests around it, then its own
 */
export function pathOf(test: RunnerTest): readonly string[] {
  const path: string[] = []
  for (let node = test; node.parent !== null; node = node.parent) path.unshift(node.name)
  return path
}

/** Gives an id that no other test of the run has: its place in the tree. */
export function idOf(test: RunnerTest): string {
  const places: number[] = []
  for (let node = test; node.parent !== null; node = node.parent) places.unshift(node.childNumber)
  return places.join('.')
}

/** Gives the names that a filter chooses a test by: node:test defines a test within another one only when that runs. */
export function chosenBy(test: RunnerTest): readonly string[] {
  let outermost = test
  for (let node = test.parent; node !== null; node = node.parent) if (isUserTest(node)) outermost = node
  return pathOf(outermost)
}
