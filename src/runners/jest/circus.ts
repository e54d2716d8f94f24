/** The parts of jest-circus that are used; its own types are in `@jest/types` (Circus). The same from Jest 30.0 on. */

/** A function of a user: a test's or a hook's. */
// oxlint-disable-next-line typescript/no-unsafe-function-type -- it may be a generator function, take a callback, or
// neither
export type CircusFunction = Function

/** A hook of a describe block. */
export interface CircusHook {
  fn: CircusFunction
  readonly type: 'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach'
}

/** A test. */
export interface CircusTest {
  readonly type: 'test'
  readonly name: string
  readonly parent: CircusBlock
  readonly concurrent: boolean
  readonly status?: 'skip' | 'done' | 'todo' | null
  /** What it fails with, cleared before a retry. */
  readonly errors: unknown[]
  fn: CircusFunction
  /** Milliseconds, where the test has a limit of its own. */
  timeout?: number
}

/** A describe block; the outermost one has no parent, and its name is not a user's. */
export interface CircusBlock {
  readonly type: 'describeBlock'
  readonly name: string
  readonly parent?: CircusBlock
  readonly children: readonly (CircusBlock | CircusTest)[]
  readonly hooks: readonly CircusHook[]
}

/** The state of a test file's run. */
export interface CircusState {
  readonly rootDescribeBlock: CircusBlock
  /** What the file fails with, beside its tests. */
  readonly unhandledErrors: unknown[]
  /** Milliseconds that a test may take which has no limit of its own. */
  readonly testTimeout: number
  /** Whether `only` is somewhere in the file. */
  readonly hasFocusedTests?: boolean
  /** Of `-t`. */
  readonly testNamePattern?: RegExp | null
}

/** What happens in a run; many more events exist. */
export type CircusEvent =
  | { readonly name: 'run_start' | 'run_finish' }
  | { readonly name: 'test_started' | 'test_skip' | 'test_todo' | 'test_done'; readonly test: CircusTest }

/** Gets every event, and is waited for; what it throws would end the whole file. */
export type CircusHandler = (event: CircusEvent, state: CircusState) => Promise<void> | undefined

/** jest-circus shares its handlers with every module of the sandbox under this key. */
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS')

/**
 * Handlers that come before ours: the one that keeps the state, the one that formats assertion errors, and the one
 * that adds what `expect.assertions()` and its like have to say. Those that report a test's end come later.
 */
const HANDLERS_BEFORE = 3

/**
 * Adds an event handler to the run of the test file that is being set up.
 *
 * @param sandbox - `globalThis` of the test file
 * @returns whether this is a jest-circus that can be listened to
 */
export function addCircusHandler(sandbox: object, handler: CircusHandler): boolean {
  const handlers: unknown = Reflect.get(sandbox, EVENT_HANDLERS)
  if (!Array.isArray(handlers)) return false
  handlers.splice(HANDLERS_BEFORE, 0, handler)
  return true
}

/**
 * Lists the tests below a describe block.
 *
 * @returns its tests, in the order they are written
 */
export function testsOf(block: CircusBlock): readonly CircusTest[] {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsOf(child)))
}

/** Lists the hooks of a describe block and those within. */
export function hooksOf(block: CircusBlock): readonly CircusHook[] {
  return [...block.hooks, ...block.children.flatMap((child) => (child.type === 'test' ? [] : hooksOf(child)))]
}

/**
 * Names a test as a user reads it.
 *
 * @returns the names of its describe blocks, then its own
 */
export function pathOf(test: CircusTest): readonly string[] {
  const path: string[] = []
  for (let node: CircusTest | CircusBlock | undefined = test; node?.parent !== undefined; node = node.parent)
    path.unshift(node.name)
  return path
}
