import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'

import { readLastRun } from '../cassette/disk/last-run.ts'
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
 * @param words - files or folders of recordings; those of a project below decide which one is meant
 */
export function openProject(cwd: string, variables: Project['variables'], words: readonly string[] = []): Project {
  const root = findRootBelow(cwd, words) ?? findProjectRoot(cwd)
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

// A run from the root of a monorepo names the recordings of its packages.
function findRootBelow(cwd: string, words: readonly string[]): string | undefined {
  return words
    .map((word) => resolve(cwd, pathIn(word)))
    .filter((path) => path.startsWith(cwd + sep) && existsSync(path))
    .map((path) => findProjectRoot(statSync(path).isDirectory() ? path : dirname(path)))
    .find((root) => root.startsWith(cwd + sep))
}

// Behind it, the number of a call or the names of a test may be.
function pathIn(word: string): string {
  return word.replace(/#\d+$/u, '').replace(/(?<=\.[cm]?[jt]sx?) [>›] .*$/su, '')
}

/**
 * Finds the projects below one that its last run covered: those of the packages of a monorepo that runs from its root.
 */
export function packagesOfLastRun({ root, variables }: Project): readonly Project[] {
  const cassettes = readLastRun(root)?.tests.map(({ cassette }) => join(root, cassette)) ?? []
  const roots = new Set([...new Set(cassettes.map(dirname))].map(findProjectRoot))
  return [...roots].filter((one) => one.startsWith(root + sep)).map((one) => openProject(one, variables))
}
