import type { OptionLayers } from '../options/option-layers.ts'
import type { ScopeEnvironment } from '../scope/scope.ts'

/** A test as its runner knows it. */
export interface TestIdentity {
  /** Unique in the file. */
  readonly id: string
  /** Names of its suites, then its own. */
  readonly path: readonly string[]
  /** The names that a runner chooses it by, where it runs only with the test around it. */
  readonly chosenBy?: readonly string[]
}

/** What a runner does in a way of its own. */
export interface TestFileRules {
  /** The process as the file sees it. */
  readonly surroundings?: ScopeEnvironment
  /** When it knows all tests of the file: before the first of them, or only once they ran. */
  readonly known?: 'before' | 'after'
  /** The command that records the file again. */
  readonly rerecord?: (command: 'update' | 'record', test: readonly string[]) => string
  /** The folder in which other processes noted the calls of the file's own scope. */
  readonly takenOver?: string
}

/** How the scopes of a file differ. */
export interface ScopeNames {
  readonly id: string
  readonly title: string
  /** Names of the test's suites, then its own; none for the file. */
  readonly path: readonly string[]
  readonly fileName: () => string
  readonly layers: OptionLayers
}
