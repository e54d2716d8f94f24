import { join, resolve } from 'node:path'

import { createDiskStore, type CassetteStore } from '../cassette/disk/store.ts'
import { findProjectRoot, loadConfigFile } from '../options/config/config-file.ts'
import type { ResolvedOptions } from '../options/options.ts'
import { resolveOptions } from '../options/resolve-options.ts'

/** The project that a command works on. */
export interface Project {
  readonly root: string
  /** Where the command was typed. */
  readonly cwd: string
  readonly variables: Readonly<Record<string, string | undefined>>
  /** @throws {RewindOptionsError} when the configuration is wrong */
  readonly options: () => ResolvedOptions
  /** Absolute path of the folder of the cassettes. */
  readonly cassettes: () => string
  /** Absolute path of a file in the folder of what is not committed. */
  readonly local: (...path: readonly string[]) => string
  readonly store: CassetteStore
}

/**
 * Finds the project that a folder belongs to.
 *
 * @param cwd - absolute path
 */
export function openProject(cwd: string, variables: Project['variables']): Project {
  const root = findProjectRoot(cwd)
  let options: ResolvedOptions | undefined
  const resolved = (): ResolvedOptions => {
    options ??= resolveOptions([loadConfigFile(root) ?? {}], { variables, isCI: false, isUpdate: false })
    return options
  }
  return {
    root,
    cwd,
    variables,
    options: resolved,
    cassettes: () => resolve(root, resolved().cassettes),
    local: (...path) => join(root, '.rewind', ...path),
    store: createDiskStore(root, () => resolved().cassettes),
  }
}
