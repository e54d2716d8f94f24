import { join, relative } from 'node:path'

import { listCassettes } from '../../cassette/disk/list-cassettes.ts'
import { createDiskStore } from '../../cassette/disk/store.ts'
import { fillTemporaryFolder } from '../fill-temporary-folder.ts'
import { git, splitNames } from '../git/git.ts'
import { assertWorkTree } from '../git/work-tree.ts'
import type { Project } from '../project.ts'

/** A project whose cassettes are those that the next commit would hold. */
export interface StagedProject extends Disposable {
  readonly project: Project
  /** Cassettes that the next commit changes, absolute. */
  readonly changed: readonly string[]
}

/**
 * Takes the cassettes of git's index into a folder of their own, which is removed when this is disposed of.
 *
 * @throws {RewindUsageError} without git, outside of a repository, and in a bare one
 */
export function openStaged(project: Project): StagedProject {
  assertWorkTree(project.root, 'npx rewind verify, which reads the files as they are')
  return fillTemporaryFolder('staged', (temporary) => checkOut(project, temporary))
}

function checkOut(project: Project, temporary: string): Omit<StagedProject, keyof Disposable> {
  const folder = project.cassettes()
  const list = git(project.root, ['ls-files', '-z', '--', folder])
  git(project.root, ['checkout-index', '-z', '--stdin', `--prefix=${temporary}/`], list.toString())
  const prefix = git(project.root, ['rev-parse', '--show-prefix']).toString().trimEnd()
  const root = join(temporary, prefix)
  const cassettes = join(root, relative(project.root, folder))
  const changed = splitNames(
    git(project.root, ['diff', '--cached', '--name-only', '--diff-filter=ACMR', '-z', '--', folder]),
  )
  const wanted = new Set(changed.map((path) => join(temporary, path)))
  return {
    project: { ...project, root, cwd: root, cassettes: () => cassettes, store: createDiskStore(root) },
    changed: listCassettes(cassettes, 'deep')
      .map((path) => join(cassettes, path))
      .filter((path) => wanted.has(path)),
  }
}
