import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'

import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
import { relativePath } from '../../text/relative-path.ts'
import { git } from '../git/git.ts'
import { assertCommit, isRef } from '../git/refs.ts'
import { assertWorkTree } from '../git/work-tree.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'
import { changedPaths, commitSide, diskSide, type Side } from './side.ts'

/** The two states that words name, and how paths in them are shown. */
export interface Sides extends Disposable {
  readonly before: Side
  readonly after: Side
  /** Where the compared paths begin, from the project root; empty where two folders are compared. */
  readonly prefix: string
}

/**
 * Opens the two states that are compared: two commits (`a b`, `a..b`, or `a...b` from where they parted), a commit and
 * the work tree, or two folders or cassettes.
 *
 * @throws {RewindUsageError} for a word that is neither
 */
export function openSides(project: Project, words: readonly string[]): Sides {
  const [first = 'HEAD', second] = words
  const range = /^(?<from>.*?)(?<dots>\.{2,3})(?<to>[^./].*)?$/u.exec(first)?.groups
  if (second === undefined && range !== undefined && !existsSync(resolve(project.cwd, first)))
    return openRange(project, range)
  const paths = words.map((word) => isPath(project, word))
  if (second !== undefined && paths.every(Boolean)) {
    return pairOf(diskSide(project, first, first), diskSide(project, second, second), '')
  }
  if (second === undefined && paths[0] === true && !isRef(project.root, first)) {
    throw new RewindUsageError({
      summary: `${JSON.stringify(first)} is a path, and needs another one to be compared with`,
      remedy: `npx rewind diff <other> ${first}`,
    })
  }
  assertNoPath(project, words)
  return openCommits(project, first, second)
}

// Of two words, one is a path, and the other was probably meant to be one.
function assertNoPath(project: Project, words: readonly string[]): void {
  const path = words.find((word) => isPath(project, word) && !isRef(project.root, word))
  const other = words.find((word) => !isPath(project, word))
  if (path === undefined || other === undefined) return
  const nearest = nearestWord(other, readdirSync(project.cwd))
  throw new RewindUsageError({
    summary: `${JSON.stringify(path)} is a path, and ${JSON.stringify(other)} is none${didYouMean(nearest)}`,
    remedy: 'compare two folders or cassettes, or two commits: npx rewind diff --help',
  })
}

function isPath(project: Project, word: string): boolean {
  return existsSync(resolve(project.cwd, word))
}

function openRange(project: Project, range: Readonly<Record<string, string>>): Sides {
  // As git reads a range with one end.
  const [from, end] = [range['from'] || 'HEAD', range['to'] || 'HEAD']
  assertWorkTree(project.root, INSTEAD)
  const start =
    range['dots'] === '...'
      ? git(project.root, ['merge-base', ...[from, end].map((ref) => assertCommit(project.root, ref))])
          .toString()
          .trimEnd()
      : from
  const sides = openCommits(project, start, end)
  return { ...sides, before: { ...sides.before, name: from }, [Symbol.dispose]: () => sides[Symbol.dispose]() }
}

const INSTEAD = 'compare two folders: npx rewind diff <a> <b>'

function openCommits(project: Project, from: string, to: string | undefined): Sides {
  assertWorkTree(project.root, INSTEAD)
  for (const ref of to === undefined ? [from] : [from, to]) assertCommit(project.root, ref)
  const files = changedPaths(project, from, to)
  const before = commitSide(project, from, files)
  const prefix = relativePath(project.root, project.cassettes())
  if (to !== undefined) return pairOf(before, commitSide(project, to, files), prefix)
  const disk = diskSide(project, project.cassettes(), 'work tree')
  return pairOf(before, { ...disk, files: disk.files.filter((file) => files.has(file)) }, prefix)
}

function pairOf(before: Side, after: Side, prefix: string): Sides {
  return {
    before,
    after,
    prefix,
    [Symbol.dispose]() {
      before[Symbol.dispose]()
      after[Symbol.dispose]()
    },
  }
}
