import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'

import type { Cassette } from '../../cassette/cassette.ts'
import { listCassettes } from '../../cassette/disk/list-cassettes.ts'
import { createDiskStore } from '../../cassette/disk/store.ts'
import { withSlashes } from '../../text/relative-path.ts'
import { fillTemporaryFolder } from '../fill-temporary-folder.ts'
import { git, splitNames } from '../git/git.ts'
import { assertCommit, assertRef } from '../git/refs.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'

/** One of the two states that are compared. */
export interface Side extends Disposable {
  /** As it is shown: a ref, `work tree`, or a path. */
  readonly name: string
  /** Paths of its cassettes, relative to what is compared. */
  readonly files: readonly string[]
  /** Whether one cassette was named, and not a folder of them. */
  readonly isCassette: boolean
  /**
   * Reads a cassette; undefined where it has none of that path.
   *
   * @throws {RewindCassetteError} when it cannot be read
   */
  readonly read: (file: string) => Cassette | undefined
}

/**
 * The cassettes as they lie on the disk.
 *
 * @param path - a folder of cassettes, or one cassette
 */
export function diskSide(project: Project, path: string, name: string): Side {
  const folder = resolve(project.cwd, path)
  const isFile = statSync(folder, { throwIfNoEntry: false })?.isFile() === true
  const store = createDiskStore(project.root)
  return {
    name,
    isCassette: isFile,
    files: isFile ? [basename(folder)] : listCassettes(folder, 'deep').map(withSlashes),
    read: (file) => store.read(isFile ? folder : join(folder, file)),
    [Symbol.dispose]: () => {},
  }
}

/**
 * The cassettes of a commit, taken out of git without a checkout: into a folder of their own, which goes when the side
 * is disposed of.
 *
 * @param wanted - those that are read, relative to the folder of the cassettes; all where it is left out
 */
export function commitSide(project: Project, ref: string, wanted?: ReadonlySet<string>): Side {
  const folder = project.cassettes()
  const all = splitNames(
    git(existing(folder, project.root), [
      'ls-tree',
      '-r',
      '-z',
      '--name-only',
      '--full-tree',
      assertCommit(project.root, ref),
      '--',
      prefixOf(project),
    ]),
  )
  const prefix = prefixOf(project)
  const below = (path: string): string => path.slice(prefix.length + (prefix === '' ? 0 : 1))
  const cassettes = all.filter((path) => path.endsWith('.yaml') && (wanted === undefined || wanted.has(below(path))))
  return fillTemporaryFolder('diff', (temporary) => {
    const texts = copyBlobs(project, { ref, paths: cassettes }, temporary)
    const others = all.filter((path) => !path.endsWith('.yaml') && texts.some((text) => text.includes(basename(path))))
    copyBlobs(project, { ref, paths: others }, temporary)
    const store = createDiskStore(temporary)
    return {
      name: ref,
      isCassette: false,
      files: cassettes.map(below),
      read: (file) => store.read(join(temporary, prefix, file)),
    }
  })
}

/** Names the cassettes that may differ between a commit and another, or the work tree. */
export function changedPaths(project: Project, from: string, to: string | undefined): ReadonlySet<string> {
  const folder = project.cassettes()
  const place = existing(folder, project.root)
  const prefix = prefixOf(project)
  const top = git(place, ['rev-parse', '--show-toplevel']).toString().trimEnd()
  const refs = (to === undefined ? [from] : [from, to]).map(assertRef)
  const changed = splitNames(
    git(top, ['diff', '--name-only', '--no-renames', '-z', ...refs, '--', prefix === '' ? '.' : prefix]),
  )
  const untracked =
    to === undefined
      ? splitNames(git(top, ['ls-files', '--others', '--exclude-standard', '-z', '--', prefix === '' ? '.' : prefix]))
      : []
  const paths = [...changed, ...untracked].map((path) => path.slice(prefix === '' ? 0 : prefix.length + 1))
  return new Set(paths.filter((path) => path.endsWith('.yaml')))
}

// Where the folder of the cassettes is, from the top of the repository.
function prefixOf(project: Project): string {
  const top = git(project.root, ['rev-parse', '--show-prefix']).toString().trimEnd()
  return withSlashes(join(top, relative(project.root, project.cassettes()))).replace(/\/$/u, '')
}

function existing(folder: string, otherwise: string): string {
  return existsSync(folder) ? folder : otherwise
}

function copyBlobs(
  project: Project,
  { ref, paths }: { readonly ref: string; readonly paths: readonly string[] },
  folder: string,
): readonly string[] {
  if (paths.length === 0) return []
  const printed = git(project.root, ['cat-file', '--batch'], paths.map((path) => `${ref}:${path}\n`).join(''))
  let start = 0
  return paths.map((path) => {
    const end = printed.indexOf('\n', start)
    const size = Number(printed.subarray(start, end).toString().split(' ').at(-1))
    if (Number.isNaN(size))
      throw new RewindUsageError({ summary: `git has no ${ref}:${path}`, remedy: 'npx rewind diff --help' })
    const bytes = printed.subarray(end + 1, end + 1 + size)
    start = end + size + 2
    const target = join(folder, path)
    // Git itself makes no such names, and takes them from a tree that somebody else made.
    if (!target.startsWith(folder + sep)) {
      const remedy = 'do not compare with this commit: whoever made it wants to write files of yours'
      throw new RewindUsageError({ summary: `${ref}:${path} leads out of the repository`, remedy })
    }
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, bytes)
    return path.endsWith('.yaml') ? bytes.toString() : ''
  })
}
