import type { RunnerStart } from '../cassette/disk/last-run.ts'
import type { Project } from './project.ts'
import type { Terminal } from './terminal.ts'

/** 0 clean, 1 findings, 2 usage, configuration or unreadable, 3 could not tell. */
export type ExitCode = 0 | 1 | 2 | 3

/** One command of the command line. Every command also takes `--json`. */
export interface Command {
  readonly name: string
  /** What it takes, as commander spells it: `[what...]`. */
  readonly takes?: string
  readonly description: string
  /** Flags as commander spells them, and what they do; the values of a repeatable one are a list. */
  readonly options?: readonly (readonly [flags: string, description: string, times?: 'repeatable'])[]
  /** What is typed after `rewind`, and what it does. */
  readonly examples: readonly (readonly [words: string, effect: string])[]
  /** Set where a path that it is given decides the project: that of a package, when typed in the root of a monorepo. */
  readonly followsItsWords?: true
  /** Imports what is heavy only then. @throws {RewindError} exit code 2 */
  readonly run: (input: CommandInput) => CommandResult | Promise<CommandResult>
}

/** What a command was given. */
export interface CommandInput {
  /** Words that are not options. */
  readonly words: readonly string[]
  /** Options by their long name, in camel case. */
  readonly options: Readonly<Record<string, unknown>>
  readonly project: Project
  readonly terminal: Terminal
  readonly collectRun: CollectRun
}

/** Begins to collect the reports of the processes that a command starts; undefined where another process does so. */
export type CollectRun = (input: {
  readonly start: RunnerStart
}) => { publish(): Promise<{ readonly error?: Error; readonly diverged: number }> } | undefined

/** What a command came to: printed as text, or as JSON under `--json`. */
export interface CommandResult {
  /** Any other number is that of a program that it ran. */
  readonly exit: number
  /** Lines for a person, or bytes; empty where all was said already. */
  readonly text: () => string | Uint8Array
  /** The one document that `--json` prints. */
  readonly json: { readonly version: 1 }
}

/** Reads an option that takes a value. */
export function textOption(input: CommandInput, name: string): string | undefined {
  const value = input.options[name]
  return typeof value === 'string' ? value : undefined
}

/** Reads an option that takes a value each time it is given. */
export function textOptions(input: CommandInput, name: string): readonly string[] {
  const values = input.options[name]
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : []
}
