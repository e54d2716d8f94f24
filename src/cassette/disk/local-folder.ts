import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Names the folder of a project for what is not committed.
 *
 * @param root - the project root
 */
export function localFolder(root: string): string {
  return join(root, '.rewind')
}

/**
 * Makes a folder for what is not committed: a `.gitignore` inside keeps it out of Git.
 *
 * @param names - of the folders inside, from the outermost
 * @returns its path
 */
export function makeLocalFolder(root: string, ...names: readonly string[]): string {
  const folder = join(localFolder(root), ...names)
  mkdirSync(folder, { recursive: true })
  const ignore = join(localFolder(root), '.gitignore')
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n')
  return folder
}
