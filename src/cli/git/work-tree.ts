import { spawnSync } from 'node:child_process'

import { RewindUsageError } from '../usage-error.ts'
import { commandToTrust } from './git.ts'

/** Where git keeps the files of a folder. */
export type WorkTree =
  | { readonly kind: 'there' }
  /** `why` is a sentence about the folder; `remedy` makes a work tree of it. */
  | { readonly kind: 'none'; readonly why: string; readonly remedy: string }

/** Finds out whether a folder lies in a work tree of git. */
export function findWorkTree(folder: string): WorkTree {
  const { status, stdout, stderr, error } = spawnSync('git', ['-C', folder, 'rev-parse', '--is-inside-work-tree'])
  if (error !== undefined) return { kind: 'none', why: `git cannot be run: ${error.message}`, remedy: 'install git' }
  const trust = status === 0 ? undefined : commandToTrust(stderr)
  if (trust !== undefined)
    return { kind: 'none', why: 'git does not read this repository: it belongs to somebody else', remedy: trust }
  if (status !== 0) return { kind: 'none', why: 'this is not a git repository', remedy: 'git init' }
  if (stdout.toString().trim() === 'true') return { kind: 'there' }
  return { kind: 'none', why: 'this is a bare repository: it has no files', remedy: 'git clone it, and go there' }
}

/**
 * Makes sure that git keeps the files of a folder.
 *
 * @param instead - what can be done where it does not
 * @throws {RewindUsageError} without git, outside of a repository, and in a bare one
 */
export function assertWorkTree(folder: string, instead: string): void {
  const tree = findWorkTree(folder)
  if (tree.kind === 'there') return
  throw new RewindUsageError({ summary: tree.why, remedy: `${tree.remedy}, or ${instead}` })
}
