import packageJson from '../../package.json' with { type: 'json' }
import type { Command } from './command.ts'

/** What `rewind --help --json` prints, and `rewind <command> --help --json` of one command. */
export interface HelpReport {
  readonly version: 1
  readonly commands: readonly {
    readonly name: string
    /** Words that it takes: `[what...]`; empty where it takes none. */
    readonly takes: string
    readonly description: string
    /** Beside `--json` and `--help`, which all have. */
    readonly options: readonly { readonly flags: string; readonly description: string }[]
    readonly examples: readonly { readonly words: string; readonly effect: string }[]
  }[]
}

/** What `rewind --version --json` prints. */
export interface VersionReport {
  readonly version: 1
  /** Version of the package. */
  readonly rewind: string
}

/** Puts the help of commands into data. */
export function helpReport(commands: readonly Command[]): HelpReport {
  return {
    version: 1,
    commands: commands.map(({ name, takes = '', description, options = [], examples }) => ({
      name,
      takes,
      description,
      options: options.map(([flags, effect]) => ({ flags, description: effect })),
      examples: examples.map(([words, effect]) => ({ words, effect })),
    })),
  }
}

/** Puts the version of the package into data. */
export function versionReport(): VersionReport {
  return { version: 1, rewind: packageJson.version }
}
