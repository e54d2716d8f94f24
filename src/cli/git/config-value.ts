import { git } from './git.ts'

/** Reads a value of git's configuration; undefined where it is not set. */
export function configValue(root: string, name: string): string | undefined {
  try {
    return git(root, ['config', '--get', name]).toString().trimEnd()
  } catch {
    // It exits with 1 for a name that is not set.
    return undefined
  }
}
