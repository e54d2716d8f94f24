import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

import { showPath } from '../../cassette/disk/store.ts'
import { compareTexts } from '../../text/compare-texts.ts'
import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
import { quoteWord } from '../../text/quote-word.ts'
import { relativePath, withSlashes } from '../../text/relative-path.ts'
import { globPattern, isGlob } from '../names/glob.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'

/** A file that was named. */
export interface NamedFile {
  /** Absolute. */
  readonly path: string
  /** As messages show it: relative to the project root where it lies inside. */
  readonly shown: string
  /** Whether only the folder that it is in was named: files that are not recordings are ignored there. */
  readonly isInFolder: boolean
}

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', '.git', '.rewind'])

/**
 * Finds the files that words name: each a file, a folder, or a glob.
 *
 * @throws {RewindUsageError} for a word that names nothing
 */
export function findRecordings(project: Project, words: readonly string[]): readonly NamedFile[] {
  const found = words.flatMap((word) => {
    const paths = findWord(project, word)
    if (paths.length > 0) return paths
    const nearest = nearestFile(project, word)
    throw new RewindUsageError({
      summary: `there is no file ${JSON.stringify(word)}${didYouMean(nearest)}`,
      remedy:
        nearest === undefined
          ? 'name files, a folder or a glob: npx rewind import recordings/'
          : `npx rewind import ${quoteWord(nearest)}`,
    })
  })
  const named = found.map(({ path, isInFolder }) => ({ path, shown: showPath(project.root, path), isInFolder }))
  return [...new Map(named.map((file) => [file.path, file])).values()]
}

function findWord({ cwd }: Project, word: string): readonly Omit<NamedFile, 'shown'>[] {
  const path = resolve(cwd, word)
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) return [{ path, isInFolder: false }]
    return filesIn(path).map((file) => ({ path: file, isInFolder: true }))
  }
  if (!isGlob(word)) return []
  const pattern = globPattern(withSlashes(word).replace(/^\.\//u, ''))
  const matches = filesIn(cwd).filter((file) => pattern.test(relativePath(cwd, file)))
  return matches.map((file) => ({ path: file, isInFolder: false }))
}

// One of the same name elsewhere, else the nearest path.
function nearestFile({ cwd }: Project, word: string): string | undefined {
  const wanted = relativePath(cwd, resolve(cwd, word))
  const files = filesIn(cwd).map((file) => relativePath(cwd, file))
  return files.find((file) => basename(file) === basename(wanted)) ?? nearestWord(wanted, files, MOST_LETTERS)
}

/** Of a path, by which it may differ from one that exists. */
const MOST_LETTERS = 3

// Links are not followed: they may lead in a circle.
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((left, right) => compareTexts(left.name, right.name))
    .flatMap((entry) => {
      if (SKIPPED.has(entry.name)) return []
      if (entry.isDirectory()) return filesIn(join(folder, entry.name))
      return entry.isFile() ? [join(folder, entry.name)] : []
    })
}
