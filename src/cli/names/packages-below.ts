import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { findProjectRoot } from '../../options/config/config-file.ts'
import { openProject, type Project } from '../project.ts'
import { knownCassettes } from './known-cassettes.ts'

/** Below the root of a monorepo: `packages/group/name`. */
const DEEPEST = 3

/**
 * Finds the packages below a project that have cassettes of their own.
 *
 * @returns their folders, relative to the project root, with `/`
 */
export function packagesBelow({ root, variables }: Pick<Project, 'root' | 'variables'>): readonly string[] {
  return foldersBelow(root, '', DEEPEST).filter((folder) => {
    const path = join(root, folder)
    return findProjectRoot(path) === path && knownCassettes(openProject(path, variables)).length > 0
  })
}

function foldersBelow(root: string, folder: string, depth: number): readonly string[] {
  if (depth === 0) return []
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .flatMap(({ name }) => {
      const path = folder === '' ? name : `${folder}/${name}`
      return [path, ...foldersBelow(root, path, depth - 1)]
    })
}
